// What names modules is read, and read again once more of them are known.
import { InputError } from "../model/errors.ts";
import type { Modules } from "../ports/module.ts";

/** Reads with these modules until no name is new to the controller's Ansible. Throws what the last reading throws. */
export async function readLearning<T>(
  modules: Pick<Modules, "learn">,
  read: () => T,
  signal?: AbortSignal,
): Promise<T> {
  while (true) {
    try {
      const found = read();
      if (!await modules.learn(signal)) return found;
    } catch (error) {
      if (!(error instanceof InputError) || !await modules.learn(signal)) throw error;
    }
  }
}
