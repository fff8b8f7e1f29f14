// How the program that is tested is started: from source, or what `FTL2` names: a JavaScript file or its address, or an executable.
const ROOT = new URL("../../", import.meta.url).pathname;

/** A path or an address; empty for the source. */
const named = Deno.env.get("FTL2") ?? "";

/** Whether deno runs what is tested. An executable is started by itself: nobody can narrow its rights or load something before it. */
export const byDeno: boolean = runsByDeno(named);

/** What a test wants of a start, beside the program's own words. */
export interface Start {
  /** Words for deno: what the program may do; everything, where it says nothing. */
  rights?: readonly string[];
  /** A module that runs before the program, in its process. */
  preload?: string | undefined;
  /** What is started, where it is not what `FTL2` names: a path or an address. */
  program?: string | undefined;
}

/** The words that start the program, before its own. A test that wants of them what only deno can give has `ignore: !byDeno`. */
export function programWords({ rights = ["-A"], preload, program = named }: Start = {}): string[] {
  if (!runsByDeno(program)) {
    if (preload === undefined && rights.join() === "-A") return [program];
    throw new Error(
      `${program} is started by itself: a test that says how deno is to run it needs { ignore: !byDeno }`,
    );
  }
  const first = preload === undefined ? [] : ["--preload", preload];
  const what = program === "" ? ["--config", `${ROOT}deno.json`, `${ROOT}main.ts`] : ["--no-config", program];
  return [Deno.execPath(), "run", ...rights, ...first, ...what];
}

function runsByDeno(program: string): boolean {
  return program === "" || /\.m?[jt]s$/.test(program);
}
