// Measurements as Prometheus' text format 0.0.4 has them. Labels come from hosts, models and files: whatever they are, the text can be read.
import type { Buckets, Measurement } from "../ports/measured.ts";

/** What is measured under one name. */
export type Family =
  & { name: string; help: string }
  & ({ type: "counter" | "gauge"; rows: readonly Measurement[] } | { type: "histogram"; buckets: readonly Buckets[] });

type Labels = { [name: string]: string };

/** Characters of a label's value, and sets of labels under one name: each set costs whoever keeps them for months. */
const MOST_LABEL = 120;
const MOST_SETS = 500;
/** What stands for all sets of labels beyond. */
const OTHERS = "(others)";

/** The whole text. A set of labels that comes twice, which Prometheus would refuse, is summed up. */
export function metricsText(families: readonly Family[]): string {
  return families.map((family) => {
    const { name, help, type } = family;
    const lines = family.type === "histogram"
      ? summed(family.buckets, addBuckets).flatMap((buckets) => histogram(name, buckets))
      : summed(family.rows, addRows).map(({ labels, value }) => sample(name, labels, value));
    const head = [`# HELP ${name} ${help.replaceAll("\\", "\\\\").replaceAll("\n", "\\n")}`, `# TYPE ${name} ${type}`];
    return `${[...head, ...lines].join("\n")}\n`;
  }).join("");
}

function histogram(name: string, { labels, upTo, sum, count }: Buckets): string[] {
  const steps = [...upTo.map(({ seconds, count }) => [number(seconds), count] as const), ["+Inf", count] as const];
  return [
    ...steps.map(([le, count]) => sample(`${name}_bucket`, { ...labels, le }, count)),
    sample(`${name}_sum`, labels, sum),
    sample(`${name}_count`, labels, count),
  ];
}

function sample(name: string, labels: Labels, value: number): string {
  const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escaped(text)}"`);
  return `${name}${pairs.length === 0 ? "" : `{${pairs.join(",")}}`} ${number(value)}`;
}

function number(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (Number.isFinite(value)) return String(value);
  return value > 0 ? "+Inf" : "-Inf";
}

function escaped(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}

/** Each set of labels once, its values cut and well-formed; what is beyond the most goes together. */
function summed<T extends { labels: Labels }>(rows: readonly T[], add: (a: T, b: T) => T): T[] {
  const sets = new Map<string, T>();
  for (const row of rows) {
    let labels = mapped(row.labels, (text) => cut(text));
    if (!sets.has(keyOf(labels)) && sets.size >= MOST_SETS) labels = mapped(labels, () => OTHERS);
    const key = keyOf(labels);
    const known = sets.get(key);
    sets.set(key, known === undefined ? { ...row, labels } : add(known, row));
  }
  return [...sets.values()];
}

function mapped(labels: Labels, map: (text: string) => string): Labels {
  return Object.fromEntries(Object.entries(labels).map(([name, text]) => [name, map(text)]));
}

function keyOf(labels: Labels): string {
  return JSON.stringify(Object.entries(labels).sort());
}

function cut(text: string): string {
  const whole = text.replaceAll("\0", "\u{fffd}");
  return (whole.length <= MOST_LABEL ? whole : `${whole.slice(0, MOST_LABEL - 1)}\u2026`).toWellFormed();
}

function addRows(a: Measurement, b: Measurement): Measurement {
  return { ...a, value: a.value + b.value };
}

/** Buckets of one name have the same limits. */
function addBuckets(a: Buckets, b: Buckets): Buckets {
  const upTo = a.upTo.map(({ seconds, count }, at) => ({ seconds, count: count + (b.upTo[at]?.count ?? 0) }));
  return { ...a, upTo, sum: a.sum + b.sum, count: a.count + b.count };
}
