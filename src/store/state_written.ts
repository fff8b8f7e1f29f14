// What a loop keeps in mind: resources, and hosts that decisions have added.
import type { StateOp } from "../model/decision.ts";
import { isObject, type JsonObject } from "../model/json.ts";
import { type AddedHost, FROM_DECISION, type State } from "../model/resource.ts";
import type { Clock } from "../ports/clock.ts";
import { hideSecrets } from "./hide_secrets.ts";
import { fromColumn, readColumn, toColumn } from "./json_column.ts";
import type { Transact } from "./tables.ts";
import { timestamp } from "./timestamp.ts";

/** In order, later ones over earlier ones. A host that the inventory has stays as that has it, and is added beside. */
export async function writeState(trx: Transact, loop: number, ops: readonly StateOp[], clock: Clock): Promise<void> {
  for (const op of ops) {
    switch (op.op) {
      case "add_resource":
        await putResource(trx, loop, op, clock);
        break;
      case "add_host":
        await putHost(trx, loop, op, clock);
        break;
      case "remove":
        await trx.deleteFrom("resources").where("loop_id", "=", loop).where("name", "=", op.name).execute();
        await trx.updateTable("hosts").set({ added: null, status: "gone", updated_at: timestamp(clock) })
          .where("loop_id", "=", loop).where("hostname", "=", op.name).where("added", "is not", null).execute();
    }
  }
}

async function putResource(
  trx: Transact,
  loop: number,
  { name, data }: { name: string; data: JsonObject },
  clock: Clock,
): Promise<void> {
  const now = timestamp(clock);
  const { numUpdatedRows } = await trx.updateTable("resources").set({ data: toColumn(data), updated_at: now })
    .where("loop_id", "=", loop).where("name", "=", name).executeTakeFirst();
  if (numUpdatedRows > 0n) return;
  await trx.insertInto("resources").values({ loop_id: loop, name, data: toColumn(data), created_at: now }).execute();
}

async function putHost(trx: Transact, loop: number, { name, vars, groups }: AddedHost, clock: Clock): Promise<void> {
  const now = timestamp(clock);
  const shown = Object.entries(vars).map(([key, value]) => [key, hideSecrets(key, value)] as const);
  const columns = {
    added: toColumn({ vars: Object.fromEntries(shown), groups }),
    vars: toColumn(Object.fromEntries(shown.map(([key, value]) => [key, { value, from: FROM_DECISION }]))),
    groups: toColumn(groups),
    ansible_host: textOf(vars["ansible_host"]),
    ansible_user: textOf(vars["ansible_user"]),
    ansible_port: portOf(vars["ansible_port"]),
    // It has still to be met.
    status: "unknown",
    last_error: null,
  };
  const { numUpdatedRows } = await trx.updateTable("hosts").set({ ...columns, updated_at: now })
    .where("loop_id", "=", loop).where("hostname", "=", name).executeTakeFirst();
  if (numUpdatedRows > 0n) return;
  await trx.insertInto("hosts").values({ loop_id: loop, hostname: name, created_at: now, ...columns }).execute();
}

function textOf(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

function portOf(value: unknown): number | null {
  const port = Number(value);
  return Number.isInteger(port) && port > 0 ? port : null;
}

/** In the order in which they came. The original's files may hold a name twice: the later one counts. */
export async function readState(trx: Transact, loop: number): Promise<State> {
  const resources = await trx.selectFrom("resources").select(["id", "name", "data"]).where("loop_id", "=", loop)
    .execute();
  const hosts = await trx.selectFrom("hosts").select(["id", "hostname", "added"]).where("loop_id", "=", loop)
    .where("added", "is not", null).execute();
  const byName = new Map(resources.sort(byId).map(({ name, data }) => [name, { name, data: objectOf(data) }]));
  return {
    resources: [...byName.values()],
    hosts: hosts.sort(byId).map(({ hostname, added }) => ({
      name: hostname,
      ...fromColumn<Omit<AddedHost, "name">>(added) ?? { vars: {}, groups: [] },
    })),
  };
}

function byId(a: { id: number }, b: { id: number }): number {
  return a.id - b.id;
}

/** The original wrote objects; what is none stays readable. */
function objectOf(text: string | null): JsonObject {
  const value = readColumn(text);
  if (value === null) return {};
  return isObject(value) ? value : { value };
}
