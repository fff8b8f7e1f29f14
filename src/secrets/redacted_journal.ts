// A journal that no secret gets into. The engine goes on with real values as long as its process lives.
import type { Action, RecordedAction } from "../model/action.ts";
import type { Iteration } from "../model/iteration.ts";
import type { ModuleResult } from "../model/plan.ts";
import type { Finish, Journal, Note } from "../ports/journal.ts";
import type { Secrets } from "../ports/secrets.ts";
import { keepOriginal, type Originals, putBack } from "./originals.ts";
import { MARKER } from "./redactor.ts";

/**
 * The journal behind redaction: everything that is written goes through it, and rows come back as they were meant. `originals` outlives the journal
 * within the process. Of a row that another process wrote, values of its result that had a secret in them are gone, as with no_log: `censored` says
 * so, and whoever needs them has it done again or asks a human.
 */
export function redactedJournal(inner: Journal, secrets: Secrets, originals: Originals): Journal {
  const hide = <T>(value: T): T => secrets.hide(value);
  const hiddenNotes = (notes: Note[]) => secrets.idle ? notes : notes.map((each) => hiddenNote(each, hide));
  const finishes = (given: Finish[]): Finish[] =>
    secrets.idle ? given : given.map((finish) => {
      const shown = { ...finish, result: hide(finish.result) };
      keepOriginal(finish.id, { real: { result: finish.result }, shown: { result: shown.result } }, originals);
      return shown;
    });
  /** Rows come in the order of their notes. */
  const meant = (rows: RecordedAction[], notes: readonly Note[]): RecordedAction[] =>
    secrets.idle ? rows : rows.map((row, index) => {
      const note = notes[index];
      if (note === undefined || note.action.terms?.noLog === true) return row;
      keepOriginal(row.id, { real: partsOf(note), shown: partsOf(hiddenNote(note, hide)) }, originals);
      return putBack(row, originals);
    });
  return {
    history: async () => {
      const run = await inner.history();
      return secrets.idle ? run : run.map((iteration) => known(iteration, originals));
    },
    increments: () => inner.increments(),
    writeIncrements: (added) => inner.writeIncrements(hide(added)),
    setIncrement: (id, status) => inner.setIncrement(id, status),
    openIteration: async (opening) => known(await inner.openIteration(hide(opening)), originals),
    noteObservations: (iteration, observations, findings) =>
      inner.noteObservations(iteration, hide(observations), hide(findings)),
    beginCall: (iteration, call) => inner.beginCall(iteration, hide(call)),
    endCall: (id, end) => inner.endCall(id, hide(end)),
    notePrompts: (iteration, questions) => inner.notePrompts(iteration, hide(questions)),
    declined: () => inner.declined(),
    looks: () => inner.looks(),
    state: () => inner.state(),
    noteState: (ops) => inner.noteState(hide(ops)),
    noteDecision: async (iteration, by, decision, notes) =>
      meant(
        await inner.noteDecision(iteration, by, hide(decision), hiddenNotes(notes)),
        notes,
      ),
    noteActions: async (iteration, notes, ends) =>
      meant(
        await inner.noteActions(iteration, hiddenNotes(notes), ends && finishes(ends)),
        notes,
      ),
    startAction: async (starts) => {
      const shown = starts.map(({ id, diff, result }) => ({ id, ...hide({ diff, result }) }));
      await inner.startAction(shown);
      starts.forEach(({ id, diff, result }, index) =>
        keepOriginal(id, { real: { diff, result }, shown: shown[index] ?? {} }, originals)
      );
    },
    finishAction: (given) => inner.finishAction(finishes(given)),
    closeIteration: (iteration, closing) => inner.closeIteration(iteration, hide(closing)),
    abandonIteration: (iteration, abandonment) => inner.abandonIteration(iteration, hide(abandonment)),
  };
}

/** What of a note may have a secret in it. Host, module and task are names by which rows are found again. */
function hiddenNote(note: Note, hide: <T>(value: T) => T): Note {
  const { action, diff, result, way } = note;
  const { params, name, item, settled } = action;
  const shown: Action = {
    ...action,
    ...hide({
      params,
      name,
      ...(item === undefined ? {} : { item }),
      ...(settled === undefined ? {} : { settled }),
    }),
  };
  return {
    ...note,
    action: shown,
    ...hide({
      ...(diff === undefined ? {} : { diff }),
      ...(result === undefined ? {} : { result }),
      ...(way === undefined ? {} : { way }),
    }),
  };
}

function partsOf({ action: { params, name, item, settled }, diff, result = settled, way }: Note) {
  return {
    params,
    name,
    ...(item === undefined ? {} : { item }),
    ...(diff === undefined ? {} : { diff }),
    ...(result === undefined ? {} : { result }),
    ...(way === undefined ? {} : { way }),
  };
}

function known(iteration: Iteration, originals: Originals): Iteration {
  return {
    ...iteration,
    actions: iteration.actions.map((row) => {
      const meant = putBack(row, originals);
      return originals.has(row.id) || row.task === null ? meant : { ...meant, result: withoutHidden(row) };
    }),
  };
}

/**
 * A result of another process whose end is on record, without the values that something is hidden in: a playbook's condition must not be asked of the
 * word that stands there. A model reads it as it is.
 */
function withoutHidden({ status, result }: RecordedAction): ModuleResult | null {
  if (result === null || (status !== "completed" && status !== "failed")) return result;
  const left = Object.entries(result).filter(([name, value]) => !JSON.stringify([name, value]).includes(MARKER));
  if (left.length === Object.keys(result).length) return result;
  return { ...Object.fromEntries(left), changed: result.changed, censored: CENSORED };
}

const CENSORED = "values with a secret in them are not on record";
