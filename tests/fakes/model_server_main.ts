// The model that stands in, as a program of its own: `deno run -A model_server_main.ts SCRIPT.json [--log FILE] [--port N]`.
//
// SCRIPT.json is a list of entries (model_script.ts). Its first line on standard output is the base URL, for OPENAI_BASE_URL
// (without /v1: ANTHROPIC_BASE_URL). FILE gets a line of JSON for each request before it is answered: count its lines.
// The script is read again for each request, so that a test may change it; how often an entry was used is remembered.
import { modelServer } from "./model_server.ts";
import { type Entry, listed } from "./model_script.ts";

const [path, ...flags] = Deno.args;
if (path === undefined) throw new Error("which script? model_server_main.ts SCRIPT.json [--log FILE] [--port N]");

function flag(name: string): string | undefined {
  const at = flags.indexOf(name);
  return at < 0 ? undefined : flags[at + 1];
}

const log = flag("--log");
let text = "";
let script = listed([]);
const server = modelServer(
  (asked) => {
    const now = Deno.readTextFileSync(path);
    if (now !== text) script = listed(JSON.parse(now) as Entry[]);
    text = now;
    return script(asked);
  },
  {
    port: Number(flag("--port") ?? 0),
    onAsked: (asked) => {
      if (log !== undefined) Deno.writeTextFileSync(log, `${JSON.stringify(asked)}\n`, { append: true });
    },
  },
);
await Deno.stdout.write(new TextEncoder().encode(`${server.url}\n`));
