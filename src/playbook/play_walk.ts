// A pass's state while it walks one play.
import type { RecordedAction } from "../model/action.ts";
import type { Value } from "../model/value.ts";
import type { Entrance } from "../model/way.ts";
import { TemplateError } from "../model/errors.ts";
import { pyStr } from "../templates/python_text.ts";
import { templateValue } from "../templates/template.ts";
import type { EveryHost } from "./every_host.ts";
import type { Notifications } from "./notifications.ts";
import type { Play } from "./playbook.ts";
import { isSelected } from "./selection.ts";
import type { Surroundings } from "./variables.ts";

/** An action of a pass that is being completed. */
export type ChangedBefore = Pick<RecordedAction, "id" | "adopted" | "item">;

export interface PlayWalk {
  surroundings: Surroundings;
  play: Play;
  /** The hosts of this batch, in the play's order. */
  batch: readonly string[];
  /** Which of the play's batches it is, from 1. */
  nth: number;
  every: EveryHost;
  notifications: Notifications;
  /** Hosts that nothing can be done on any more. */
  unreachable: Set<string>;
  /** Hosts that failed in this batch, and nothing answered it. */
  failed: Set<string>;
  /** Hosts that failed in plays before. */
  lost: Set<string>;
  /** Hosts for which `meta` ended the play. */
  left: Set<string>;
  /** `end_play`: no further batch. */
  ended: boolean;
  /** A failure was one for all hosts: only what must be done at last is still walked. */
  fatal: boolean;
  /** Not even handlers that are forced run any more. */
  abrupt: boolean;
  /** How the hosts that take part are entered, as the play says. */
  machines(): Entrance[];
  changedBefore(task: string, host: string): ChangedBefore[];
}

/** Who walks a list of steps, and how. */
export interface Walkers {
  /** Hosts that have not failed in it; one that fails is taken out. */
  crew: Set<string>;
  /** A failure is answered by a block's rescue. */
  rescued: boolean;
  /** These steps are walked whatever happened: a block's always, handlers that are forced. */
  atLast?: true;
  /** For handlers: the rows that notified each host's. */
  notifiedBy?: Map<string, number[]>;
}

/** The hosts that take the next step, in the play's order. */
export function walkers({ batch, left, unreachable, fatal }: PlayWalk, { crew, atLast }: Walkers): string[] {
  if (fatal && atLast !== true) return [];
  return batch.filter((host) => crew.has(host) && !left.has(host) && !unreachable.has(host));
}

/** Whether --tags and --skip-tags let a task with these tags be walked. Tags whose template cannot be evaluated count as written. */
export function selects({ surroundings, play, every, batch }: PlayWalk, tags: readonly Value[]): boolean {
  const names = tags.flatMap((tag): Value[] => {
    if (typeof tag !== "string" || !tag.includes("{{")) return [tag];
    try {
      const value = templateValue(tag, every.of(batch[0]!).scope(play));
      return Array.isArray(value) ? value : [value];
    } catch (error) {
      if (error instanceof TemplateError) return [tag];
      throw error;
    }
  });
  return isSelected(names.map(pyStr), surroundings.selection);
}
