// What the checks of `doctor` may ask of this machine. Each question is put to Deno's permissions first: nobody is prompted in the middle of a look.
import { isAbsolute, join } from "node:path";
import { runProgram } from "../../transports/run_program.ts";

/** Milliseconds that a program which is asked for its version may take. */
const PATIENCE_MS = 5000;
const MOST_BYTES = 64 * 1024;

/** Something could not be looked at; the message says what, `needs` what this process would have to be allowed. */
export class Unseen extends Error {
  override name = "Unseen";
  constructor(message: string, readonly needs?: string) {
    super(message);
  }
}

/** How a program ended. */
export interface Said {
  rc: number;
  stdout: string;
  stderr: string;
}

/** Whether this process may. */
export function mayAsk(what: Deno.PermissionDescriptor): boolean {
  return Deno.permissions.querySync(what).state === "granted";
}

/** Throws Unseen where this process may not. */
export function demand(what: Deno.PermissionDescriptor): void {
  if (mayAsk(what)) return;
  const flag = `--allow-${what.name}`;
  throw new Unseen(`Deno allows no ${WHAT[what.name] ?? what.name}`, flag);
}

const WHAT: Record<string, string> = {
  read: "reading there",
  write: "writing there",
  run: "program to be started",
  net: "network",
  env: "variable of the environment to be read",
  sys: "question about the system",
};

/** A variable of the environment; undefined also where this process may not know it, and where it is empty. */
export function variable(name: string): string | undefined {
  return mayAsk({ name: "env", variable: name }) ? Deno.env.get(name) || undefined : undefined;
}

/** The path of a program that PATH finds; undefined where there is none. Throws Unseen. */
export function programAt(name: string): string | undefined {
  for (const folder of (variable("PATH") ?? "").split(":").filter(isAbsolute)) {
    const path = join(folder, name);
    const found = stat(path);
    if (found?.isFile && (found.mode === null || (found.mode & 0o111) !== 0)) return path;
  }
  return undefined;
}

/** What lies at a path, links followed; undefined for nothing. Throws Unseen. */
export function stat(path: string): Deno.FileInfo | undefined {
  demand({ name: "read", path });
  try {
    return Deno.statSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return undefined;
    throw new Unseen(`${path} cannot be looked at: ${(error as Error).message.replace(/:.*/, "")}`);
  }
}

/** A file's text; undefined where there is none, or it is not for us. Throws Unseen. */
export function text(path: string): string | undefined {
  demand({ name: "read", path });
  try {
    return Deno.readTextFileSync(path);
  } catch {
    return undefined;
  }
}

/** The text of a file below /proc, which Deno keeps from a program that may not do everything, and not from one that this starts. Throws Unseen. */
export function kernelText(path: string): string | undefined {
  const read = text(path);
  if (read !== undefined || !mayAsk({ name: "run", command: "cat" }) || programAt("cat") === undefined) return read;
  const cat = new Deno.Command("cat", { args: [path], stdin: "null", stderr: "null" });
  const { success, stdout } = cat.outputSync();
  return success ? new TextDecoder().decode(stdout) : undefined;
}

/** Runs a program to its end; undefined where there is none. Throws Unseen. */
export async function ask(
  program: string,
  args: string[],
  { stdin = "" }: { stdin?: string } = {},
  signal: AbortSignal,
): Promise<Said | undefined> {
  demand({ name: "run", command: program });
  if ((program.includes("/") ? stat(program) : programAt(program)) === undefined) return undefined;
  const how = { args, stdin, env: { LC_ALL: "C" }, limitMs: PATIENCE_MS, stdoutBytes: MOST_BYTES, wholeGroup: true };
  const ended = await runProgram(program, how, signal);
  if ("error" in ended) throw new Unseen(`${program} cannot be started: ${ended.error}`);
  if (ended.timedOut) throw new Unseen(`${program} has not answered within ${PATIENCE_MS / 1000} s`);
  return ended;
}

/** This user's home as the system knows it, which is where ssh looks, whatever HOME says; undefined where neither is known. Throws Unseen. */
export function homeOfUser(): string | undefined {
  demand({ name: "sys", kind: "uid" });
  const line = (text("/etc/passwd") ?? "").split("\n").find((each) => each.split(":")[2] === String(Deno.uid()));
  return line?.split(":")[5] || variable("HOME");
}

/** A path as people write it: what lies at home begins with `~`. */
export function shown(path: string): string {
  const home = variable("HOME");
  return home !== undefined && home !== "/" && (path === home || path.startsWith(`${home}/`))
    ? `~${path.slice(home.length)}`
    : path;
}
