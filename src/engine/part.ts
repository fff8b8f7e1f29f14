// A part of a run: one increment, or the whole playbook once all increments hold.
import type { Iteration } from "../model/iteration.ts";
import type { Playbook } from "../playbook/playbook.ts";

/** What of a playbook is walked next. */
export interface Part {
  playbook: Playbook;
  /** For people: `increment 2 (web)`. */
  name: string;
  increment: number | null;
  /** The iterations that it goes on from: those of the same increment. */
  own: readonly Iteration[];
}
