// What an approval is bound to, as hashes: the call itself, and what a look found and would do.
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import type { Action, RecordedAction } from "../model/action.ts";
import type { Json } from "../model/json.ts";
import type { Way } from "../model/way.ts";
import type { Secrets } from "../ports/secrets.ts";
import type { Looked } from "./perform.ts";
import { sortedKeys } from "../playbook/sorted_keys.ts";
import { wayKey } from "./way_key.ts";

/**
 * The call: host and how it is entered, module, parameters, environment, place. `salt` is the loop's own: parameters that no_log hides cannot be guessed
 * from the hash. `made`: what it will leave, as far as its parameters do not say it.
 */
export function callHash(
  { host, module, params, task, item, terms }: Action,
  { salt, way, made = null }: { salt: string; way: Way; made?: string | null },
): string {
  const where = [host, wayKey(way)];
  return hash([salt, where, module, sortedKeys(params), task, item ?? null, terms?.environment ?? null, made]);
}

/**
 * Where in its playbook or decision an action stands: the same for an action and its row, also where the row hides something of it. `secrets` take out
 * what no row has.
 */
export function placeHash(
  action: Action | RecordedAction,
  { salt, secrets }: { salt: string; secrets?: Pick<Secrets, "hide"> | undefined },
): string {
  const { host, module, params, task, item } = action;
  const hidden = "terms" in action && action.terms?.noLog === true;
  const shown = task === null ? sortedKeys(params) : hidden || item === undefined ? null : item;
  const what = secrets === undefined ? shown : secrets.hide(shown);
  return hash([salt, host, module, task, what]);
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
    plan.commands.map(({ argv, stdin, cwd, env = {} }) => [argv, textOf(stdin), cwd ?? null, sortedKeys(env)]),
  ]);
}

/** What a deed will leave, where its parameters do not say all of it: what a template comes to depends on variables. */
export function madeHash(looked: Looked): string | null {
  if (looked.kind === "known" || looked.plan.kind !== "change" || looked.module.doc.name !== "template") return null;
  const { diff, commands } = looked.plan;
  return hash([diff.map(({ header, after }) => [header, after]), commands.map(({ stdin }) => textOf(stdin))]);
}

/** One hash over many. */
export function hash(of: Json): string {
  return digest(new TextEncoder().encode(JSON.stringify(of)));
}

function textOf(stdin: string | Uint8Array | undefined): string {
  return typeof stdin === "string" ? stdin : digest(stdin);
}

function digest(bytes: Uint8Array | undefined): string {
  return bytes === undefined ? "" : bytesToHex(sha256(bytes));
}
