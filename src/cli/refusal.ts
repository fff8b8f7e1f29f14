// A way out that is not a bug: what happened and why, what to type next, and the exit code.
import { type ExitCode, exitCode } from "./exit_code.ts";

export interface RefusalOptions {
  /** What to do next: a sentence, or a command to type. */
  hint?: string;
  /** Default 2, usage. */
  exit?: ExitCode;
  /** One word for programs. Default `usage`. */
  kind?: string;
}

/** Thrown by a command to end with a sentence. */
export class Refusal extends Error {
  override name = "Refusal";
  readonly hint: string | undefined;
  readonly exit: ExitCode;
  readonly kind: string;
  constructor(message: string, options: RefusalOptions = {}) {
    super(message);
    this.hint = options.hint;
    this.exit = options.exit ?? exitCode.usage;
    this.kind = options.kind ?? "usage";
  }
}
