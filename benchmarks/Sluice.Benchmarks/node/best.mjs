/**
 * The least nanoseconds that one call has taken in seven turns. A turn has as many calls as fit into a twentieth of a second: some are a
 * thousand times as slow as others.
 */
export async function best(run) {
  const turn = async count => {
    const start = process.hrtime.bigint();
    await run(count);
    return Number(process.hrtime.bigint() - start);
  };
  let count = 10;
  for (let time; (time = await turn(count)) < 50_000_000 && count < 2_000_000;) count *= time < 5_000_000 ? 10 : 2;
  let least = Infinity;
  for (let i = 0; i < 7; i++) least = Math.min(least, await turn(count) / count);
  return least;
}

/** All of them by name, as a line of JSON; null for those that fail. */
export async function report(runs) {
  const times = {};
  for (const [name, run] of Object.entries(runs)) {
    try {
      times[name] = await best(run);
    } catch (error) {
      times[name] = null;
      console.error(`${name}: ${error.message}`);
    }
  }
  console.log(JSON.stringify(times));
}
