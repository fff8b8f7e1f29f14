// A loop's state and its file: taken from the file when a run starts, written to it whenever it changes.
import type { State } from "../model/resource.ts";
import type { Clock } from "../ports/clock.ts";
import type { Files } from "../ports/files.ts";
import type { Journal } from "../ports/journal.ts";
import { replaceFile } from "./whole_file.ts";
import { changesTowards, readStateFile, stateFileText } from "./state_file.ts";

/** What is known of the file. */
export interface StateTerms {
  /** Absolute; absent: there is none. */
  path: string | undefined;
  /** Past what a run keeps: it changes while the run goes on. */
  files: Pick<Files, "kind" | "readText">;
  clock: Clock;
  /** The file is only read. */
  dryRun: boolean;
  redact(text: string): string;
}

/** What the loop keeps in mind right now, and how its file is kept up to date. */
export interface StateAtWork {
  state: State;
  /** Writes the file where it says something else. Throws InputError. */
  keep(state: State): Promise<void>;
}

/**
 * Begins a turn; `keep` is for the caller to call then. When a run starts the file is right: what it does not name is forgotten. From then on the record is, and the file is written from it,
 * also after a crash between the two. A file that is not there says nothing. Throws InputError for one that makes no sense.
 */
export async function stateAtWork(
  journal: Pick<Journal, "state" | "noteState" | "history">,
  { path, files, clock, dryRun, redact }: StateTerms,
): Promise<StateAtWork> {
  let state = await journal.state();
  const keep = async (now: State) => {
    if (path === undefined || dryRun) return;
    if (files.kind(path) === undefined && now.hosts.length + now.resources.length === 0) return;
    const text = stateFileText(now, { path, files, now: new Date(clock.now()).toISOString() });
    await replaceFile(path, redact(text));
  };
  if (path === undefined) return { state, keep };
  if ((await journal.history()).length === 0) {
    const file = readStateFile(path, files);
    const changes = file === null ? [] : changesTowards(file, state);
    if (changes.length > 0) {
      await journal.noteState(changes);
      state = await journal.state();
    }
  }
  return { state, keep };
}
