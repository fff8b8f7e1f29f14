// Looks that decisions have asked for: taken again in every iteration and every run after.
import type { Decision, Probe } from "../model/decision.ts";
import { fromColumn, toColumn } from "./json_column.ts";
import type { Transact } from "./tables.ts";

/** Looks that a loop keeps: the oldest go. Each is a command on its host in every iteration. */
const MOST = 100;

/** Oldest first. */
export async function readLooks(trx: Transact, loop: number): Promise<Probe[]> {
  const row = await trx.selectFrom("loops").select("looks").where("id", "=", loop).executeTakeFirst();
  return fromColumn<Probe[]>(row?.looks ?? null) ?? [];
}

/** Those of a decision come to those that the loop has; of the same host and name the newest. */
export async function keepLooks(trx: Transact, loop: number, { probes = [] }: Pick<Decision, "probes">): Promise<void> {
  if (probes.length === 0) return;
  const kept = new Map((await readLooks(trx, loop)).map((probe) => [keyOf(probe), probe]));
  for (const { name, host, module, params } of probes) {
    const probe = { name, host, module, params };
    // Taken out first, so that the newest stand last.
    kept.delete(keyOf(probe));
    kept.set(keyOf(probe), probe);
  }
  await trx.updateTable("loops").set({ looks: toColumn([...kept.values()].slice(-MOST)) }).where("id", "=", loop)
    .execute();
}

function keyOf({ host, name }: Probe): string {
  return JSON.stringify([host, name]);
}
