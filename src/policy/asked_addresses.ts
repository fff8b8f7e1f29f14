// Which addresses an action asks something of: what a model has read can leave the house with the address that it asks next.
import type { Action } from "../model/action.ts";
import type { Json } from "../model/json.ts";
import { startsOf, textOf } from "./called.ts";
import { shortName } from "./module_names.ts";
import { addressesIn } from "./reading_programs.ts";
import { baseName, type Start } from "./starts.ts";
import type { Terms } from "./terms.ts";

/** Parameters that name who is asked, by module. What installs packages is looked at elsewhere. */
const ASKING: Record<string, readonly string[]> = {
  uri: ["url"],
  get_url: ["url"],
  git: ["repo", "name"],
  wait_for: ["host"],
};
/** Of modules that are known by their kind only, parameters of any name that look like it. */
const TELLS = /_(info|facts)$/;
const PLACES = /(^|_)(host|hosts|hostname|url|uri|endpoint|server|address)$/;

/** A name or an address, written out: nothing between the slashes and it, since programs disagree about what that means. */
const PLAIN = /^(?:[a-z][a-z\d+.-]*:\/\/)?(\[[\da-f:.]+\]|[a-z\d_.-]+)(?::\d+)?(?:[/?#]|$)/i;
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/;

/** The first address that is asked and is neither the host's own nor one of the inventory's hosts; undefined where there is none. */
export function askedElsewhere(action: Action, terms: Terms): string | undefined {
  const named = namedBy(action).find((address) => isElsewhere(address, action, terms));
  if (named !== undefined) return named;
  return startsOf(action)?.list.map((start) => startAsksElsewhere(start, action, terms)).find((each) => each);
}

/** The same of one program that is started. */
export function startAsksElsewhere({ words }: Start, action: Action, terms: Terms): string | undefined {
  const [program, ...rest] = words;
  if (program === undefined) return undefined;
  return addressesIn(baseName(program.text), rest).find((address) => isElsewhere(address, action, terms));
}

function namedBy({ module, params }: Action): string[] {
  const name = shortName(module);
  const texts = (value: Json | undefined) => typeof value === "string" ? [value.trim()] : [];
  if (Object.hasOwn(ASKING, name)) {
    const found = (ASKING[name] ?? []).flatMap((key) => texts(params[key]));
    return name === "git" ? found.filter((repo) => !/^(file:\/\/)?[/~.]/.test(repo)) : found;
  }
  if (name === "getent" && /host/.test(textOf(params["database"] ?? ""))) return texts(params["key"]);
  if (name === "unarchive") return texts(params["src"]).filter((src) => src.includes("://"));
  if (name === "mount") {
    const far = texts(params["src"]).filter((src) => /^(\/\/|[^/]+:)/.test(src));
    return far.map((src) => src.replace(/^\/\//, "").replace(/:.*$/s, ""));
  }
  if (!TELLS.test(name)) return [];
  return Object.entries(params).flatMap(([key, value]) =>
    texts(value).filter((text) => text.includes("://") || PLACES.test(key))
  );
}

function isElsewhere(address: string, { host, delegate }: Action, { named, added }: Terms): boolean {
  const name = PLAIN.exec(address)?.[1]?.toLowerCase().replace(/\.$/, "");
  if (name === undefined) return true;
  if (LOOPBACK.test(name)) return false;
  const own = [host, delegate].some((each) => each?.toLowerCase() === name && added?.(each) !== true);
  return !own && named?.(name) !== true;
}
