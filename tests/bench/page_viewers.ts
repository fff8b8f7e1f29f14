// Viewers of a status page, as a process: each hears of what happens and asks for its page again, as the page's script does. Says `ready`, and
// how many pages it was sent once its input ends. Arguments: origin, how many, `same` or `own` page.
const [origin, many, kind] = Deno.args;
/** Milliseconds in which an open page asks once at most. */
const EVERY_MS = 300;
const encoder = new TextEncoder();
let pages = 0;

async function view(viewer: number): Promise<void> {
  const events = await fetch(`${origin}/api/v1/events`);
  let isDue = false;
  let isAsking = false;
  const ask = async () => {
    isDue = true;
    if (isAsking) return;
    isAsking = true;
    while (isDue) {
      isDue = false;
      await (await fetch(`${origin}/${kind === "own" ? `?nth=${viewer}` : ""}`)).arrayBuffer();
      pages++;
      await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
    }
    isAsking = false;
  };
  (async () => {
    for await (const text of events.body!.pipeThrough(new TextDecoderStream())) {
      if (/^id: /m.test(text)) ask();
    }
  })();
}

for (let viewer = 0; viewer < Number(many); viewer++) await view(viewer);
await Deno.stdout.write(encoder.encode("ready\n"));
for await (const _ of Deno.stdin.readable);
await Deno.stdout.write(encoder.encode(`${pages}\n`));
Deno.exit(0);
