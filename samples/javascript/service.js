// A service: what `wasi:http/incoming-handler` asks for. It says which path was asked for.
import { Fields, OutgoingBody, OutgoingResponse, ResponseOutparam } from 'wasi:http/types@0.2.12';

export const incomingHandler = {
  handle(request, outparam) {
    const headers = Fields.fromList([['content-type', new TextEncoder().encode('text/plain')]]);
    const response = new OutgoingResponse(headers);
    const body = response.body();
    ResponseOutparam.set(outparam, { tag: 'ok', val: response });

    const stream = body.write();
    stream.blockingWriteAndFlush(new TextEncoder().encode(`You asked for ${request.pathWithQuery()}\n`));
    stream[Symbol.dispose]();
    OutgoingBody.finish(body, undefined);
  },
};
