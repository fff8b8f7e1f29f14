// Shells that a loop is about to need: opened while it is still getting ready.
import { TemplateError } from "../model/errors.ts";
import type { Entrance } from "../model/way.ts";
import type { PlaybookEntrances } from "../playbook/entrances.ts";
import type { Playbook } from "../playbook/playbook.ts";
import type { KeptShells } from "../worker/kept_shells.ts";

/** What is known of them. */
export interface Foreseen {
  playbook: Playbook;
  entrances: PlaybookEntrances;
  /** It is the loop's first run. */
  first: boolean;
}

/** Begins to open shells of the first play's far hosts, all at once; those of this machine only for a first run. */
export function foreseeShells(shells: KeptShells, { playbook, entrances, first }: Foreseen): void {
  for (const entrance of firstEntrances(playbook, entrances)) {
    if (first || entrance.way.connection !== "local") shells.foresee(entrance);
  }
}

/** Of the hosts of the first play that has any. One that cannot be worked out is left out: the task that needs it says so. */
function firstEntrances({ plays }: Playbook, entrances: PlaybookEntrances): Entrance[] {
  const play = plays.find(({ hosts }) => hosts.length > 0);
  return (play?.hosts ?? []).flatMap((host) => {
    try {
      return [entrances.inPlay(play!, host)];
    } catch (error) {
      if (error instanceof TemplateError) return [];
      throw error;
    }
  });
}
