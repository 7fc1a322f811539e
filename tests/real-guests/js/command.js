// A command of WASI 0.2 in JavaScript. It uses the interfaces themselves and what StarlingMonkey builds on them.
import { getArguments, getEnvironment } from 'wasi:cli/environment@0.2.12';
import { getStdin } from 'wasi:cli/stdin@0.2.12';
import { getStdout } from 'wasi:cli/stdout@0.2.12';
import { getDirectories } from 'wasi:filesystem/preopens@0.2.12';
import { now, resolution, subscribeDuration } from 'wasi:clocks/monotonic-clock@0.2.12';
import { now as wallNow } from 'wasi:clocks/wall-clock@0.2.12';
import { poll } from 'wasi:io/poll@0.2.12';
import { getRandomBytes, getRandomU64 } from 'wasi:random/random@0.2.12';
import { getInsecureRandomBytes } from 'wasi:random/insecure@0.2.12';
import { exit } from 'wasi:cli/exit@0.2.12';

const encoder = new TextEncoder();
const decoder = new TextDecoder();

function write(text) {
  const stdout = getStdout();
  for (let bytes = encoder.encode(text + '\n'); bytes.length > 0; bytes = bytes.subarray(4096)) {
    stdout.blockingWriteAndFlush(bytes.subarray(0, 4096));
  }
}

function attempt(action) {
  try {
    return JSON.stringify(action() ?? 'ok', (_, value) => typeof value === 'bigint' ? `${value}n` : value);
  } catch (error) {
    return `error ${JSON.stringify(error.payload ?? String(error))}`;
  }
}

function readAll(stream) {
  const chunks = [];
  try {
    for (;;) chunks.push(...stream.blockingRead(1000n));
  } catch (error) {
    if (error.payload?.tag !== 'closed') throw error;
  }
  return decoder.decode(new Uint8Array(chunks));
}

function input() {
  const text = readAll(getStdin());
  const words = text.match(/[^\s.,;:!?]+/g) ?? [];
  const counts = new Map();
  for (const word of words) counts.set(word.toLowerCase(), (counts.get(word.toLowerCase()) ?? 0) + 1);
  write(`input: ${text.length} characters, ${text.split('\n').length} lines`);
  for (const [word, count] of [...counts].sort(([a], [b]) => a < b ? -1 : 1)) write(`  ${word} ${count}`);
}

