// Runs each case of cases.json on another runtime (modules on Node's own WASI, components on jco) and writes down what it does:
//   NAME.stdout, NAME.exit    of a command
//   NAME.responses.json       of a service: status, headers that begin with x- or are content-type, body as base64
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const [here, out] = process.argv.slice(2);
const { commands, services } = JSON.parse(await readFile(join(here, 'cases.json')));
const jco = join(out, 'tools/node_modules/@bytecodealliance/jco/dist/jco.js');

async function record(command) {
  const folder = await mkdtemp(join(tmpdir(), 'guest-'));
  const runner = command.name.startsWith('c-module') ? ['--no-warnings', join(here, 'node-wasi.mjs')] : [jco, 'run'];
  const child = spawn(process.execPath, [...runner, join(out, command.guest), folder, ...command.arguments], {
    env: { ...process.env, GREETING: 'hello wörld' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.on('error', () => {});
  child.stdin.end(command.input);
  const chunks = [];
  for await (const chunk of child.stdout) chunks.push(chunk);
  const code = child.exitCode ?? await new Promise(done => child.once('exit', done));
  await writeFile(join(out, `${command.name}.stdout`), Buffer.concat(chunks));
  await writeFile(join(out, `${command.name}.exit`), `${code}\n`);
  await rm(folder, { recursive: true });
  console.log(`${command.name}: exit ${code}`);
}

// Some of these guests answer one request only: each request gets an instance of its own, as it does in Sluice.
async function listening(url) {
  for (let i = 0; i < 100; i++) {
    try {
      return await (await fetch(url, { signal: AbortSignal.timeout(5000) })).arrayBuffer();
    } catch {
      await new Promise(done => setTimeout(done, 100));
    }
  }
  throw new Error(`nothing listens at ${url}`);
}

async function send(base, { method, path, headers, body, repeat = 1 }) {
  const response = await fetch(base + path, { method, headers, body: body?.repeat(repeat), signal: AbortSignal.timeout(20000) });
  const kept = [...response.headers].filter(([name]) => name.startsWith('x-') || name === 'content-type').sort();
  return { status: response.status, headers: Object.fromEntries(kept), body: Buffer.from(await response.arrayBuffer()).toString('base64') };
}

async function recordService(service, port) {
  const child = spawn(process.execPath, [jco, 'serve', join(out, service.guest), '--port', String(port), '--host', '127.0.0.1', '--isolate-requests', 'instance'], { stdio: ['ignore', 'ignore', 'inherit'], detached: true });
  const base = `http://127.0.0.1:${port}`;
  try {
    await listening(base + '/not-there');
    const responses = [];
    for (const request of service.requests) {
      if (request.expected) {
        responses.push(request.expected);
        continue;
      }
      try {
        responses.push(await send(base, request));
      } catch (error) {
        throw new Error(`${service.name}: ${request.method} ${request.path}`, { cause: error });
      }
      console.log(`${service.name}: ${request.method} ${request.path}: ${responses.at(-1).status}`);
    }
    await writeFile(join(out, `${service.name}.responses.json`), JSON.stringify(responses, null, 1));
  } finally {
    process.kill(-child.pid);
  }
}

for (const command of commands) await record(command);
for (const [index, service] of services.entries()) await recordService(service, 18180 + index);
