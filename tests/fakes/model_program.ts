// A program that stands in for a model: `deno run -A model_program.ts URL ARGS…` hands its arguments and its standard input to a scripted server (the URL says
// as what: …/claude, …/command or …/command-json), prints what that says and ends as it says. It hangs where the server does.
import type { ProgramAnswer } from "./model_protocols.ts";

const [url, ...args] = Deno.args;
if (url === undefined) throw new Error("which server? model_program.ts URL ARGS…");
const stdin = await new Response(Deno.stdin.readable).text();
const response = await fetch(url, { method: "POST", body: JSON.stringify({ args, stdin }) });
if (!response.ok) throw new Error(await response.text());
const { stdout, stderr, rc } = await response.json() as ProgramAnswer;
await new Blob([stdout]).stream().pipeTo(Deno.stdout.writable);
await new Blob([stderr]).stream().pipeTo(Deno.stderr.writable);
Deno.exit(rc);
