// What an approval is bound to, as hashes: the call itself, and what a look found and would do.
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import type { Action, RecordedAction } from "../model/action.ts";
import type { Json } from "../model/json.ts";
import type { Looked } from "./perform.ts";
import { sortedKeys } from "../playbook/sorted_keys.ts";

/**
 * The call: host and user, module, parameters, place. `salt` is the loop's own: parameters that no_log hides cannot be guessed from the hash. A row whose
 * parameters no_log hid is another call.
 */
export function callHash(action: Action | RecordedAction, salt: string): string {
  const { host, module, params, task, item } = action;
  const way = "way" in action ? action.way : action.terms?.entrance?.way;
  const where = [host, way?.host ?? host, way?.become?.user ?? null];
  const environment = "terms" in action ? action.terms?.environment ?? null : null;
  return hash([salt, where, module, sortedKeys(params), task, item ?? null, environment]);
}

/**
 * What a look found: the difference, and the commands that would remove it. Null where it found out nothing yet: the module cannot look before something
 * earlier is done.
 */
export function seenHash(looked: Looked): string | null {
  if (looked.kind === "known" || looked.plan.kind === "fail") return null;
  const { plan } = looked;
  if (plan.kind === "same") return hash(["same"]);
  return hash([
    "change",
    plan.diff.map(({ header, before, after }) => [header, before, after]),
    plan.commands.map(({ argv, stdin, cwd }) => [argv, typeof stdin === "string" ? stdin : digest(stdin), cwd ?? null]),
  ]);
}

/** One hash over many. */
export function hash(of: Json): string {
  return digest(new TextEncoder().encode(JSON.stringify(of)));
}

function digest(bytes: Uint8Array | undefined): string {
  return bytes === undefined ? "" : bytesToHex(sha256(bytes));
}
