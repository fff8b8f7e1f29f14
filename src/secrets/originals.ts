// What this process knows of rows whose secrets are not on record: a result that a later task needs is the real one.
import type { RecordedAction } from "../model/action.ts";
import { MARKER } from "./redactor.ts";

/** What a row has in truth, as far as it has something else on record. */
export type Original = Partial<Pick<RecordedAction, "params" | "name" | "item" | "result" | "diff" | "way">>;

/** By action; gone with the process. */
export type Originals = Map<number, Original>;

/** The row with what is known of it put back. */
export function putBack(row: RecordedAction, originals: Originals): RecordedAction {
  const known = originals.get(row.id);
  return known === undefined ? row : { ...row, ...known };
}

/** Keeps what differs from what is written down, and forgets what was written before in its place. Of what says `(secret)` by itself it is known that it does. */
export function keepOriginal(
  id: number,
  { real, shown }: { real: Original; shown: Original },
  originals: Originals,
): void {
  const names = Object.keys(real) as (keyof Original)[];
  const before = Object.entries(originals.get(id) ?? {}).filter(([name]) => !Object.hasOwn(real, name));
  const differing = names.filter((name) => real[name] !== shown[name]).map((name) => [name, real[name]]);
  const itself = names.some((name) => JSON.stringify(real[name] ?? null).includes(MARKER));
  if (before.length + differing.length === 0 && !itself) originals.delete(id);
  else originals.set(id, Object.fromEntries([...before, ...differing]));
}
