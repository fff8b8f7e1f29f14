// The lookups there are. A new one is an entry in one of these files; a new kind is a file and a line here.
import { TemplateError } from "../../model/errors.ts";
import { plainName } from "../filters/definition.ts";
import { nearest } from "../nearest.ts";
import type { Args, Operand } from "../operand.ts";
import type { Lookup, World } from "./definition.ts";
import { FILES } from "./files.ts";
import { REFUSED } from "./refused.ts";
import { SEQUENCE } from "./sequence.ts";
import { SEQUENCES } from "./sequences.ts";
import { TABLES } from "./tables.ts";
import { TEMPLATE } from "./template.ts";
import { VARIABLES } from "./variables.ts";
import { VAULTED } from "./vaulted.ts";

/** Lookups by name. */
export const LOOKUPS: ReadonlyMap<string, Lookup> = new Map(Object.entries({
  ...FILES,
  ...SEQUENCE,
  ...SEQUENCES,
  ...TABLES,
  ...TEMPLATE,
  ...VARIABLES,
  ...VAULTED,
}));

/** Of community.general, because ansible-core still knows them by their short names. */
const GENERAL = ["flattened", "cartesian"];

/** A lookup's short name: `ansible.builtin.file` is `file`. */
export function shortName(name: string): string {
  const [, general = ""] = /^community\.general\.(.*)$/.exec(name) ?? [];
  return GENERAL.includes(general) ? general : plainName(name);
}

/** What a lookup answers. Throws TemplateError. */
export function runLookup(name: string, { positional, named }: Args, world: World): Operand[] {
  return findLookup(name).run(positional, named, world);
}

/** The lookup of this name. Throws TemplateError: what to write instead, or which there are. */
export function findLookup(name: string): Lookup {
  const found = LOOKUPS.get(shortName(name));
  if (found === undefined) throw new TemplateError(lookupProblem(name)!);
  return found;
}

/** Why there is no lookup of this name, with what to write instead; undefined where there is one. */
export function lookupProblem(name: string): string | undefined {
  const short = shortName(name);
  if (LOOKUPS.has(short)) return undefined;
  const instead = REFUSED.get(short);
  if (instead !== undefined) return `The lookup '${name}' is not supported: ${instead}`;
  const all = [...LOOKUPS.keys()].filter((each) => !(each in VAULTED)).sort();
  const near = nearest(short, all);
  const hint = near === undefined ? `there are ${all.join(", ")}` : `did you mean '${near}'?`;
  return `The lookup '${name}' is not supported: ${hint}`;
}
