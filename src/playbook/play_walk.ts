// A pass's state while it walks one play.
import type { RecordedAction } from "../model/action.ts";
import type { Value } from "../model/value.ts";
import { TemplateError } from "../model/errors.ts";
import { pyStr } from "../templates/python_text.ts";
import { templateValue } from "../templates/template.ts";
import type { Notifications } from "./notifications.ts";
import type { Play } from "./playbook.ts";
import { isSelected } from "./selection.ts";
import type { HostVariables, Surroundings } from "./variables.ts";

/** An action of a pass that is being completed. */
export type ChangedBefore = Pick<RecordedAction, "id" | "adopted" | "item">;

export interface PlayWalk {
  surroundings: Surroundings;
  play: Play;
  variables: Map<string, HostVariables>;
  notifications: Notifications;
  /** Hosts that nothing can be done on any more. */
  unreachable: Set<string>;
  /** Hosts for which `meta` ended the play. */
  left: Set<string>;
  changedBefore(task: string, host: string): ChangedBefore[];
}

/** Who walks a list of steps, and how. */
export interface Walkers {
  /** Hosts that have not failed in it; one that fails is taken out. */
  crew: Set<string>;
  /** A failure is answered by a block's rescue. */
  rescued: boolean;
  /** For handlers: the rows that notified each host's. */
  notifiedBy?: Map<string, number[]>;
}

/** The hosts that take the next step, in the play's order. */
export function walkers({ play, left, unreachable }: PlayWalk, { crew }: Walkers): string[] {
  return play.hosts.filter((host) => crew.has(host) && !left.has(host) && !unreachable.has(host));
}

/** Whether --tags and --skip-tags let a task with these tags be walked. Tags whose template cannot be evaluated count as written. */
export function selects({ surroundings, play, variables }: PlayWalk, tags: readonly Value[]): boolean {
  const names = tags.flatMap((tag): Value[] => {
    if (typeof tag !== "string" || !tag.includes("{{")) return [tag];
    try {
      const value = templateValue(tag, variables.get(play.hosts[0]!)!.scope(play));
      return Array.isArray(value) ? value : [value];
    } catch (error) {
      if (error instanceof TemplateError) return [tag];
      throw error;
    }
  });
  return isSelected(names.map(pyStr), surroundings.selection);
}
