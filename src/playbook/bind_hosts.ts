// A parsed playbook meets an inventory: each play's pattern becomes the hosts that it is for.
import { InputError, TemplateError } from "../model/errors.ts";
import type { JsonObject } from "../model/json.ts";
import type { Dict, Value } from "../model/value.ts";
import type { Inventory } from "../ports/inventory.ts";
import { pyStr } from "../templates/python_text.ts";
import { templateValue } from "../templates/template.ts";
import { fromPlain, toPlain } from "../templates/value.ts";
import { batchesOf, playScope } from "./batches.ts";
import { mayGrow, stepsOf } from "./growth.ts";
import { isThisMachine } from "./parse_hosts.ts";
import type { Play, Playbook } from "./playbook.ts";

/** What narrows and fills in the patterns. */
export interface Binding {
  /** `--limit`. */
  limit?: string | undefined;
  /** A pattern may hold templates over these and the play's own variables: `hosts: "{{ target }}"`. */
  extraVars?: JsonObject | undefined;
}

/**
 * The playbook with the hosts of its plays. A play without hosts stays and is skipped; `unmatched` has what named none, for a warning. Throws
 * InputError, with the place, for a pattern or a `serial` that makes no sense, and for a play that is for other hosts than this machine where there is no inventory.
 */
export function bindHosts(
  playbook: Playbook,
  inventory: Inventory,
  { limit, extraVars = {} }: Binding,
): { playbook: Playbook; unmatched: string[] } {
  const extra = fromPlain(extraVars) as Dict;
  const unmatched = new Set<string>();
  const bind = (play: Play, at: number): Play => {
    const pattern = patternOf(play, extra);
    const parts = [pattern].flat();
    // Plays before it may add what it is for.
    const later = playbook.plays.slice(0, at).some((earlier) => mayGrow(stepsOf(earlier)));
    if (inventory.sources.length === 0) {
      if (isThisMachine(parts)) return { ...play, name: nameOf(play, extra), hosts: ["localhost"] };
      if (later) return { ...play, name: nameOf(play, extra), hosts: [] };
      const told = JSON.stringify(parts.join(","));
      throw new InputError(
        `This play is for ${told}, and there is no inventory that names such hosts: give one (-i inventory.yml, or -i web1,web2 for a list ` +
          'of names), or write "hosts: localhost" for this machine',
        play.patternPlace,
      );
    }
    const found = selected(inventory, pattern, { limit, play });
    for (const part of later ? [] : found.unmatched) unmatched.add(part);
    return { ...play, name: nameOf(play, extra), hosts: found.hosts };
  };
  const plays = playbook.plays.map(bind);
  // What is wrong with a play's serial is told before anything runs.
  for (const play of plays) batchesOf(play, extra);
  return { playbook: { ...playbook, plays, inventory }, unmatched: [...unmatched] };
}

/** A play with its hosts as they are now, the inventory having grown since the playbook was bound. Throws InputError for a pattern that makes no sense now. */
export function boundAgain(
  play: Play,
  inventory: Inventory,
  { limit, extraVars }: { limit: string | undefined; extraVars: Dict },
): Play {
  return { ...play, hosts: selected(inventory, patternOf(play, extraVars), { limit, play }).hosts };
}

/** What the play is called, its templates filled in; as written where that cannot be done. */
function nameOf(play: Play, extra: Dict): string {
  try {
    return pyStr(templateValue(play.name, playScope(play, extra)));
  } catch (error) {
    if (error instanceof TemplateError) return play.name;
    throw error;
  }
}

function selected(
  inventory: Inventory,
  pattern: string | string[],
  { limit, play }: { limit: string | undefined; play: Play },
): ReturnType<Inventory["select"]> {
  try {
    return inventory.select(pattern, limit);
  } catch (error) {
    if (!(error instanceof InputError) || error.place !== undefined) throw error;
    throw new InputError(error.message, play.patternPlace, { cause: error });
  }
}

/** The pattern, or the list of them, its templates filled in. */
function patternOf(play: Play, extra: Dict): string | string[] {
  const { pattern, patternPlace } = play;
  let value: Value;
  try {
    value = templateValue(pattern, playScope(play, extra));
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    const hint = "only the play's vars and --extra-vars are known here";
    throw new InputError(`The hosts of this play cannot be worked out: ${error.message} (${hint})`, patternPlace, {
      cause: error,
    });
  }
  if (typeof value === "string" && value.trim() !== "") return value;
  const parts = Array.isArray(value) ? value.flat() : [];
  if (parts.length > 0 && parts.every((part) => typeof part === "string")) return parts as string[];
  const hint = 'name a group, a host or a pattern, or a list of these: "web", "web:&prod"';
  throw new InputError(
    `The hosts of this play come to ${JSON.stringify(toPlain(value))}, which is no pattern: ${hint}`,
    patternPlace,
  );
}
