// The secrets of the run that a loop is in: opened once a run, so that its passes see the same values.
import { InputError } from "../model/errors.ts";
import type { Loop } from "../model/loop.ts";
import type { Passwords } from "../model/way.ts";
import type { Modules } from "../ports/module.ts";
import type { Secrets } from "../ports/secrets.ts";
import { type Said, secretsOf } from "./secrets_at_work.ts";
import { valuesOnRecord } from "./values_on_record.ts";

/** What they are opened with. */
export interface RunSecretsMeans {
  modules: Modules;
  said: Said;
}

/** Of one loop. */
export class RunSecrets {
  readonly #means: RunSecretsMeans;
  #open: { run: number; secrets: Secrets } | undefined;

  constructor(means: RunSecretsMeans) {
    this.#means = means;
  }

  /** Those of the loop's current run; `missing` says which value is not there, or stands where it must not. */
  async of(loop: Loop, passwords: Passwords, signal: AbortSignal): Promise<Secrets | { missing: string }> {
    const { run, options } = loop;
    if (options === null) throw new Error("a loop without options has no secrets");
    if (this.#open?.run === run) return this.#open.secrets;
    try {
      const secrets = await secretsOf(options, { ...this.#means, passwords }, signal);
      const where = valuesOnRecord(loop, secrets);
      if (where !== undefined) return { missing: where };
      this.#open = { run, secrets };
      return secrets;
    } catch (error) {
      if (error instanceof InputError) return { missing: error.message };
      throw error;
    }
  }
}
