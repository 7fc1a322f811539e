#!/usr/bin/env bash
# Requests per second of a component behind `sluice serve`, as a fraction of a minimal API's on the same server. Needs wrk.
#   benchmarks/http.sh [COMPONENT]     a component of wasi:http/service; samples/service by default
set -euo pipefail
cd "$(dirname "$0")/.."
component=${1:-samples/service/service.wasm}
turns=3 seconds=5 connections=64

dotnet build src/Sluice.Cli -c Release -v quiet --nologo
dotnet build benchmarks/Sluice.HttpBaseline -c Release -v quiet --nologo
dotnet src/Sluice.Cli/bin/Release/net10.0/Sluice.Cli.dll serve --addr 127.0.0.1:18080 "$component" 2>/dev/null & sluice=$!
dotnet benchmarks/Sluice.HttpBaseline/bin/Release/net10.0/Sluice.HttpBaseline.dll http://127.0.0.1:18081 & baseline=$!
trap 'kill $sluice $baseline 2>/dev/null' EXIT
for port in 18080 18081; do
  for _ in $(seq 100); do curl -s -o /dev/null "http://127.0.0.1:$port/" && break; sleep 0.1; done
done

measure() { wrk -t1 -c"$connections" -d"${seconds}s" --latency "http://127.0.0.1:$1/" | awk '/Requests\/sec/ {rate=$2} /99%/ {p99=$2} END {print rate, p99}'; }
measure 18080 >/dev/null; measure 18081 >/dev/null
best_s=0 best_b=0
for _ in $(seq $turns); do
  read -r rate_s p99_s <<<"$(measure 18080)"
  read -r rate_b p99_b <<<"$(measure 18081)"
  echo "sluice serve $rate_s requests/s (p99 $p99_s), minimal API $rate_b requests/s (p99 $p99_b)"
  best_s=$(echo "$rate_s $best_s" | awk '{print ($1 > $2) ? $1 : $2}')
  best_b=$(echo "$rate_b $best_b" | awk '{print ($1 > $2) ? $1 : $2}')
done
awk -v s="$best_s" -v b="$best_b" 'BEGIN {printf "best of each: %.3f of the minimal API\n", s / b}'
