// A proxy of WASI 0.2 as most people write one: a listener for fetch events. StarlingMonkey makes wasi:http of it.
const routes = {
  'GET /': () => new Response('Hello from StarlingMonkey\n'),

  'GET /json': (request, url) => Response.json({ query: Object.fromEntries(url.searchParams), path: url.pathname }),

  'GET /headers': request => Response.json(
    Object.fromEntries([...request.headers].filter(([name]) => name.startsWith('x-')).sort()),
    { headers: { 'x-first': 'one', 'x-second': 'two', 'cache-control': 'no-store' } }),

  'POST /echo': request => new Response(request.body, { headers: { 'content-type': request.headers.get('content-type') ?? 'application/octet-stream' } }),

  'POST /sum': async request => {
    const numbers = await request.json();
    return Response.json({ sum: numbers.reduce((a, b) => a + b, 0), count: numbers.length });
  },

  'POST /length': async request => new Response(String((await request.arrayBuffer()).byteLength)),

  'GET /stream': () => {
    let chunk = 0;
    const encoder = new TextEncoder();
    return new Response(new ReadableStream({
      async pull(controller) {
        await new Promise(done => setTimeout(done, 1));
        controller.enqueue(encoder.encode(`chunk ${chunk}\n`));
        if (++chunk === 10) controller.close();
      },
    }), { headers: { 'content-type': 'text/plain' } });
  },

  'GET /large': () => new Response('0123456789abcdef'.repeat(16 * 1024)),

  'GET /teapot': () => new Response('short and stout', { status: 418 }),

  'GET /nothing': () => new Response(null, { status: 204 }),

  'GET /wait': async () => {
    await new Promise(done => setTimeout(done, 20));
    return new Response('waited');
  },

  'GET /work': () => {
    let state = 1;
    for (let i = 0; i < 20_000; i++) state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return new Response(String(state));
  },

  'DELETE /thing': () => new Response('gone'),

  'GET /fetch': async (request, url) => {
    const upstream = await fetch(url.searchParams.get('url'), { method: 'POST', body: 'from the guest', headers: { 'x-guest': 'yes' } });
    return new Response(`${upstream.status} ${upstream.headers.get('x-upstream')} ${await upstream.text()}`);
  },

  'GET /throw': () => { throw new Error('on purpose'); },
};

addEventListener('fetch', event => event.respondWith((async () => {
  const url = new URL(event.request.url);
  const route = routes[`${event.request.method} ${url.pathname}`];
  return route ? route(event.request, url) : new Response('not found', { status: 404 });
})()));
