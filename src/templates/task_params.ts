// A module's parameters as a task writes them: a mapping, one line of `key=value`, or a command's own text.
import type { Dict, Value } from "../model/value.ts";
import type { Modules } from "../ports/module.ts";
import { type Entry, valueOf } from "./document.ts";
import { splitArguments, words } from "./free_form.ts";
import type { Reading } from "./template_places.ts";

/** The parameters by name, templates in them unread, from the entry that names the module (`written`: what stands there) and the task's `args`. */
export function taskParams(
  module: Entry & { written: Value },
  args: Entry | undefined,
  reading: Reading & { modules: Modules },
): Dict {
  const { document, complaints, modules } = reading;
  const doc = modules.get(module.key)?.doc;
  const { written } = module;
  const params: Dict = new Map();
  if (typeof written === "string" && doc !== undefined) {
    const command = doc.freeForm;
    const known = Object.keys(doc.parameters).filter((name) => name !== command && name !== "cmd" && name !== "argv");
    const { args: pairs, rest } = splitArguments(written, command === undefined ? undefined : known);
    for (const [name, value] of pairs) params.set(name, value);
    if (rest !== "" && command !== undefined) params.set(command, rest);
    else if (command === undefined) {
      const left = words(written).filter((word) => !/^\w+=/.test(word)).join(" ");
      if (left !== "") {
        const sentence = `"${module.key}" takes its parameters as "name: value", not "${left}"`;
        complaints.add(sentence, document.place(module.value));
      }
    }
  } else if (written instanceof Map) { for (const [name, value] of written) params.set(name, value); }
  else if (written !== null) {
    const how = doc?.freeForm === undefined ? 'its parameters as "name: value"' : "a command: write it in quotes";
    complaints.add(`"${module.key}" takes ${how}`, document.place(module.value));
  }
  const extra = args === undefined ? null : complaints.try(() => valueOf(args.value, document)) ?? null;
  if (extra instanceof Map) { for (const [name, value] of extra) if (!params.has(name)) params.set(name, value); }
  else if (extra !== null) complaints.add('"args" is a mapping of parameters', document.place(args!.value));
  return params;
}
