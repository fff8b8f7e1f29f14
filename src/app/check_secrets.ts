// What can be refused of bound secrets before anything is on record.
import { InputError } from "../model/errors.ts";
import type { Submission } from "../model/loop.ts";
import type { Modules } from "../ports/module.ts";
import { parseBindings } from "../secrets/bindings.ts";
import { openSecrets, shortValues } from "../secrets/open_secrets.ts";
import { redactedError } from "../secrets/redacted_error.ts";
import { withBindings } from "../secrets/with_bindings.ts";
import { readLearning } from "./read_learning.ts";
import { type Said, sourcesHere } from "./secrets_at_work.ts";
import { valuesOnRecord } from "./values_on_record.ts";

/** The modules as tasks may call them where these bindings are. Throws InputError for a binding that makes no sense. */
export async function boundModules(modules: Modules, secrets: readonly string[]): Promise<Modules> {
  const bindings = await readLearning(modules, () => parseBindings(secrets, modules));
  return withBindings(modules, { bound: (module) => bindings.bound(module) });
}

/** How secrets are checked. */
export interface SecretsCheck {
  modules: Modules;
  /** Each value must be there, and programs are asked; else only those that are there are looked for. */
  values: boolean;
  /** What programs print is put here, for the work that follows. */
  said: Said;
  /** All other checks. Their words are told without values. */
  rest(): Promise<{ warnings: string[] }>;
}

/**
 * Looks for values of secrets in what is to be put on record, then checks the rest. Throws InputError. Returns its warnings, and sentences about values
 * that are short.
 */
export async function checkWithSecrets(
  submission: Submission,
  { modules, values, said, rest }: SecretsCheck,
  signal: AbortSignal,
): Promise<{ warnings: string[] }> {
  const sources = sourcesHere(new Map(), signal);
  const run = async (line: string) => {
    const output = await sources.run(line);
    said.set(line, output);
    return output;
  };
  const texts = submission.options.secrets ?? [];
  await readLearning(modules, () => parseBindings(texts, modules));
  const secrets = await openSecrets(texts, { ...sources, run }, { modules, lenient: !values });
  const where = valuesOnRecord(submission, secrets);
  if (where !== undefined) throw new InputError(where);
  try {
    const { warnings } = await rest();
    return { warnings: [...secrets.hide(warnings), ...shortValues(secrets)] };
  } catch (error) {
    throw redactedError(error, secrets);
  }
}
