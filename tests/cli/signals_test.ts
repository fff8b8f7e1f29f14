import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";

const program = fileURLToPath(new URL("scripted_program.ts", import.meta.url));
const playbook = fileURLToPath(new URL("../../deno.json", import.meta.url));
const decoder = new TextDecoder();

/** Reads on until the text has come; the text so far. */
async function until(reader: ReadableStreamDefaultReader<Uint8Array>, text: string, seen = ""): Promise<string> {
  while (!seen.includes(text)) {
    const { value, done } = await reader.read();
    if (done) throw new Error(`"${text}" did not come, only: ${seen}`);
    seen += decoder.decode(value);
  }
  return seen;
}

function start(script: string, argv: string[] = []): Deno.ChildProcess {
  const args = ["run", "-A", "--quiet", "--no-check", program, "run", "-f", playbook, ...argv];
  return new Deno.Command(Deno.execPath(), {
    args,
    env: { SCRIPT: script, NO_COLOR: "1" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

async function end(child: Deno.ChildProcess, stderr: ReadableStreamDefaultReader<Uint8Array>) {
  const out = await new Response(child.stdout).text();
  let err = "";
  for (let read = await stderr.read(); !read.done; read = await stderr.read()) err += decoder.decode(read.value);
  return { exit: (await child.status).code, out, err };
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  Deno.test(`the program suspends its loop at ${signal}: exit 130, with a document`, async () => {
    const child = start("wait", ["-o", "json"]);
    const stderr = child.stderr.getReader();
    await until(stderr, "TASK [Build]");
    child.kill(signal);
    const { exit, out, err } = await end(child, stderr);
    assert.equal(exit, 130);
    assert.match(err, /finishing the running action/);
    const { ok, data, error } = JSON.parse(out);
    assert.deepEqual([ok, data.status, error.kind], [false, "paused", "interrupted"]);
    assert.match(error.hint, /^deno run -A .*scripted_program\.ts resume 1$/);
  });
}

Deno.test("the program ends the running action at the second signal", async () => {
  const child = start("stubborn");
  const stderr = child.stderr.getReader();
  await until(stderr, "TASK [Build]");
  child.kill("SIGINT");
  await until(stderr, "press Ctrl-C again to end it now");
  child.kill("SIGINT");
  const { exit, out } = await end(child, stderr);
  assert.equal(exit, 130);
  assert.match(out, /^suspended: ended$/m);
});

Deno.test("the program reports an error that nobody waited for as its bug", async () => {
  const child = start("stray", ["-o", "json"]);
  const { exit, out, err } = await end(child, child.stderr.getReader());
  assert.equal(exit, 70);
  assert.match(JSON.parse(out).error.stack, /thrown in a timer[^]*scripted_program\.ts/);
  assert.match(err, /^internal error: thrown in a timer$/m);
});

/** `script` gives the program a terminal; what it prints there comes out with what the terminal echoes. */
function inTerminal(name: string, argv: string[] = []): Deno.ChildProcess {
  const command = [Deno.execPath(), "run", "-A", "--quiet", "--no-check", program, "run", "-f", playbook, ...argv];
  return new Deno.Command("script", {
    args: ["-qec", `stty cols 60; exec ${command.map((word) => `'${word}'`).join(" ")}`, "/dev/null"],
    env: { SCRIPT: name, TERM: "xterm", NO_COLOR: "" },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

Deno.test("the program asks in a terminal and takes nothing but an answer", async () => {
  const child = inTerminal("ask");
  const [keys, screen] = [child.stdin.getWriter(), child.stdout.getReader()];
  const type = (text: string) => keys.write(new TextEncoder().encode(text));
  await until(screen, "leaves the question open): ");
  await type("\n");
  await until(screen, "leaves the question open): ");
  await type("maybe\n");
  await until(screen, "maybe is not one of the answers");
  await type("n\n");
  const seen = await until(screen, "its history");
  assert.match(seen, /nothing was looked at/);
  await keys.close();
  while (!(await screen.read()).done);
  await child.stderr.cancel();
  assert.equal((await child.status).code, 0);
});

Deno.test("the program moves a line with elapsed seconds on a terminal, in colour, and takes it away", async () => {
  const child = inTerminal("wait");
  const [keys, screen] = [child.stdin.getWriter(), child.stdout.getReader()];
  const seen = await until(screen, "[localhost] Build … ");
  assert.ok(seen.includes(`\x1b[1mTASK [Build] ${"*".repeat(46)}\x1b[0m`), JSON.stringify(seen));
  await keys.write(new TextEncoder().encode("\x03"));
  const rest = await until(screen, "its history", seen);
  assert.match(rest, /Build … [1-9]\d* s/);
  assert.ok(rest.includes("\r\x1b[2K"));
  assert.match(rest, /suspended: suspended/);
  await keys.close();
  while (!(await screen.read()).done);
  await child.stderr.cancel();
  assert.equal((await child.status).code, 130);
});
