// A program that says a secret: what it prints is told to nobody, not even where it fails, since that may be the secret.
import { runProgram } from "../transports/run_program.ts";

/** Milliseconds that it has: it may ask a human. */
const LIMIT_MS = 60_000;
/** 1 MiB. */
const MOST_BYTES = 1024 * 1024;

/** What it printed; or why it says nothing, in words that follow its name, with its exit status where it has ended. */
export type Told = { said: string } | { unstarted: string } | { ended: string; rc: number };

/** Runs it. */
export async function toldBy(program: string, args: string[], signal: AbortSignal): Promise<Told> {
  const how = { args, stdin: "", env: {}, limitMs: LIMIT_MS, stdoutBytes: MOST_BYTES };
  const ran = await runProgram(program, how, signal);
  if ("error" in ran) return { unstarted: ran.error };
  const { rc, stdout, timedOut } = ran;
  if (timedOut) return { ended: `has not ended within ${LIMIT_MS / 1000} s`, rc };
  return rc === 0 ? { said: stdout } : { ended: `ended with ${rc}`, rc };
}
