// Serves the echo guest as jco has transpiled it: the same line protocol as EchoServers.cs.
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';

const guest = await import(pathToFileURL(process.argv[2]));
console.log(await guest.listen(0, Number(process.argv[3])));
for await (const _ of createInterface({ input: process.stdin })) {
  const { user, system } = process.cpuUsage();
  console.log(user + system);
}
process.exit(0);
