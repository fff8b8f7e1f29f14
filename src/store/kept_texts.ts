// The files that a loop's run was read from, as texts.
import type { Kysely } from "kysely";
import { listed } from "./listed.ts";
import { unpack } from "./packing.ts";
import { sourcesOf } from "./sources_column.ts";
import type { Tables } from "./tables.ts";

/** By path; what is no text, or not kept, or pruned, is left out. */
export async function keptTexts(db: Kysely<Tables>, loop: number): Promise<{ [path: string]: string }> {
  const row = await db.selectFrom("loops").select("sources").where("id", "=", loop).executeTakeFirst();
  const files = Object.entries(sourcesOf(row?.sources ?? null)?.files ?? {});
  const hashes = [...new Set(files.map(([, hash]) => hash))];
  const rows = await db.selectFrom("outputs").select(["hash", "encoding", "content"])
    .where("hash", "in", listed(hashes)).execute();
  const texts = new Map(rows.map((output) => [output.hash, textOf(unpack(output))]));
  return Object.fromEntries(files.flatMap(([path, hash]) => {
    const text = texts.get(hash);
    return text === undefined ? [] : [[path, text]];
  }));
}

/** Undefined for what is no UTF-8, or has a NUL in it. */
function textOf(content: Uint8Array): string | undefined {
  if (content.includes(0)) return undefined;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(content);
  } catch {
    return undefined;
  }
}
