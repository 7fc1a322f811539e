// imports.mjs FOLDER FILE…: writes the functions that each module or component imports from instances, as FOLDER/NAME.imports: what V8
// and wasm-tools (by way of jco) find in it, for a comparison with what Sluice finds.
import { print } from '@bytecodealliance/jco';
import { readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';

const [folder, ...files] = process.argv.slice(2);

function ofModule(bytes) {
  return WebAssembly.Module.imports(new WebAssembly.Module(bytes)).map(({ module, name }) => `${module} ${name}`);
}

// In the text of a component the type of an imported instance stands right before the import.
async function ofComponent(bytes) {
  const functions = [];
  let exports = [];
  for (const line of (await print(bytes)).split('\n')) {
    if (line.startsWith('  (type ')) exports = [];
    const exported = /^ {6}\(export \(;\d+;\) "([^"]+)" \(func /.exec(line);
    if (exported) exports.push(exported[1]);
    const imported = /^ {2}\(import "([^"]+)" \(instance /.exec(line);
    if (imported) functions.push(...exports.splice(0).map(name => `${imported[1]} ${name}`));
    if (line.startsWith('  (core module')) break;
  }
  return functions;
}

for (const file of files) {
  const bytes = await readFile(file);
  const lines = bytes[6] === 0 ? ofModule(bytes) : await ofComponent(bytes);
  await writeFile(join(folder, `${basename(file, '.wasm')}.imports`), lines.sort().join('\n') + '\n');
}
