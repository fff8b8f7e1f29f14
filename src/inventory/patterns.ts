// Which hosts a pattern names, in Ansible's order.
import { InputError, TemplateError } from "../model/errors.ts";
import { THIS_MACHINE } from "../model/this_machine.ts";
import { fnmatch } from "../templates/glob_match.ts";
import { matchAtStart, pythonRegex } from "../templates/python_regex.ts";
import { orderParts, splitPattern, splitSubscript, type Subscript } from "./patterns_split.ts";

/** What patterns are read against. */
export interface Named {
  /** All hosts, in the order in which they were first named (not that of `all`, where its groups come one after another). */
  readonly hosts: readonly string[];
  /** Every group with all hosts in it, those of the groups below it included; `all` and `ungrouped`, too. In the order in which they were first named. */
  readonly groups: ReadonlyMap<string, readonly string[]>;
}

/**
 * The hosts that a pattern (or each of several) names, of those that `limit` lets through. A name of this machine that no source has is the
 * implicit localhost, which `all` is without. `unmatched` has the parts, of pattern and limit, that name neither host nor group, without `!`, `&` and subscript.
 * Throws InputError for a pattern that makes no sense; files in a limit were read before (`expandLimit`).
 */
export function selectHosts(
  inventory: Named,
  pattern: string | readonly string[],
  limit?: string,
): { hosts: string[]; unmatched: string[] } {
  const selection = new Selection(inventory);
  const patterns = [pattern].flat();
  if (patterns.length === 0) return { hosts: [], unmatched: [] };
  const hosts = selection.of(patterns.flatMap(splitPattern));
  const limits = splitPattern(limit ?? "");
  const file = limits.find((part) => part.startsWith("@"));
  if (file !== undefined) {
    throw new InputError(`The names in the file of --limit ${file} were not read: name the hosts themselves`);
  }
  const through = limits.length === 0 ? undefined : new Set(selection.of(limits));
  return {
    hosts: through === undefined ? hosts : hosts.filter((host) => through.has(host)),
    unmatched: [...selection.unmatched],
  };
}

/** One selection: the implicit localhost is called as it was first called in it. */
class Selection {
  readonly #inventory: Named;
  readonly #hosts: ReadonlySet<string>;
  #here: string | undefined;
  readonly unmatched = new Set<string>();

  constructor(inventory: Named) {
    this.#inventory = inventory;
    this.#hosts = new Set(inventory.hosts);
    this.#here = inventory.hosts.find((host) => THIS_MACHINE.includes(host));
  }

  /** The hosts that parts name together, each once. */
  of(parts: readonly string[]): string[] {
    let hosts = new Set<string>();
    for (const part of orderParts(parts)) {
      const those = this.#hosts.has(part) ? [part] : this.#part(part.replace(/^[&!]/, ""));
      if (part.startsWith("!")) hosts = hosts.difference(new Set(those));
      else if (part.startsWith("&")) {
        const both = new Set(those);
        hosts = new Set([...hosts].filter((host) => both.has(host)));
      } else for (const host of those) hosts.add(host);
    }
    return [...hosts];
  }

  #part(part: string): string[] {
    if (part === "") {
      throw new InputError(`A host pattern has nothing behind its "!" or "&": write the name of a group or host there`);
    }
    const { name, subscript } = splitSubscript(part);
    const hosts = this.#matching(name);
    return subscript === undefined || hosts.length === 0 ? hosts : subscripted(hosts, subscript, part);
  }

  /** A host may come twice, from its group and by its name: a subscript counts it twice, as Ansible's does. */
  #matching(name: string): string[] {
    const matches = matcher(name);
    const groups = [...this.#inventory.groups].filter(([group]) => matches(group));
    // A plain word that is a group is not looked for among the hosts.
    const alsoHosts = groups.length === 0 || /^~|[.?*[]/.test(name);
    const hosts = groups.flatMap(([, members]) => members).concat(
      alsoHosts ? this.#inventory.hosts.filter(matches) : [],
    );
    if (hosts.length === 0 && THIS_MACHINE.includes(name)) hosts.push(this.#here ??= name);
    if (hosts.length === 0 && groups.length === 0 && name !== "all") this.unmatched.add(name);
    return hosts;
  }
}

function subscripted(hosts: string[], { first, last }: Subscript, part: string): string[] {
  if (last !== undefined) return hosts.slice(first, last + 1);
  const host = hosts.at(first);
  if (host !== undefined) return [host];
  const there = hosts.length === 1 ? "only one host is" : `only ${hosts.length} hosts are`;
  throw new InputError(
    `The host pattern "${part}" counts past the end: ${there} there, and the first is [0], the last [-1]`,
  );
}

function matcher(name: string): (candidate: string) => boolean {
  if (!name.startsWith("~")) return (candidate) => fnmatch(candidate, name);
  return (candidate) => {
    try {
      return matchAtStart(pythonRegex(name.slice(1)), candidate) !== null;
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
      throw new InputError(`The host pattern "${name}" cannot be read: ${error.message}`, undefined, { cause: error });
    }
  };
}
