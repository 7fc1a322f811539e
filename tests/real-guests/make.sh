#!/usr/bin/env bash
# Makes the guests that RealGuestTests run, with public tools, and records what other runtimes make of them.
#   tests/real-guests/make.sh FOLDER        then: SLUICE_GUESTS=FOLDER dotnet test tests/Sluice.SpecTests
# Needs clang, lld, wasi-libc and libclang-rt-dev-wasm32 (of Debian or Ubuntu), npm, and a connection to its registry.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
out=$(mkdir -p "${1:?a folder for the guests}" && cd "$1" && pwd)
mkdir -p "$out/tools" "$out/build"

cp "$here/package.json" "$out/tools/"
(cd "$out/tools" && npm install --no-audit --no-fund --loglevel=error)
export PATH="$out/tools/node_modules/.bin:$PATH"
if [[ $(node --version) != v24.* ]]; then
  (cd "$out/tools" && npm rebuild node --loglevel=error)
fi

# C: the module itself, and the same program behind the adapter from WASI 0.1 to 0.2.
compile() { clang --target=wasm32-wasi -O2 -Wall -Wextra "$@" "$here/c/inventory.c"; }
compile -o "$out/c-module.wasm"
compile -DADAPTED -o "$out/build/c-adapted.wasm"
jco new "$out/build/c-adapted.wasm" --wasi-command -o "$out/c-component.wasm"

# WIT: the packages come with jco. Its 0.2.10 is not complete; of 0.2.12 the parts that the handler needs are the same.
packages="$out/tools/node_modules/@bytecodealliance/jco/lib/wit/builtin/0.2.12"
for world in guests fetch-event; do
  rm -rf "$out/build/$world"
  mkdir -p "$out/build/$world/deps"
  cp "$here/wit/$world.wit" "$out/build/$world/world.wit"
done
cp -r "$packages"/* "$out/build/guests/deps/"
for package in io clocks http; do
  sed 's/@0\.2\.12/@0.2.10/g' "$packages/wasi-$package/package.wit" | awk '/^world /{skip=1} !skip{print} /^}/{skip=0}' >"$out/build/fetch-event/deps/$package.wit"
done

# JavaScript: StarlingMonkey.
componentize() { (cd "$out/build" && jco componentize "$here/js/$1.js" --wit "$2" -n "$3" -o "$out/js-$1.wasm"); }
componentize command guests command
componentize incoming-handler guests service
componentize fetch-event fetch-event fetch-event

# The sample has tools of its own, as its users get them.
"$here/../../samples/javascript/build.sh" "$out/javascript"

# What other decoders find in each; the same for the components of wasi-testsuite, if they are at hand.
ln -sfn "$out/tools/node_modules" "$out/build/node_modules"
cp "$here/imports.mjs" "$out/build/"
node "$out/build/imports.mjs" "$out" "$out"/*.wasm
if [[ -n ${SLUICE_SUITES:-} ]]; then
  mkdir -p "$out/suite"
  find "$SLUICE_SUITES/wasi-testsuite/tests" -path '*wasm32-wasip3*' -name '*.wasm' -print0 | xargs -0 node "$out/build/imports.mjs" "$out/suite"
fi

node "$here/record.mjs" "$here" "$out"
