// A command: what `wasi:cli/run` asks for. `console.log` writes to standard output.
import { getArguments } from 'wasi:cli/environment@0.2.12';

export const run = {
  run() {
    const [, name = 'JavaScript'] = getArguments();
    console.log(`Hello from ${name}.`);
  },
};
