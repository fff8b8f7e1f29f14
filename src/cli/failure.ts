// What an error is for people and for programs.
import { InputError, LeaseLost, type Place, StoreError } from "../model/errors.ts";
import { type ExitCode, exitCode } from "./exit_code.ts";
import { asTypedHere } from "../words/as_typed.ts";
import { placeText } from "../words/mistake_text.ts";
import { Refusal } from "./refusal.ts";
import { version } from "./version.ts";

/** The `error` of a document. */
export interface Failure {
  /** A word or two for programs: usage, input, not found, store, permission, lease, interrupted, failed, blocked, paused, output, bug and the like. */
  kind: string;
  message: string;
  hint?: string;
  place?: Place;
  /** Only of our bugs. */
  stack?: string;
}

/** Tells what was thrown: the world's and the user's errors in a sentence, anything else as our bug with its stack. */
export function failureOf(error: unknown): { exit: ExitCode; failure: Failure } {
  // A full disk fails twice: in what was done, and again when the database is closed. The first says it.
  if (error instanceof SuppressedError) return failureOf(error.suppressed);
  if (error instanceof Refusal) {
    const { kind, message, hint, exit } = error;
    return { exit, failure: { kind, message, ...(hint === undefined ? {} : { hint }) } };
  }
  if (error instanceof InputError) {
    const { message, place } = error;
    return { exit: exitCode.usage, failure: { kind: "input", message, ...(place ? { place } : {}) } };
  }
  if (error instanceof StoreError) {
    return { exit: exitCode.usage, failure: { kind: "store", message: error.message, hint: error.hint } };
  }
  if (error instanceof LeaseLost) {
    const hint = "Nothing more was written here; `ftl2-enterprise status` says how it stands";
    return { exit: exitCode.notConverged, failure: { kind: "lease", message: error.message, hint } };
  }
  if (error instanceof Deno.errors.NotCapable) {
    const hint = "docs/permissions.md says what each command needs; `deno run -A` gives all of it";
    return { exit: exitCode.usage, failure: { kind: "permission", message: error.message, hint } };
  }
  const message = error instanceof Error ? error.message : String(error);
  const stack = error instanceof Error ? wholeStack(error) : "no stack: this was not an Error";
  return {
    exit: exitCode.bug,
    failure: {
      kind: "bug",
      message,
      hint: `This is a bug of ours: please report it with the stack (${version})`,
      stack,
    },
  };
}

/** The same with the commands that it names as one would type them here: below the command line nobody knows that. */
export function asTyped(failure: Failure, type: (command: string) => string): Failure {
  const { message, hint } = failure;
  return {
    ...failure,
    message: asTypedHere(message, type),
    ...(hint === undefined ? {} : { hint: asTypedHere(hint, type) }),
  };
}

/** What people read on standard error. */
export function failureText({ kind, message, hint, place, stack }: Failure): string {
  const at = place ? `${placeText(place)}: ` : "";
  const lines = [`${kind === "bug" ? "internal error" : "error"}: ${at}${message}`];
  if (stack !== undefined) lines.push(stack);
  if (hint !== undefined) lines.push(hint);
  return lines.join("\n");
}

function wholeStack(error: Error): string {
  const own = error.stack ?? String(error);
  return error.cause instanceof Error ? `${own}\nCaused by: ${wholeStack(error.cause)}` : own;
}