function files(path) {
  const found = getDirectories().find(([, name]) => path === name || name === '/' || path.startsWith(name + '/'));
  const [root, name] = found;
  const rest = path.slice(name.length).replace(/^\//, '');
  const at = name => rest === '' ? name : `${rest}/${name}`;
  const read = { read: true };

  const file = root.openAt({}, at('notes.txt'), { create: true }, { read: true, write: true });
  write(`write: ${attempt(() => file.write(encoder.encode('one\ntwo\nthree\n'), 0n))}`);
  {
    const stream = file.writeViaStream(14n);
    stream.blockingWriteAndFlush(encoder.encode('four\n'));
    stream[Symbol.dispose]();
  }
  {
    const stream = file.appendViaStream();
    stream.blockingWriteAndFlush(encoder.encode('five\n'));
    stream[Symbol.dispose]();
  }
  write(`size: ${file.stat().size} ${file.stat().type}`);
  const [bytes, end] = file.read(5n, 4n);
  write(`read: ${JSON.stringify(decoder.decode(bytes))} ${end}`);
  {
    const stream = file.readViaStream(8n);
    write(`rest: ${JSON.stringify(readAll(stream))}`);
    stream[Symbol.dispose]();
  }
  write(`shorter: ${attempt(() => file.setSize(3n))} ${file.stat().size}`);
  write(`flags: ${attempt(() => file.getFlags().write)} type: ${attempt(() => file.getType())}`);
  write(`sync: ${attempt(() => file.syncData())} ${attempt(() => file.sync())}`);

  write(`mkdir: ${attempt(() => root.createDirectoryAt(at('inner')))}`);
  write(`mkdir again: ${attempt(() => root.createDirectoryAt(at('inner')))}`);
  write(`rename: ${attempt(() => root.renameAt(at('notes.txt'), root, at('inner/notes.txt')))}`);
  write(`symlink: ${attempt(() => root.symlinkAt('inner/notes.txt', at('link')))} ${attempt(() => root.readlinkAt(at('link')))}`);
  write(`stat: ${attempt(() => root.statAt({}, at('link')).type)} ${attempt(() => root.statAt({ symlinkFollow: true }, at('link')).type)}`);
  const names = [];
  const folder = root.openAt({}, at('.'), { directory: true }, read);
  const entries = folder.readDirectory();
  for (let entry; (entry = entries.readDirectoryEntry()) !== undefined;) names.push(`${entry.name}:${entry.type}`);
  write(`entries: ${names.sort().join(' ')}`);
  write(`same: ${file.isSameObject(root.openAt({}, at('inner/notes.txt'), {}, read))} ${folder.isSameObject(file)}`);
  write(`missing: ${attempt(() => root.openAt({}, at('nothing'), {}, read))}`);
  write(`not a directory: ${attempt(() => root.openAt({}, at('inner/notes.txt'), { directory: true }, read))}`);
  write(`full: ${attempt(() => root.removeDirectoryAt(at('inner')))}`);
  write(`clean: ${attempt(() => root.unlinkFileAt(at('link')))} ${attempt(() => root.unlinkFileAt(at('inner/notes.txt')))} ${attempt(() => root.removeDirectoryAt(at('inner')))}`);
}

function clocks() {
  const before = now();
  const short = subscribeDuration(5_000_000n), long = subscribeDuration(60_000_000_000n);
  write(`poll: ${[...poll([long, short])]} ${short.ready()} ${long.ready()}`);
  write(`waited: ${now() - before >= 5_000_000n} resolution: ${resolution() > 0n}`);
  write(`wall clock: ${Math.abs(Number(wallNow().seconds) - Date.now() / 1000) < 5}`);
}

function random() {
  write(`random: ${getRandomBytes(16n).length} ${getRandomU64() !== getRandomU64()} ${getInsecureRandomBytes(7n).length}`);
  write(`crypto: ${crypto.getRandomValues(new Uint8Array(8)).length} ${crypto.randomUUID().length} ${Math.random() !== Math.random()}`);
}

async function language() {
  write(`numbers: ${[0.1 + 0.2, 1e21, 5e-324, -0, 2 ** 53, (25).toString(36), (1234.5678).toFixed(2), 1 / 3].join(' ')}`);
  write(`bigint: ${2n ** 200n % 1_000_000_007n} regexp: ${'2026-11-22'.replace(/(\d+)-(\d+)-(\d+)/, '$3.$2.$1')}`);
  write(`url: ${new URL('../c?q=ä#f', 'https://example.org/a/b/').href} ${new URLSearchParams({ a: '1 2', b: '&' })}`);
  write(`base64: ${btoa('sluice')} ${atob('Z2F0ZQ==')} clone: ${JSON.stringify(structuredClone({ a: [1, { b: 2 }] }))}`);
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', encoder.encode('sluice')));
  write(`digest: ${[...digest].map(byte => byte.toString(16).padStart(2, '0')).join('')}`);
  const order = [];
  await Promise.all([300, 1, 100].map(delay => new Promise(done => setTimeout(() => done(order.push(delay)), delay))));
  write(`timers: ${order}`);
  let sum = 0;
  for (let i = 0; i < 300_000; i++) sum = (sum * 31 + i) | 0;
  write(`sum: ${sum}`);
}

export const run = {
  async run() {
    const [, path, ...rest] = getArguments();
    const greeting = getEnvironment().find(([name]) => name === 'GREETING')?.[1];
    write(`arguments: ${JSON.stringify(rest)} GREETING: ${greeting}`);
    if (rest[0] === 'fail') exit({ tag: 'err' });
    input();
    files(path);
    clocks();
    random();
    await language();
    console.log('logged');
    console.error('done');
  },
};
