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
sluice=src/Sluice.Cli/bin/Release/net10.0/Sluice.Cli.dll
dotnet build src/Sluice.Cli -c Release -v quiet --nologo

server=
trap '[[ -z $server ]] || kill -- "-$server" 2>/dev/null || true' EXIT
stop() { kill -- "-$server"; wait "$server" 2>/dev/null || true; server=; }

# start URL COMMAND…: milliseconds to the first answer
start() {
  local url=$1 begin; shift
  begin=$(date +%s%N)
  setsid "$@" >/dev/null 2>&1 & server=$!
  until curl -s -o /dev/null --max-time 30 "$url"; do sleep 0.02; done
  first=$((($(date +%s%N) - begin) / 1000000))
}

rate() { wrk -t1 -c"$2" -d"${seconds}s" "$1" | awk '/Requests\/sec/ {print $2}'; }

measure() {
  local name=$1 path=$2 url best_first=999999 best_one=0 best_many=0 one many; shift 2
  for _ in $(seq "$turns"); do
    url=http://127.0.0.1:$port/$path
    start "$url" "$@"
    rate "$url" 16 >/dev/null
    one=$(rate "$url" 1) many=$(rate "$url" 16)
    stop
    best_first=$((first < best_first ? first : best_first))
    best_one=$(awk -v a="$one" -v b="$best_one" 'BEGIN {print (a > b ? a : b)}')
    best_many=$(awk -v a="$many" -v b="$best_many" 'BEGIN {print (a > b ? a : b)}')
  done
  echo "$name: first byte after $best_first ms; $best_one requests/s over 1 connection, $best_many over 16"
  results+=("$best_first $best_one $best_many")
}

compare() {
  awk -v s="${results[0]}" -v j="${results[1]}" 'BEGIN {split(s, a); split(j, b); printf "  Sluice to jco: first byte %.2f, requests/s %.2f and %.2f\n", a[1] / b[1], a[2] / b[2], a[3] / b[3]}'
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
