#!/usr/bin/env bash
# JavaScript services on StarlingMonkey (12 to 17 MB of WebAssembly) under `sluice serve` and under `jco serve`: from the start of the
# process to the first byte of a response, and requests per second then. Needs wrk, and the guests of tests/real-guests/make.sh.
#   benchmarks/starlingmonkey.sh FOLDER [TURNS]
set -euo pipefail
guests=$(cd "${1:?the folder of the guests}" && pwd)
turns=${2:-3} seconds=5
cd "$(dirname "$0")/.."
node=$guests/tools/node_modules/.bin/node
jco=$guests/tools/node_modules/@bytecodealliance/jco/dist/jco.js
work=$(mktemp -d)
sluice=$work/Sluice.Cli.dll
# As the tool package for this platform has it: compiled ahead of time.
dotnet publish src/Sluice.Cli -c Release --use-current-runtime --self-contained false -p:PublishReadyToRun=true -o "$work" --nologo -v quiet >/dev/null

server=
trap '[[ -z $server ]] || kill -- "-$server" 2>/dev/null || true; rm -rf "$work"' EXIT
stop() { kill -- "-$server"; wait "$server" 2>/dev/null || true; server=; }

# Milliseconds of processor time that the server's processes have used; a clock tick is 10 ms.
cpu() { local process sum=0 ticks; for process in $(pgrep -g "$server"); do ticks=$(awk '{print $14 + $15}' "/proc/$process/stat"); sum=$((sum + ticks * 10)); done; echo $sum; }

# start URL COMMAND…: milliseconds to the first answer
start() {
  local url=$1 begin; shift
  begin=$(date +%s%N)
  setsid "$@" >/dev/null 2>&1 & server=$!
  until curl -s -o /dev/null --max-time 30 "$url"; do sleep 0.02; done
  first=$((($(date +%s%N) - begin) / 1000000)) first_cpu=$(cpu)
}

# rate URL CONNECTIONS: requests per second, and milliseconds of processor time for each
rate() {
  local before after
  before=$(cpu)
  wrk -t1 -c"$2" -d"${seconds}s" "$1" >"$work/wrk"
  after=$(cpu)
  awk -v used=$((after - before)) '/requests in/ {count=$1} /Requests\/sec/ {rate=$2} END {printf "%.1f %.2f", rate, (count > 0 ? used / count : 0)}' "$work/wrk"
}

least() { awk -v a="$1" -v b="$2" 'BEGIN {print (b == "" || a + 0 < b + 0) ? a : b}'; }
most() { awk -v a="$1" -v b="$2" 'BEGIN {print (b == "" || a + 0 > b + 0) ? a : b}'; }

measure() {
  local name=$1 path=$2 url best_first= best_cpu= best_one= best_many= best_each= one many each; shift 2
  for _ in $(seq "$turns"); do
    url=http://127.0.0.1:$port/$path
    start "$url" "$@"
    rate "$url" 16 >/dev/null
    read -r one each <<<"$(rate "$url" 1)"
    read -r many _ <<<"$(rate "$url" 16)"
    stop
    best_first=$(least "$first" "$best_first") best_cpu=$(least "$first_cpu" "$best_cpu") best_each=$(least "$each" "$best_each")
    best_one=$(most "$one" "$best_one") best_many=$(most "$many" "$best_many")
  done
  echo "$name: first byte after $best_first ms ($best_cpu ms of processor time); $best_one requests/s over 1 connection ($best_each ms of processor time each), $best_many over 16"
  results+=("$best_first $best_cpu $best_one $best_each $best_many")
}

compare() {
  awk -v s="${results[0]}" -v j="${results[1]}" 'BEGIN {
    split(s, a); split(j, b)
    printf "  Sluice to jco: first byte %.2f (processor time %.2f), requests/s %.2f (processor time %.2f) and %.2f\n", a[1] / b[1], a[2] / b[2], a[3] / b[3], a[4] / b[4], a[5] / b[5]
  }'
}

echo "listener for fetch events, an instance for each request:"
port=18280 results=()
measure sluice "" dotnet "$sluice" serve --addr 127.0.0.1:$port "$guests/js-fetch-event.wasm"
measure jco "" "$node" "$jco" serve "$guests/js-fetch-event.wasm" --host 127.0.0.1 --port $port --isolate-requests instance
compare

echo "incoming-handler, instances used again:"
port=18281 results=()
measure sluice describe dotnet "$sluice" serve --max-instance-reuse-count 1000000 --addr 127.0.0.1:$port "$guests/js-incoming-handler.wasm"
measure jco describe "$node" "$jco" serve "$guests/js-incoming-handler.wasm" --host 127.0.0.1 --port $port
compare
