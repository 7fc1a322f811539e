// The Node side of the kernel comparison: reads "NAME ROUNDS" lines, answers "CPU-MICROSECONDS CHECKSUM".
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { join } from 'node:path';

const folder = process.argv[2];
const kernels = new Map();

for await (const line of createInterface({ input: process.stdin })) {
  const [name, rounds] = line.split(' ');
  if (!kernels.has(name)) {
    const module = new WebAssembly.Module(readFileSync(join(folder, `${name}.wasm`)));
    kernels.set(name, new WebAssembly.Instance(module, {}).exports.run);
  }
  const before = process.cpuUsage();
  const checksum = BigInt.asUintN(64, kernels.get(name)(Number(rounds)));
  const { user, system } = process.cpuUsage(before);
  console.log(`${user + system} ${checksum}`);
}
