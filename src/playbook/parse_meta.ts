// meta: what is done to the walk itself.
import { nearest } from "../templates/nearest.ts";
import type { Entry } from "../templates/document.ts";
import type { ModuleEntry } from "./find_module.ts";
import { inherit } from "./inherited.ts";
import { checkKeys } from "./keys.ts";
import { HANDLER_KEYS, META_KEYS, OTHER_TASK_KEYS } from "./keywords.ts";
import { nameIn } from "./parse_task.ts";
import type { Around } from "./parsing.ts";
import type { MetaAction, Step } from "./playbook.ts";

const ACTIONS: readonly MetaAction[] = [
  "noop",
  "flush_handlers",
  "end_play",
  "end_batch",
  "end_host",
  "clear_facts",
  "clear_host_errors",
  "refresh_inventory",
  "reset_connection",
];
const NOT_YET: Record<string, string> = {
  end_role: "there are no roles: write end_play, or a block with a condition",
};

/** Parses `meta: flush_handlers` and its like. */
export function parseMeta(found: Entry[], module: ModuleEntry, { path, outer, parsing, place }: Around): Step[] {
  const { document, complaints } = parsing;
  checkKeys(found, [...META_KEYS, ...HANDLER_KEYS, module.key, "action", "local_action"], {
    what: '"meta" task',
    others: OTHER_TASK_KEYS,
    parsing,
  });
  const written = String(module.written ?? "");
  const action = ACTIONS.find((each) => each === written);
  if (action === undefined) {
    const near = nearest(written, ACTIONS);
    const why = Object.hasOwn(NOT_YET, written)
      ? `"meta: ${written}" is not supported: ${NOT_YET[written]}`
      : `There is no "meta: ${written}": ${
        near === undefined ? `it may be ${ACTIONS.join(", ")}` : `did you mean "${near}"?`
      }`;
    complaints.add(why, document.place(module.value ?? module.keyNode));
    return [];
  }
  const keys = new Map(found.map((entry) => [entry.key, entry]));
  return [{
    kind: "meta",
    path,
    name: nameIn(keys, parsing) ?? "meta",
    action,
    ...inherit(outer, keys, parsing),
    place,
  }];
}
