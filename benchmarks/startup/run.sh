#!/usr/bin/env bash
# How long `sluice run` takes for a small component, beside `dotnet hello.dll` with one Console.WriteLine, measured in turns.
#   benchmarks/startup/run.sh [RUNS]
set -euo pipefail
cd "$(dirname "$0")/../.."
runs=${1:-15}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cat > "$work/hello.csproj" <<'PROJECT'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net10.0</TargetFramework>
  </PropertyGroup>
</Project>
PROJECT
echo 'System.Console.WriteLine("Hello");' > "$work/hello.cs"
dotnet build "$work/hello.csproj" -c Release --nologo -v quiet > /dev/null
# As the tool package for this platform has it: compiled ahead of time.
dotnet publish src/Sluice.Cli -c Release --use-current-runtime --self-contained false -p:PublishReadyToRun=true -o "$work/sluice" --nologo -v quiet > /dev/null

now() { date +%s%N; }
measure() {
  local name=$1 start
  shift
  start=$(now)
  "$@" > /dev/null
  echo $((($(now) - start) / 1000)) >> "$work/$name.times"
}
for ((i = 0; i < runs; i++)); do
  measure bare dotnet "$work/bin/Release/net10.0/hello.dll"
  measure sluice dotnet "$work/sluice/Sluice.Cli.dll" run samples/hello/hello.wasm
done
median() { sort -n "$work/$1.times" | sed -n "$(((runs + 1) / 2))p"; }
least() { sort -n "$work/$1.times" | head -n 1; }
for figure in median least; do
  bare=$($figure bare) sluice=$($figure sluice)
  echo "$figure of $runs: dotnet hello.dll $((bare / 1000)) ms, sluice run hello.wasm $((sluice / 1000)) ms, ratio $(awk "BEGIN { printf \"%.2f\", $sluice / $bare }")"
done
