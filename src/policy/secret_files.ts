// Files that hold keys and passwords, by the names that systems give them: what a model reads leaves the house.
import type { Action } from "../model/action.ts";
import { commandText } from "./called.ts";
import { plainPath } from "./guarded_paths.ts";
import { shortName } from "./module_names.ts";

const SECRET = [
  /(^|\/)etc\/(g?shadow-?$|ssl\/private(\/|$)|ssh\/ssh_host_\w+_key$)/,
  // What lets others in or names them is no secret.
  /(^|\/)\.ssh\/(?!(authorized_keys\d?|known_hosts(\.old)?|config|[^/]+\.pub)$)./,
  /(^|\/)\.(netrc|pgpass|my\.cnf|git-credentials|vault-token|aws\/credentials|kube\/config|docker\/config\.json|gnupg\/.*)$/,
  /(^|\/)(priv[\w-]*|key|[\w.-]*[-_.]key)\.pem$|\.key$/,
  /^\/proc\/[^/]+\/environ$/,
];

/** Parameters that name what is read. */
const SOURCES = ["src", "path"];

/** Modules that hand on what stands in their source, or put it elsewhere on its host. */
const HANDING_ON = new Set(["slurp", "fetch", "copy", "template", "assemble", "archive"]);

/**
 * The file of that kind which an action would read, as it is written; undefined where none is named. Names alone tell: what a glob, a variable or a link makes of
 * them is known on the host only.
 */
export function secretRead(action: Action): string | undefined {
  const { params } = action;
  const module = shortName(action.module);
  const text = commandText(action)?.replace(/['"\\]/g, "");
  if (text !== undefined) {
    return /\bgetent\s+(g?shadow)\b/.exec(text)?.[0] ?? text.split(/[\s;|&<>()=`]+/).find(isSecret);
  }
  if (module === "getent") return /^g?shadow$/.test(String(params["database"])) ? "shadow" : undefined;
  if (!HANDING_ON.has(module)) return undefined;
  return SOURCES.map((name) => params[name]).find((value) => typeof value === "string" && isSecret(value)) as
    | string
    | undefined;
}

function isSecret(path: string): boolean {
  const plain = plainPath(path);
  return SECRET.some((each) => each.test(plain));
}
