// The counters, as metrics tell them.
import type { Kysely } from "kysely";
import type { Buckets, Measurement } from "../ports/measured.ts";
import { builtOnce } from "./built_once.ts";
import { readObject } from "./json_column.ts";
import type { Tables } from "./tables.ts";

/** A counter's row. */
interface Counted {
  labels: string;
  upto: number;
  value: number;
  sum: number;
}

const ask = builtOnce(
  ["name"],
  (trx, { name }: { name: string }) =>
    trx.selectFrom("counters").select(["labels", "upto", "value", "sum"]).where("name", "=", name)
      .orderBy("labels").orderBy("upto"),
);

/** A counter's values by their labels. */
export async function measurements(db: Kysely<Tables>, name: string): Promise<Measurement[]> {
  return (await ask(db, { name })).map(({ labels, value }) => ({ labels: labelsOf(labels), value }));
}

/** A counter's values by its only label. */
export async function countedBy(db: Kysely<Tables>, name: string, label: string): Promise<Map<string, number>> {
  return new Map((await measurements(db, name)).map(({ labels, value }) => [labels[label] ?? "", value]));
}

/** A histogram: rows hold what fell between a bound and the one before, readers want what was at most that. */
export async function histograms(db: Kysely<Tables>, name: string, bounds: readonly number[]): Promise<Buckets[]> {
  const by = Map.groupBy(await ask(db, { name }), ({ labels }) => labels);
  return [...by].map(([labels, rows]) => ({ labels: labelsOf(labels), ...cumulated(rows, bounds) }));
}

/** Of nothing yet, too. */
export function cumulated(rows: readonly Counted[], bounds: readonly number[]): Omit<Buckets, "labels"> {
  const total = (of: "value" | "sum", most: number) =>
    rows.reduce((sum, row) => row.upto <= most ? sum + row[of] : sum, 0);
  return {
    upTo: bounds.map((seconds) => ({ seconds, count: total("value", seconds) })),
    sum: total("sum", Infinity),
    count: total("value", Infinity),
  };
}

function labelsOf(text: string): { [name: string]: string } {
  return Object.fromEntries(Object.entries(readObject(text) ?? {}).map(([name, value]) => [name, String(value)]));
}
