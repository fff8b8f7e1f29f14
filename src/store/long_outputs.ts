// Long texts: the whole is stored once, by content hash; the columns of an action or a call keep head and tail of it.
import type { Kysely } from "kysely";
import type { Diff } from "../model/plan.ts";
import type { Clock } from "../ports/clock.ts";
import { type Packed, type Packing, unpack } from "./packing.ts";
import type { ActionTableRow, Tables, Transact } from "./tables.ts";
import { timestamp } from "./timestamp.ts";

/** Bytes of UTF-8 that a column may have. What is longer is kept apart. */
const MOST_IN_COLUMN = 4096;
/** Characters of head and of tail that stay in the column. */
const HEAD = 1536;
const TAIL = 512;
/** Rows of `outputs` that are fetched with one query. */
const AT_ONCE = 100;

const encoder = new TextEncoder();
/** A byte order mark is part of what a command said. */
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** Columns of an action that may be long. */
export interface LongColumns {
  stdout: string | null;
  stderr: string | null;
  diff: string | null;
}

type Kept = LongColumns & { stdout_hash: string | null; stderr_hash: string | null; diff_hash: string | null };

/** The long texts of one journal call. */
export class LongOutputs {
  readonly #packing: () => Packing;
  readonly #packed = new Map<string, Packed>();

  constructor(packing: () => Packing) {
    this.#packing = packing;
  }

  /** Hashes and compresses what is long among these, so that the write lock is not held meanwhile. */
  ahead(texts: Iterable<unknown>): void {
    for (const text of texts) if (typeof text === "string" && isLong(text)) this.#pack(text);
  }

  /** What the row is to hold instead; the whole is written to `outputs`, or marked as used now where it is there. */
  async keep(trx: Transact, { stdout, stderr, diff }: LongColumns, clock: Clock): Promise<Kept> {
    const out = await this.keepOne(trx, stdout, clock);
    const err = await this.keepOne(trx, stderr, clock);
    const long = diff !== null && isLong(diff);
    return {
      stdout: out.text,
      stderr: err.text,
      diff: long ? shortenedDiff(diff) : diff,
      stdout_hash: out.hash,
      stderr_hash: err.hash,
      diff_hash: long ? await this.keepWhole(trx, diff, clock) : null,
    };
  }

  /** Hashes and compresses texts of any length. */
  aheadWhole(...texts: string[]): void {
    for (const text of texts) this.#pack(text);
  }

  /** A text of any length, kept apart as a whole. Returns its hash. */
  async keepWhole(trx: Transact, text: string, clock: Clock): Promise<string> {
    const output = this.#pack(text);
    await trx.insertInto("outputs").values({ ...output, used_at: timestamp(clock) })
      .onConflict((conflict) => conflict.column("hash").doUpdateSet({ used_at: timestamp(clock) })).execute();
    return output.hash;
  }

  /** What a column is to hold of one text, and the hash of the whole where that is more. */
  async keepOne<T extends string | null>(
    trx: Transact,
    text: T,
    clock: Clock,
  ): Promise<{ text: T | string; hash: string | null }> {
    if (text === null || !isLong(text)) return { text, hash: null };
    return { text: shortened(text), hash: await this.keepWhole(trx, text, clock) };
  }

  #pack(text: string): Packed {
    const known = this.#packed.get(text);
    if (known !== undefined) return known;
    const { sha256, pack } = this.#packing();
    const content = encoder.encode(text);
    const packed = pack(sha256(content), content);
    this.#packed.set(text, packed);
    return packed;
  }
}

/** Puts the whole of what is long into rows; where it was pruned they keep head and tail. */
export async function restoreLong(db: Kysely<Tables>, rows: ActionTableRow[]): Promise<void> {
  const wanted = new Set(
    rows.flatMap(({ stdout_hash, stderr_hash, diff_hash }) => [stdout_hash, stderr_hash, diff_hash]),
  );
  wanted.delete(null);
  const texts = await wholeTexts(db, [...wanted] as string[]);
  if (texts.size === 0) return;
  for (const row of rows) {
    row.stdout = texts.get(row.stdout_hash) ?? row.stdout;
    row.stderr = texts.get(row.stderr_hash) ?? row.stderr;
    row.diff = texts.get(row.diff_hash) ?? row.diff;
  }
}

/** Texts that are kept apart, by their hashes; those that are pruned are missing. */
export async function wholeTexts(db: Kysely<Tables>, hashes: readonly string[]): Promise<Map<string | null, string>> {
  const texts = new Map<string | null, string>();
  for (let first = 0; first < hashes.length; first += AT_ONCE) {
    const found = await db.selectFrom("outputs").select(["hash", "encoding", "content"])
      .where("hash", "in", hashes.slice(first, first + AT_ONCE)).execute();
    for (const row of found) texts.set(row.hash, decoder.decode(unpack(row)));
  }
  return texts;
}

/** A diff in columns' size, still as JSON. */
export function shortenedDiff(text: string): string {
  const diffs = JSON.parse(text) as Diff[];
  const each = Math.max(64, Math.floor((HEAD + TAIL) / (2 * diffs.length)));
  const short = (side: string) => shortened(side, { head: Math.ceil(each * 0.75), tail: Math.floor(each * 0.25) });
  // Of very many only the first are shown: the column is for people who have nothing else any more.
  return JSON.stringify(
    diffs.slice(0, 20).map((diff) => ({ ...diff, before: short(diff.before), after: short(diff.after) })),
  );
}

function isLong(text: string): boolean {
  if (text.length * 3 <= MOST_IN_COLUMN) return false;
  return text.length > MOST_IN_COLUMN || encoder.encode(text).length > MOST_IN_COLUMN;
}

/** Head and tail, cut between characters, and how much was between them. */
function shortened(text: string, { head, tail } = { head: HEAD, tail: TAIL }): string {
  if (text.length <= head + tail) return text;
  const begin = isLowSurrogate(text, head) ? head - 1 : head;
  const end = isLowSurrogate(text, text.length - tail) ? text.length - tail + 1 : text.length - tail;
  const bytes = encoder.encode(text.slice(begin, end)).length;
  return `${text.slice(0, begin)}\n[${bytes} bytes left out]\n${text.slice(end)}`;
}

function isLowSurrogate(text: string, at: number): boolean {
  return (text.charCodeAt(at) & 0xfc00) === 0xdc00;
}
