#!/usr/bin/env bash
# Makes hello.wasm and service.wasm of the JavaScript beside this file, in FOLDER or right here.
#   samples/javascript/build.sh [FOLDER]
# Needs npm with Node 20 or later, and a connection to its registry.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
out=$(mkdir -p "${1:-$here}" && cd "${1:-$here}" && pwd)
build=$out/build
mkdir -p "$build/wit/deps"
cp "$here"/{package.json,*.js} "$build/"
cp "$here"/wit/*.wit "$build/wit/"
cd "$build"
npm install --no-audit --no-fund --loglevel=error
# jco brings the WIT of WASI with it.
cp -r node_modules/@bytecodealliance/jco/lib/wit/builtin/0.2.12/* wit/deps/
for world in hello service; do
  npx jco componentize "$world.js" --wit wit --world-name "$world" --out "$out/$world.wasm"
done
