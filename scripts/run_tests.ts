// The tests, with what they need installed first, and a closing line that says how many passed and failed.
// `--long` runs the slow suites (files named …_long_test.ts) and nothing else. Paths and deno test's flags are passed on.
import { prepare } from "./prepare.ts";
import { say, warn } from "./say.ts";
import { InTurn } from "./in_turn.ts";
import { chunks } from "./test_chunks.ts";
import { exitOf, failuresIn, readSummary, type Summary, together } from "./test_summary.ts";

const ROOT = new URL("../", import.meta.url);
/** The gate is meant to take less than half of this; a test that never ends must not hold it for ever. */
const LIMIT_MINUTES = Number(Deno.env.get("TEST_LIMIT_MINUTES") ?? 45);
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

/**
 * A home of its own for each process of tests: receipts of hosts land in no real one, and portions side by side do not see each other's
 * commands. What is found by the real home is named.
 */
async function ownHome(): Promise<{ home: string; env: Record<string, string> }> {
  const home = await Deno.makeTempDir({ prefix: "ftl2-home-" });
  // As after a first run: without it, a folder of the same user in /var/tmp would be taken where there is one.
  await Deno.mkdir(`${home}/.ftl2`, { mode: 0o700 });
  const real = Deno.env.get("HOME") ?? "";
  const cache = Deno.env.get("XDG_CACHE_HOME") ?? `${real}/.cache`;
  const named = { DENO_DIR: `${cache}/deno`, PYENV_ROOT: `${real}/.pyenv` };
  const kept = Object.entries(named).filter(([name]) => Deno.env.get(name) === undefined);
  return { home, env: { HOME: home, ...Object.fromEntries(kept) } };
}

/** Counts of one run of deno test, and its exit code. */
interface Ran {
  code: number;
  summary: Summary | undefined;
  /** What is said of its failures. */
  failures: string;
}

/** Runs deno test; its output goes to `say` as it comes. */
async function test(args: string[], say: (bytes: Uint8Array) => void, signal: AbortSignal): Promise<Ran> {
  const flags = ["-A", "--sanitize-ops", "--sanitize-resources", ...CI ? ["--frozen"] : []];
  const { home, env } = await ownHome();
  const child = new Deno.Command(Deno.execPath(), {
    args: ["test", ...flags, ...args],
    cwd: ROOT,
    env: { ...env, ...long ? { FTL2_TEST_LONG: "1" } : {} },
    stdin: "null",
    stdout: "piped",
    signal,
  }).spawn();
  const decoder = new TextDecoder();
  let output = "";
  for await (const chunk of child.stdout) {
    say(chunk);
    output += decoder.decode(chunk, { stream: true });
  }
  const { code } = await child.status;
  await Deno.remove(home, { recursive: true }).catch(() => {}); // what a killed command still writes there is in nobody's way
  return { code, summary: readSummary(output), failures: failuresIn(output) };
}

/** All files, in portions that run side by side. Their types are checked once, beforehand. */
async function testAll(paths: string[], flags: string[], signal: AbortSignal): Promise<Ran> {
  const check = new Deno.Command(Deno.execPath(), { args: ["check", "-q", ...paths], cwd: ROOT, stdin: "null" });
  const { code } = await check.spawn().status;
  if (code !== 0) return { code, summary: undefined, failures: "" };
  const output = new InTurn(write);
  const waiting = chunks(paths);
  const ran: Ran[] = [];
  const hand = async () => {
    for (let portion = waiting.shift(); portion !== undefined; portion = waiting.shift()) {
      const { say, done } = output.speaker();
      ran.push(await test(["--no-check", ...flags, ...portion], say, signal));
      done();
    }
  };
  await Promise.all([hand(), hand()]);
  // A portion without counts had no test to run, or died.
  return {
    code: ran.find(({ code }) => code !== 0)?.code ?? 0,
    summary: together(ran.map(({ summary }) => summary)),
    failures: ran.map(({ failures }) => failures).filter((each) => each !== "").join("\n\n"),
  };
}

function write(bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) at += Deno.stdout.writeSync(bytes.subarray(at));
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
const { code, summary, failures } =
  await (named ? test(given, write, limit.signal) : testAll(paths, given, limit.signal));
clearTimeout(timer);
if (limit.signal.aborted) warn(`Stopped after ${LIMIT_MINUTES} minutes: the test named last above does not end`);
else if (summary === undefined) warn("No test ran: see above");
else {
  if (CI && summary.ignored > 0) warn(`${summary.ignored} tests were skipped, which counts as failed where CI=true`);
  // Once more at the end: above, they stand among thousands of lines.
  if (failures !== "") say(`\nWhat failed:\n\n${failures}\n`);
  say(`${summary.passed} passed, ${summary.failed} failed`);
}
Deno.exit(exitOf(summary, { code, skipsFail: CI }));
