// The calls of ComponentCalls.cs through what jco has made of the same component:
//   node component-calls.mjs FOLDER-OF-JCO'S-FILES
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { report } from './best.mjs';

const folder = resolve(process.argv[2]);
const { instantiate } = await import(pathToFileURL(join(folder, 'component.js')));
const guest = instantiate(
  path => new WebAssembly.Module(readFileSync(join(folder, path))),
  { 'host-number': { default: x => x + 1 }, 'host-text': { default: s => s } });

const runs = {
  indirect: n => guest.indirect(n),
  numbers: n => guest.numbers(n),
  'host-numbers': n => guest.hostNumbers(n),
  number: n => {
    for (let i = 0; i < n; i++) guest.number(1);
  },
  lists: n => guest.lists(n, 1_000),
};
for (const length of [10, 1_000, 100_000]) {
  const sent = 'a'.repeat(length);
  runs[`texts ${length}`] = n => guest.texts(n, length);
  runs[`host-texts ${length}`] = n => guest.hostTexts(n, length);
  runs[`text ${length}`] = n => {
    for (let i = 0; i < n; i++) guest.text(sent);
  };
}
await report(runs);
