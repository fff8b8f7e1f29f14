// The tests, with what they need installed first, and a closing line that says how many passed and failed.
// `--long` runs the slow suites (files named …_long_test.ts) and nothing else, `--e2e` those of the program as a process: of what `FTL2` names, a
// JavaScript file, its address or an executable; without it from source. Paths and deno test's flags are passed on.
import { byDeno } from "../tests/e2e/program_words.ts";
import { InTurn } from "./in_turn.ts";
import { prepare } from "./prepare.ts";
import { say, warn } from "./say.ts";
import { chunks, SIDE_BY_SIDE } from "./test_chunks.ts";
import { type Ran, SEEDED, testPortion } from "./test_portion.ts";
import { exitOf, together } from "./test_summary.ts";
import { slowestLines } from "./test_times.ts";
import { Bundled, namedProgram, startsBundle } from "./tested_program.ts";

const ROOT = new URL("../", import.meta.url);
/** The gate is meant to take less than half of this; a test that never ends must not hold it for ever. */
const LIMIT_MINUTES = Number(Deno.env.get("TEST_LIMIT_MINUTES") ?? 45);
const CI = Deno.env.get("CI") === "true";

const long = Deno.args.includes("--long");
const e2e = Deno.args.includes("--e2e");
const given = Deno.args.filter((each) => each !== "--long" && each !== "--e2e");
const named = given.some((each) => !each.startsWith("-"));
const program = namedProgram();
/** What the slow suites try by chance is another thing in every run. */
const seeded = long ? [] : SEEDED;

/** Test files below a folder, slow ones or the others, sorted. */
async function testFiles(folder: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(new URL(`${folder}/`, ROOT))) {
    if (isDirectory) found.push(...await testFiles(`${folder}/${name}`));
    else if (name.endsWith("_test.ts") && name.endsWith("_long_test.ts") === long) found.push(`${folder}/${name}`);
  }
  return found.sort();
}

/** What a portion finds in its environment: where the bundle is, and whether it is what is tested. */
function envOf(files: readonly string[], bundle: string | undefined): Record<string, string> {
  const tested = program ?? (startsBundle(files) ? bundle : undefined);
  return {
    ...long ? { FTL2_TEST_LONG: "1" } : {},
    ...bundle === undefined ? {} : { FTL2_BUNDLE: bundle },
    ...tested === undefined ? {} : { FTL2: tested },
  };
}

/** All files, in portions that run side by side. Their types are checked once, beforehand. */
async function testAll(paths: string[], flags: string[], signal: AbortSignal): Promise<Ran> {
  // Of everything, as `deno task tidy` does: what it has just checked takes no time then.
  const check = new Deno.Command(Deno.execPath(), { args: ["check", "-q"], cwd: ROOT, stdin: "null" });
  const [{ code }, bundle] = await Promise.all([check.spawn().status, e2e ? undefined : Bundled.build()]);
  await using bundled = bundle;
  if (code !== 0 || !e2e && bundled === undefined) {
    return { code: code || 1, summary: undefined, failures: "", files: [], portions: [] };
  }
  const output = new InTurn(write);
  const waiting = chunks(paths);
  const ran: Ran[] = [];
  const hand = async () => {
    for (let portion = waiting.shift(); portion !== undefined; portion = waiting.shift()) {
      const { say, done } = output.speaker();
      const terms = { say, env: envOf(portion, bundled?.path) };
      ran.push(await testPortion(["--no-check", ...seeded, ...flags, ...portion], terms, signal));
      done();
    }
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, hand));
  // A portion without counts had no test to run, or died.
  return {
    code: ran.find(({ code }) => code !== 0)?.code ?? 0,
    summary: together(ran.map(({ summary }) => summary)),
    failures: ran.map(({ failures }) => failures).filter((each) => each !== "").join("\n\n"),
    files: ran.flatMap(({ files }) => files),
    portions: ran.flatMap(({ portions }) => portions),
  };
}

function write(bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) at += Deno.stdout.writeSync(bytes.subarray(at));
}

await prepare();
const paths = named ? [] : await testFiles(e2e ? "tests/e2e" : "tests");
if (e2e && !long) paths.push("tests/cli/process_test.ts");
if (!named && paths.length === 0) {
  say("There are no such tests\n0 passed, 0 failed");
  Deno.exit(0);
}
const limit = new AbortController();
const timer = long ? undefined : setTimeout(() => limit.abort(), LIMIT_MINUTES * 60_000);
const { code, summary, failures, files, portions } = named
  ? await testPortion([...seeded, ...given], { say: write, env: envOf([], undefined) }, limit.signal)
  : await testAll(paths, given, limit.signal);
clearTimeout(timer);
// What only deno can be told is not asked of an executable, and that is no gap in it.
const skipsFail = CI && byDeno;
if (limit.signal.aborted) warn(`Stopped after ${LIMIT_MINUTES} minutes: the test named last above does not end`);
else if (summary === undefined) warn("No test ran: see above");
else {
  if (skipsFail && summary.ignored > 0) {
    warn(`${summary.ignored} tests were skipped, which counts as failed where CI=true`);
  }
  if (!named) say(`\n${slowestLines(files, portions).join("\n")}`);
  // Once more at the end: above, they stand among thousands of lines.
  if (failures !== "") say(`\nWhat failed:\n\n${failures}\n`);
  say(`${summary.passed} passed, ${summary.failed} failed`);
}
Deno.exit(exitOf(summary, { code, skipsFail }));
