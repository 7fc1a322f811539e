#!/usr/bin/env bash
# How long `sluice run` takes for a small component, as a tool and as a file of its own, beside `dotnet hello.dll` with one Console.WriteLine,
# measured in turns.
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

# The file that needs no .NET.
dotnet publish src/Sluice.Cli -c Release --use-current-runtime -p:Standalone=true -o "$work/standalone" --nologo -v quiet > /dev/null

# Milliseconds: from start to end, and of the processors.
TIMEFORMAT='%R %U %S'
measure() {
  local name=$1
  shift
  { time "$@" > /dev/null; } 2>&1 | awk '{ print 1000 * $1 > "/dev/stderr"; print 1000 * ($2 + $3) }' >> "$work/$name.processor" 2>> "$work/$name.wall"
}
for ((i = 0; i < runs; i++)); do
  measure bare dotnet "$work/bin/Release/net10.0/hello.dll"
  measure tool dotnet "$work/sluice/Sluice.Cli.dll" run samples/hello/hello.wasm
  measure standalone "$work/standalone/sluice" run samples/hello/hello.wasm
done
median() { sort -n "$work/$1" | sed -n "$(((runs + 1) / 2))p"; }
least() { sort -n "$work/$1" | head -n 1; }
for kind in wall processor; do
  for figure in median least; do
    bare=$($figure bare.$kind)
    line="$figure of $runs, $kind time: dotnet hello.dll $bare ms"
    for sluice in tool standalone; do
      taken=$($figure $sluice.$kind)
      line+=", $sluice $taken ms ($(awk "BEGIN { printf \"%.2f\", $taken / $bare }"))"
    done
    echo "$line"
  done
done
