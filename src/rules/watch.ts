// Looks at what a deed has made, where nobody has looked: a rule must see what it puts right.
import type { RecordedAction } from "../model/action.ts";
import type { Look } from "../model/rule.ts";
import { isTemplate } from "../templates/template.ts";
import { type Deed, targetOf } from "./deeds.ts";
import { constant } from "./literal.ts";

/** A look, and the condition under which it asks for the deed again. */
export interface Watch {
  look: Look;
  clause: string;
}

/** Modules after which a file is there, with the checksum that they return. */
const WRITING = new Set(["copy", "template", "get_url", "assemble"]);

/**
 * What looks at a deed's outcome, from its recorded ends on all its hosts; null where nothing simple can tell. `taken`: names of looks that are taken. Only what
 * policy lets through as a look: `stat`, and `grep`.
 */
export function watchOf(deed: Deed, ends: readonly RecordedAction[], taken: ReadonlySet<string>): Watch | null {
  const made = deed.params["creates"];
  const target = typeof made === "string" && !/[*?[]/.test(made) ? made : targetOf(deed);
  if (!deed.idempotent || target === undefined || !target.startsWith("/") || isTemplate(target)) return null;
  const name = nameFor(target, taken);
  const stat = (clause: string): Watch => ({ look: { name, module: "stat", params: { path: target } }, clause });
  if (target === made) return stat(`not ${name}.stat.exists`);
  const state = deed.params["state"] ?? "file";
  if (deed.module === "file") {
    if (state === "absent") return stat(`${name}.stat.exists`);
    const folder = state === "directory" ? [`not ${name}.stat.isdir`] : [];
    return state === "link" || state === "hard"
      ? stat(`not ${name}.stat.exists`)
      : stat([`not ${name}.stat.exists`, ...folder, ...mode(name, deed)].join("\nor "));
  }
  if (WRITING.has(deed.module)) {
    const sums = new Set(ends.map(({ result }) => result?.["checksum"]));
    const [sum] = sums;
    const wanted = sums.size === 1 && typeof sum === "string" && sum.length === 40 ? constant(sum) : undefined;
    // A folder that was copied into has none.
    if (wanted === undefined || ends.some(({ result }) => (result?.["dest"] ?? target) !== target)) return null;
    return stat([`not ${name}.stat.exists`, `${name}.stat.checksum != ${wanted}`, ...mode(name, deed)].join("\nor "));
  }
  const line = deed.params["line"];
  if (deed.module === "lineinfile" && typeof line === "string" && state !== "absent" && !isTemplate(line)) {
    if (deed.params["regexp"] !== undefined && deed.params["backrefs"] === true) return null;
    const argv = ["grep", "-Fxq", "--", line, target];
    return { look: { name, module: "command", params: { argv } }, clause: `${name}.rc != 0` };
  }
  return null;
}

function mode(name: string, { params }: Deed): string[] {
  const mode = String(params["mode"] ?? "");
  return /^0?[0-7]{3}$/.test(mode) ? [`${name}.stat.mode != '${mode.padStart(4, "0")}'`] : [];
}

/** A variable's name for a path: its last two parts, so that people know it again. */
function nameFor(path: string, taken: ReadonlySet<string>): string {
  const parts = path.split("/").filter((part) => part !== "");
  const words = parts.slice(-2).join("_").replace(/\W+/g, "_").replace(/^_+|_+$/g, "").toLowerCase();
  const name = /^[a-z_]/.test(words) ? words : `path_${words}`;
  if (!taken.has(name)) return name;
  for (let n = 2;; n++) if (!taken.has(`${name}_${n}`)) return `${name}_${n}`;
}
