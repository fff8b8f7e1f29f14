// What our patterns name, held beside Ansible's answers.
import assert from "node:assert/strict";
import { selectHosts } from "../../src/inventory/patterns.ts";
import { expandLimit } from "../../src/inventory/patterns_limit.ts";
import { InputError } from "../../src/model/errors.ts";
import { type Answer, type Ask, folder, type Told } from "./patterns_oracle.ts";

/** A file of the oracle's folder; undefined where there is none. */
export function readHere(path: string): string | undefined {
  try {
    return Deno.readTextFileSync(`${folder}${path}`);
  } catch {
    return undefined;
  }
}

/** Our answer. A refusal is an InputError; anything else is thrown. */
export function ours(named: Told["named"], [pattern, limit]: Ask): Answer {
  try {
    return selectHosts(named, pattern, limit === null ? undefined : expandLimit(limit, readHere));
  } catch (error) {
    assert(error instanceof InputError, `${JSON.stringify(pattern)}: ${error}`);
    return { error: error.message, unmatched: [] };
  }
}

/** What differs; the text of a refusal is each program's own. */
export function differences(named: Told["named"], asks: readonly Ask[], answers: readonly Answer[]): string[] {
  const plain = ({ error, hosts, unmatched }: Answer) =>
    JSON.stringify(error === undefined ? { hosts, unmatched: [...new Set(unmatched)] } : "refused");
  return asks.flatMap((ask, at) => {
    const [mine, theirs] = [plain(ours(named, ask)), plain(answers[at]!)];
    return mine === theirs ? [] : [`${JSON.stringify(ask)}\n    ours    ${mine}\n    Ansible ${theirs}`];
  });
}
