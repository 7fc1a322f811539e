// The calls of AsyncCalls.cs through what jco has made of the same component:
//   node async-calls.mjs FOLDER-OF-JCO'S-FILES
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { report } from './best.mjs';

const folder = resolve(process.argv[2]);
const { instantiate } = await import(pathToFileURL(join(folder, 'component.js')));
const guest = await instantiate(
  async path => new WebAssembly.Module(readFileSync(join(folder, path))),
  {
    now: { default: async () => 1 },
    later: { default: () => new Promise(done => setImmediate(() => done(1))) },
    held: { default: () => new Promise(() => {}) },
  });

const repeat = call => async n => {
  for (let i = 0; i < n; i++) await call();
};
await report({
  ready: repeat(() => guest.ready()),
  waiting: repeat(() => guest.waiting()),
  'host-ready': n => guest.hostReady(n),
  'sync-calls': n => guest.syncCalls(n),
  'async-calls': n => guest.asyncCalls(n),
  pair: n => guest.pair(n / 2),
});
process.exit(0);
