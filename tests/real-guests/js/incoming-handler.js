// A proxy of WASI 0.2 that uses wasi:http itself: fields, bodies and their streams, response-outparam, trailers.
import { Fields, OutgoingResponse, OutgoingBody, IncomingBody, ResponseOutparam, OutgoingRequest } from 'wasi:http/types@0.2.12';
import { getEnvironment } from 'wasi:cli/environment@0.2.12';

const encoder = new TextEncoder();
const decoder = new TextDecoder();

function readAll(body) {
  const stream = body.stream();
  const chunks = [];
  try {
    for (;;) {
      const chunk = stream.blockingRead(65536n);
      if (chunk.length > 0) chunks.push(chunk);
    }
  } catch (error) {
    if (error.payload?.tag !== 'closed') throw error;
  }
  stream[Symbol.dispose]();
  const bytes = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

function respond(outparam, status, headers, bytes) {
  const response = new OutgoingResponse(Fields.fromList(headers.map(([name, value]) => [name, encoder.encode(value)])));
  response.setStatusCode(status);
  const body = response.body();
  ResponseOutparam.set(outparam, { tag: 'ok', val: response });
  const stream = body.write();
  for (; bytes.length > 0; bytes = bytes.subarray(4096)) stream.blockingWriteAndFlush(bytes.subarray(0, 4096));
  stream[Symbol.dispose]();
  OutgoingBody.finish(body, undefined);
}

function attempt(action) {
  try {
    action();
    return 'ok';
  } catch (error) {
    return error.payload?.tag ?? error.payload ?? String(error);
  }
}

export const incomingHandler = {
  handle(request, outparam) {
    const path = request.pathWithQuery() ?? '';
    const method = request.method().tag;
    const text = [['content-type', 'text/plain']];
    if (path === '/describe') {
      const headers = request.headers();
      const names = headers.entries().map(([name, value]) => [name.toLowerCase(), decoder.decode(value)]).filter(([name]) => name.startsWith('x-')).sort();
      const lines = [
        `method: ${method}`,
        `scheme: ${request.scheme()?.tag}`,
        `authority: ${request.authority() !== undefined}`,
        `headers: ${JSON.stringify(names)}`,
        `has: ${headers.has('x-one')} ${headers.has('x-none')} ${headers.get('X-One').length}`,
        `immutable: ${attempt(() => headers.append('x-new', encoder.encode('1')))}`,
        `clone: ${attempt(() => headers.clone().set('x-new', [encoder.encode('1')]))}`,
        `syntax: ${attempt(() => new Fields().append('bad name', encoder.encode('1')))}`,
        `forbidden: ${attempt(() => new Fields().append('connection', encoder.encode('close')))}`,
        `path: ${attempt(() => new OutgoingRequest(new Fields()).setPathWithQuery('/ok?x=1'))}`,
        `environment: ${Array.isArray(getEnvironment())}`,
      ];
      respond(outparam, 200, text, encoder.encode(lines.join('\n') + '\n'));
    } else if (path === '/echo') {
      const body = request.consume();
      const bytes = readAll(body);
      IncomingBody.finish(body)[Symbol.dispose]?.();
      respond(outparam, 201, [['content-type', 'application/octet-stream'], ['x-length', String(bytes.length)]], bytes);
    } else if (path === '/error') {
      ResponseOutparam.set(outparam, { tag: 'err', val: { tag: 'internal-error', val: 'on purpose' } });
    } else if (path === '/forget') {
      // Returns without an answer.
    } else {
      respond(outparam, 404, text, encoder.encode(`nothing at ${path}\n`));
    }
  },
};
