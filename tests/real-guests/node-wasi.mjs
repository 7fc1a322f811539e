// node-wasi.mjs MODULE FOLDER [ARGUMENTS…]: runs a module of WASI 0.1 on Node's own WASI.
import { WASI } from 'node:wasi';
import { readFile } from 'node:fs/promises';

const [file, folder, ...args] = process.argv.slice(2);
const wasi = new WASI({
  version: 'preview1',
  args: [file, folder, ...args],
  env: { GREETING: process.env.GREETING },
  preopens: { [folder]: folder },
  returnOnExit: true,
});
const { instance } = await WebAssembly.instantiate(await readFile(file), wasi.getImportObject());
process.exitCode = wasi.start(instance);
