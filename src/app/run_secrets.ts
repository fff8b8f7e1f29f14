// The secrets of the run that a loop is in: opened once a run, so that its passes see the same values.
import { InputError } from "../model/errors.ts";
import type { LoopOptions, LoopWithFlags } from "../model/loop.ts";
import type { Passwords } from "../model/way.ts";
import type { Modules } from "../ports/module.ts";
import type { Secrets } from "../ports/secrets.ts";
import { type Said, secretsOf } from "./secrets_at_work.ts";
import type { VaultPassword } from "./vault_passwords.ts";
import { vaultPasswords } from "./vaults_at_work.ts";
import { valuesOnRecord } from "./values_on_record.ts";
import { missingWords } from "./without_secret.ts";

/** What they are opened with. */
export interface RunSecretsMeans {
  modules(options: LoopOptions): Promise<Modules>;
  said: Said;
}

/** What was opened. */
export interface Opened {
  secrets: Secrets;
  vaults: readonly VaultPassword[];
}

/** Of one loop. */
export class RunSecrets {
  readonly #means: RunSecretsMeans;
  #open: Opened & { run: number } | undefined;

  constructor(means: RunSecretsMeans) {
    this.#means = means;
  }

  /** Those of the loop's current run; `missing` says which value is not there, or stands where it must not. */
  async of(loop: LoopWithFlags, passwords: Passwords, signal: AbortSignal): Promise<Opened | { missing: string }> {
    const { run, options } = loop;
    if (this.#open?.run === run) return this.#open;
    try {
      const { said } = this.#means;
      const modules = await this.#means.modules(options);
      const secrets = await secretsOf(options, { modules, said, passwords }, signal);
      const where = valuesOnRecord(loop, secrets);
      if (where !== undefined) return { missing: where };
      const vaults = await vaultPasswords(options, { check: false }, signal);
      secrets.learn(vaults.map(({ password }) => password.reveal()));
      this.#open = { run, secrets, vaults };
      return this.#open;
    } catch (error) {
      if (error instanceof InputError) return { missing: missingWords(error) };
      throw error;
    }
  }
}
