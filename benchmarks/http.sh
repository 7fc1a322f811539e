#!/usr/bin/env bash
# HTTP: components behind `sluice serve`, beside a minimal API on the same server and, if there is one, jco's server. Needs wrk and curl.
#   benchmarks/http.sh [SECONDS [TURNS]]      per measurement; 3 and 3 by default. JCO names the jco command.
# All servers run all the time and are measured turn by turn; the best turn of each counts. Processor time is that of the server alone:
# the load generator has its share of the same cores.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:-3} turns=${2:-3} connections=64
jco=${JCO:-$(command -v jco || true)}
scratch=$(mktemp -d) servers=()
trap 'kill "${servers[@]}" 2>/dev/null || true; rm -rf "$scratch"' EXIT

dotnet build src/Sluice.Cli -c Release -v quiet --nologo >/dev/null
dotnet build benchmarks/Sluice.HttpBaseline -c Release -v quiet --nologo >/dev/null
sluice=(dotnet src/Sluice.Cli/bin/Release/net10.0/Sluice.Cli.dll)
baseline=(dotnet benchmarks/Sluice.HttpBaseline/bin/Release/net10.0/Sluice.HttpBaseline.dll)
service=samples/service/service.wasm gate=samples/service/gate.wasm bench=tests/Sluice.AspNetCore.Tests/Guests/workbench.wat
"${sluice[@]}" parse -o "$scratch/hello.wasm" benchmarks/http/hello-0.2.wat

names=() ports=() pids=() rates=() p99s=() costs=() port=$((20000 + RANDOM % 20000))
start() { # NAME COMMAND…, in which PORT stands for the port
  local name=$1; shift
  port=$((port + 1))
  "${@//PORT/$port}" >/dev/null 2>&1 & servers+=($!) pids+=($!) names+=("$name") ports+=("$port") rates+=(0) p99s+=(-) costs+=(1e9)
}
answers() { curl -s -o /dev/null -m 1 "http://127.0.0.1:$1/"; }
# With the children: jco's server is one.
ticks() { (cat "/proc/$1/stat"; for child in $(pgrep -P "$1"); do cat "/proc/$child/stat"; done) 2>/dev/null | awk '{sum += $14 + $15} END {print sum}'; }
load() { wrk -t1 -c"$connections" -d"${2}s" --latency "http://127.0.0.1:$1/" | awk '/requests in/ {n=$1} /Requests\/sec/ {rate=$2} /99%/ {p99=$2} END {print n, rate, p99}'; }

start "minimal API" "${baseline[@]}" http://127.0.0.1:PORT
start "sluice serve" "${sluice[@]}" serve --addr 127.0.0.1:PORT $service
start "… 16 requests an instance at once" "${sluice[@]}" serve --addr 127.0.0.1:PORT --max-instance-concurrent-reuse-count 16 $service
start "… behind one middleware" "${sluice[@]}" serve --addr 127.0.0.1:PORT --middleware $gate $service
start "… behind two" "${sluice[@]}" serve --addr 127.0.0.1:PORT --middleware $gate --middleware $gate $service
start "… an instance for each request" "${sluice[@]}" serve --addr 127.0.0.1:PORT --max-instance-reuse-count 1 $service
start "sluice serve, WASI 0.2, an instance for each request" "${sluice[@]}" serve --addr 127.0.0.1:PORT "$scratch/hello.wasm"
start "sluice serve, WASI 0.2, instances reused" "${sluice[@]}" serve --addr 127.0.0.1:PORT --max-instance-reuse-count 1000000 "$scratch/hello.wasm"
if [ -n "$jco" ]; then start "jco serve, WASI 0.2" "$jco" serve --host 127.0.0.1 --port PORT "$scratch/hello.wasm"; fi

for i in "${!names[@]}"; do
  for _ in $(seq 300); do answers "${ports[i]}" && break; sleep 0.1; done
  load "${ports[i]}" 8 >/dev/null
