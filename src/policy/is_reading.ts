// Whether an action only reads: modules that do, and commands that are known to.
import type { Action } from "../model/action.ts";
import { startsOf } from "./called.ts";
import { ANY } from "./glob.ts";
import { classOf } from "./module_class.ts";
import { shortName } from "./module_names.ts";
import { programReads } from "./reading_programs.ts";
import { baseName, isUsualPlace, type Start, type Starts } from "./starts.ts";
import { WRAPPERS } from "./wrappers.ts";

/** Variables that change how things look, not what is done. */
const HARMLESS = /^(LC_\w+|LANG|LANGUAGE|TZ|TERM|COLUMNS|LINES|NO_COLOR|DEBIAN_FRONTEND|[a-z][a-z0-9_]*)$/;

/** Whether an action changes nothing, on its host or elsewhere, whatever it finds there. */
export function isReading(action: Action): boolean {
  return notReading(action) === undefined;
}

/** Why an action is not known to read only, as a clause; undefined where it is. */
export function notReading(action: Action): string | undefined {
  const { params } = action;
  const module = shortName(action.module);
  const kind = classOf(module);
  if (kind === "free") {
    const starts = startsOf(action);
    return starts === undefined || module === "expect" ? "it is a free command" : startsNotReading(starts);
  }
  if (kind === "record") return `${module} looks at nothing`;
  if (kind !== "reads") return `${module} changes something`;
  if (module === "uri") {
    const method = String(params["method"] ?? "GET").toUpperCase();
    if (method !== "GET" && method !== "HEAD") return `a request with ${method} may change something`;
    for (const name of ["dest", "unix_socket"]) {
      if ((params[name] ?? null) !== null) return `uri with ${name} does more than read`;
    }
  }
  if (startsOf(action) !== undefined) return "it starts programs that are not known";
  return undefined;
}

/** Why what is started does not only read, as a clause; undefined where it does. */
export function startsNotReading({ list, unsure }: Starts): string | undefined {
  if (unsure !== undefined) return unsure;
  if (list.length === 0) return "there is no command";
  for (const start of list) {
    const why = startNotReading(start);
    if (why !== undefined) return why;
  }
  return undefined;
}

/** A variable that a command of the shell's sets for what comes behind it, and that may change what is done there. */
function handedOn(name: string, texts: readonly string[]): string | undefined {
  if (name === "set") {
    return texts.some((text) => /^-\w*a/.test(text)) ? "all that comes for other programs" : undefined;
  }
  const reads = name === "read" || name === "getopts";
  if (!reads && !["export", "readonly", "local"].includes(name)) return undefined;
  return texts.filter((text) => !text.startsWith("-")).map((text) => text.replace(/=.*$/s, ""))
    .find((variable) => /_proxy$/i.test(variable) || !reads && !HARMLESS.test(variable));
}

/** Why one start does not only read, as a clause; undefined where it does. */
export function startNotReading({ words, redirects, assignments, through }: Start): string | undefined {
  for (const { operator, target } of redirects) {
    const file = target?.text ?? "";
    if (operator === "<<" || operator.endsWith("&") || file === "/dev/null") continue;
    if (operator !== "<") return "it writes into a file";
    if (file.includes(ANY) || /^\/*dev\//.test(file)) return "which file it reads is known on the host only";
  }
  const odd = assignments.find((name) => !HARMLESS.test(name) || /_proxy$/i.test(name));
  if (odd !== undefined) return `it sets ${odd}`;
  const [program, ...rest] = words;
  if (program === undefined) return undefined;
  const name = baseName(program.text);
  const handed = handedOn(name, rest.map(({ text }) => text));
  if (handed !== undefined) return `it sets ${handed}`;
  if (!isUsualPlace(program.text)) return `${program.text} is not known to read only`;
  if (through === true && name !== "find") {
    const login = rest.some(({ text }) => /^(-[a-zA-Z]*l|--login)/.test(text));
    const reads = Object.hasOwn(WRAPPERS, name) ? WRAPPERS[name]?.reads : /^(ba|da|a)?sh$/.test(name) && !login;
    return reads === true || name === "xargs" ? undefined : `${name} is not known to read only`;
  }
  if (name === "command" && /^-[vV]$/.test(rest[0]?.text ?? "")) return undefined;
  if (name === "xargs" || name === "env" && rest.length === 0) return undefined;
  return programReads(name, rest) ? undefined : `${name} is not known to read only with these arguments`;
}
