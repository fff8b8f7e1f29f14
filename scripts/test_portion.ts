// One process of tests: deno test on some files, in a home of its own.
import { failuresIn, readSummary, type Summary } from "./test_summary.ts";
import { childrenSeconds, type FileTime, type PortionTime, timesIn } from "./test_times.ts";

const ROOT = new URL("../", import.meta.url);
/** Flags with which fast-check tries the same all day. */
export const SEEDED: readonly string[] = ["--preload", "tests/fakes/seeded.ts"];

/** Counts of one run of deno test, and its exit code. */
export interface Ran {
  code: number;
  summary: Summary | undefined;
  /** What is said of its failures. */
  failures: string;
  files: FileTime[];
  portions: PortionTime[];
}

/** Where its output goes, and what is in its environment beside what everything has. */
export interface Terms {
  say: (bytes: Uint8Array) => void;
  env: Record<string, string>;
}

/** What the children have cost that have ended. */
let counted = 0;

/** Runs deno test on these files and with these flags; its output is said as it comes. */
export async function testPortion(args: string[], terms: Terms, signal: AbortSignal): Promise<Ran> {
  const { home, env } = await ownHome();
  const started = performance.now();
  counted = Math.max(counted, childrenSeconds() ?? 0);
  const child = new Deno.Command(Deno.execPath(), {
    args: ["test", "-A", "--sanitize-ops", "--sanitize-resources", ...args],
    cwd: ROOT,
    env: { ...env, ...terms.env },
    stdin: "null",
    stdout: "piped",
    signal,
  }).spawn();
  const decoder = new TextDecoder();
  let output = "";
  for await (const chunk of child.stdout) {
    terms.say(chunk);
    output += decoder.decode(chunk, { stream: true });
  }
  const { code } = await child.status;
  // Two portions that end in the same moment share what the second cost.
  const cpu = childrenSeconds();
  const portion = {
    files: args.filter((each) => each.endsWith("_test.ts")),
    seconds: (performance.now() - started) / 1000,
    cpu: cpu === undefined ? undefined : cpu - counted,
  };
  counted = cpu ?? 0;
  await Deno.remove(home, { recursive: true }).catch(() => {}); // what a killed command still writes there is in nobody's way
  const [summary, failures, files] = [readSummary(output), failuresIn(output), timesIn(output)];
  return { code, summary, failures, files, portions: [portion] };
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
