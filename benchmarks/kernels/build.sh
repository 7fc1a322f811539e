#!/usr/bin/env bash
# Compiles the kernels (clang and lld with the wasm32 target). The results are kept in the repository, so that
# running the benchmarks needs no C compiler.
set -euo pipefail
cd "$(dirname "$0")"
for source in *.c; do
  clang --target=wasm32 -O2 -std=c11 -nostdlib -ffreestanding -fno-builtin-memset -fno-builtin-memcpy -mbulk-memory -msign-ext -mnontrapping-fptoint \
    -Wl,--no-entry -Wl,--strip-debug -Wl,-z,stack-size=65536 "$source" -o "${source%.c}.wasm"
done
