// Forms in which models write the same thing, brought to the one that is checked.
import { isObject, type Json, type JsonObject } from "../model/json.ts";
import type { Modules } from "../ports/module.ts";

/** `rule` is an old name of `learn`. Nulls, empty texts and empty lists say nothing; a single action, look or question is a list of one; text of free form goes where it belongs. */
export function oneForm(reply: JsonObject, modules: Modules): JsonObject {
  const { rule, learn, ask, blocked, actions, observe, state_ops, ...rest } = reply;
  return told({
    ...told(rest),
    actions: listed(actions)?.map((each) => withParams(each, modules)),
    observe: listed(observe)?.map((each) => withParams(each, modules)),
    ask: listed(ask)?.map((each) => typeof each === "string" ? { question: each } : withoutNulls(each)),
    // As in the original, the reason may stand in `reasoning`.
    blocked: blocked === true ? reply["reasoning"] : blocked === false ? undefined : blocked,
    state_ops: listed(state_ops)?.map(withoutNulls),
    learn: learn ?? rule,
  });
}

function told(of: { [key: string]: Json | undefined }): JsonObject {
  const says = (value: Json | undefined) =>
    value !== undefined && value !== null && value !== "" && !(Array.isArray(value) && value.length === 0) &&
    !(typeof value === "object" && Object.keys(value).length === 0);
  return Object.fromEntries(Object.entries(of).filter((entry): entry is [string, Json] => says(entry[1])));
}

function listed(value: Json | undefined): Json[] | undefined {
  if (value === undefined || value === null || value === "") return undefined;
  return Array.isArray(value) ? value : [value];
}

function withoutNulls(value: Json): Json {
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== null && each !== ""));
}

/** `params` as an object: absent or null is none; a text belongs to the module's free form, and so does Ansible's `_raw_params`. */
function withParams(value: Json, modules: Modules): Json {
  const call = withoutNulls(value);
  if (!isObject(call)) return call;
  const { params = {}, module } = call;
  const freeForm = typeof module === "string" ? modules.get(module)?.doc.freeForm : undefined;
  if (typeof params === "string" && freeForm !== undefined) return { ...call, params: { [freeForm]: params } };
  if (!isObject(params)) return call;
  const { _raw_params: raw, ...others } = params;
  return { ...call, params: raw === undefined || freeForm === undefined ? params : { ...others, [freeForm]: raw } };
}