done
for _ in $(seq "$turns"); do
  for i in "${!names[@]}"; do
    before=$(ticks "${pids[i]}"); read -r count rate p99 <<<"$(load "${ports[i]}" "$seconds")"; after=$(ticks "${pids[i]}")
    cost=$(awk -v t=$((after - before)) -v n="$count" -v hz="$(getconf CLK_TCK)" 'BEGIN {print t / hz * 1e6 / n}')
    if awk -v a="$rate" -v b="${rates[i]}" 'BEGIN {exit !(a > b)}'; then rates[i]=$rate p99s[i]=$p99; fi
    if awk -v a="$cost" -v b="${costs[i]}" 'BEGIN {exit !(a < b)}'; then costs[i]=$cost; fi
  done
done
echo "| server | requests/s | ratio | p99 | processor time a request | ratio |"
echo "|---|---|---|---|---|---|"
for i in "${!names[@]}"; do
  awk -v name="${names[i]}" -v r="${rates[i]}" -v r0="${rates[0]}" -v p="${p99s[i]}" -v c="${costs[i]}" -v c0="${costs[0]}" \
    'BEGIN {printf "| %s | %d | %.3f | %s | %.1f µs | %.2f |\n", name, r, r / r0, p, c, c / c0}'
done
kill "${servers[@]}" 2>/dev/null || true; wait "${servers[@]}" 2>/dev/null || true; servers=()

echo; echo "First byte after the start of the process, least of 5:"
first_byte() { # COMMAND…
  local best=999999 begin taken pid
  for _ in 1 2 3 4 5; do
    port=$((port + 1)) begin=$(date +%s%N)
    "${@//PORT/$port}" >/dev/null 2>&1 & pid=$!
    until answers "$port"; do sleep 0.002; done
    taken=$((($(date +%s%N) - begin) / 1000000)); kill $pid; wait $pid 2>/dev/null || true
    if [ $taken -lt "$best" ]; then best=$taken; fi
  done
  echo "$best"
}
of_baseline=$(first_byte "${baseline[@]}" http://127.0.0.1:PORT) of_sluice=$(first_byte "${sluice[@]}" serve --addr 127.0.0.1:PORT $service)
awk -v b="$of_baseline" -v s="$of_sluice" 'BEGIN {printf "minimal API %d ms, sluice serve %d ms, ratio %.2f\n", b, s, s / b}'

echo; echo "Resident memory for each of 1,000 requests that wait for a timer of the host, connections included:"
waiting() { # NAME COMMAND…
  local name=$1 pid before during; shift
  port=$((port + 1))
  "${@//PORT/$port}" >/dev/null 2>&1 & pid=$!
  until answers "$port"; do sleep 0.1; done
  # Code that is compiled later would be taken for requests.
  wrk -t1 -c8 -d4s "http://127.0.0.1:$port/wait/1" >/dev/null
  sleep 3; before=$(awk '/VmRSS/ {print $2}' "/proc/$pid/status")
  wrk -t1 -c1000 -d8s --timeout 20s "http://127.0.0.1:$port/wait/20000" >/dev/null &
  sleep 6; during=$(awk '/VmRSS/ {print $2}' "/proc/$pid/status")
  wait $! || true; kill $pid; wait $pid 2>/dev/null || true
  awk -v name="$name" -v d=$((during - before)) 'BEGIN {printf "%s: %.1f KB\n", name, d / 1000}'
}
waiting "minimal API" "${baseline[@]}" http://127.0.0.1:PORT
waiting "sluice serve, all in one instance" "${sluice[@]}" serve --addr 127.0.0.1:PORT --max-instance-concurrent-reuse-count 1000 --max-instance-reuse-count 1000000000 --idle-instance-timeout 60s $bench
waiting "sluice serve, an instance each" "${sluice[@]}" serve --addr 127.0.0.1:PORT $bench
