// The tests, with what they need installed first, and a closing line that says how many passed and failed.
// `--long` runs the slow suites (files named …_long_test.ts) and nothing else. Paths and deno test's flags are passed on.
import { prepare } from "./prepare.ts";
import { say, warn } from "./say.ts";
import { exitOf, readSummary } from "./test_summary.ts";

const ROOT = new URL("../", import.meta.url);
/** The gate is meant to take less than half of this; a test that never ends must not hold it for ever. */
const LIMIT_MINUTES = Number(Deno.env.get("TEST_LIMIT_MINUTES") ?? 30);
const CI = Deno.env.get("CI") === "true";

/** Test files below a folder, slow ones or the others, sorted. */
async function testFiles(folder: string, long: boolean): Promise<string[]> {
  const found: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(new URL(`${folder}/`, ROOT))) {
    if (isDirectory) found.push(...await testFiles(`${folder}/${name}`, long));
    else if (name.endsWith("_test.ts") && name.endsWith("_long_test.ts") === long) found.push(`${folder}/${name}`);
  }
  return found.sort();
}

/** Runs deno test, its output passed on as it comes, and answers with its exit code and what it printed to stdout. */
async function test(
  args: string[],
  env: Record<string, string>,
  signal: AbortSignal,
): Promise<{ code: number; output: string }> {
  const flags = ["-A", "--sanitize-ops", "--sanitize-resources", ...CI ? ["--frozen"] : []];
  const child = new Deno.Command(Deno.execPath(), {
    args: ["test", ...flags, ...args],
    cwd: ROOT,
    env,
    stdin: "null",
    stdout: "piped",
    signal,
  }).spawn();
  const decoder = new TextDecoder();
  let output = "";
  for await (const chunk of child.stdout) {
    for (let at = 0; at < chunk.length;) at += Deno.stdout.writeSync(chunk.subarray(at));
    output += decoder.decode(chunk, { stream: true });
  }
  return { code: (await child.status).code, output };
}

const long = Deno.args.includes("--long");
const given = Deno.args.filter((each) => each !== "--long");
await prepare();
const named = given.some((each) => !each.startsWith("-"));
const paths = named ? [] : await testFiles("tests", long);
if (!named && paths.length === 0) {
  say("There are no such tests\n0 passed, 0 failed");
  Deno.exit(0);
}
const limit = new AbortController();
const timer = long ? undefined : setTimeout(() => limit.abort(), LIMIT_MINUTES * 60_000);
const { code, output } = await test([...given, ...paths], long ? { FTL2_TEST_LONG: "1" } : {}, limit.signal);
clearTimeout(timer);
const summary = readSummary(output);
if (limit.signal.aborted) warn(`Stopped after ${LIMIT_MINUTES} minutes: the test named last above does not end`);
else if (summary === undefined) warn("No test ran: see above");
else {
  if (CI && summary.ignored > 0) warn(`${summary.ignored} tests were skipped, which counts as failed where CI=true`);
  say(`${summary.passed} passed, ${summary.failed} failed`);
}
Deno.exit(exitOf(summary, { code, skipsFail: CI }));
