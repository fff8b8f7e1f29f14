// Which loops a list shows, and in what order.
import { type Kysely, type RawBuilder, sql } from "kysely";
import { InputError } from "../model/errors.ts";
import type { LoopFilter, LoopOrder } from "../ports/survey.ts";
import { IS_OPEN } from "./ended.ts";
import { type Place, placeText, readPlace, rowsToAsk, type Shape } from "./page_place.ts";
import { saysOneOf } from "./says.ts";
import type { Tables } from "./tables.ts";

/** What a loop is sorted by. Where that is null it comes last, in both directions. */
const KEYS: { [order in LoopOrder]: { key: RawBuilder<string | number | null>; shape: Shape[number] } } = {
  id: { key: sql`loops.id`, shape: "number?" },
  name: { key: sql`loops.name`, shape: "text?" },
  status: { key: sql`loops.status`, shape: "text?" },
  last: { key: sql`coalesce(loops.last_run_at, loops.started_at)`, shape: "text?" },
  next: {
    key: sql`case when loops.status in ('pending', 'waiting') then loops.next_run_at
    when loops.status = 'paused' then loops.suspended_until end`,
    shape: "text?",
  },
  drift: {
    key: sql`(select count(*) from drifts where drifts.loop_id = loops.id and drifts.corrected_at is null)`,
    shape: "number?",
  },
  cost: { key: sql`loops.cost_usd`, shape: "number?" },
};

/** Ids of the loops of a page with their keys, and one more where there are more. */
export async function loopsInOrder(
  db: Kysely<Tables>,
  filter: LoopFilter,
): Promise<{ ids: number[]; place(index: number): string }> {
  const { sort = "id", descending = false } = filter;
  const { key, shape } = KEYS[sort] ?? unknownOrder(sort);
  const list = `loops ${sort} ${descending ? "descending" : "ascending"}`;
  const inner = db.selectFrom("loops").select(["loops.id", key.as("key")]).where(matching(filter));
  let query = db.selectFrom(inner.as("found")).select(["id", "key"])
    .orderBy(sql`key is null`).orderBy("key", descending ? "desc" : "asc").orderBy("id", "desc")
    .limit(rowsToAsk(filter.limit));
  if (filter.after !== undefined) {
    query = query.where(behind(readPlace(list, [shape, "integer"], filter.after), descending));
  }
  const rows = await query.execute();
  return {
    ids: rows.map(({ id }) => id),
    place: (index) => placeText(list, [rows[index]!.key, rows[index]!.id]),
  };
}

function behind([key, id]: Place, descending: boolean): RawBuilder<boolean> {
  if (key === null) return sql<boolean>`key is null and id < ${id}`;
  const further = descending ? sql`key < ${key}` : sql`key > ${key}`;
  return sql<boolean>`(key is null or ${further} or (key = ${key} and id < ${id}))`;
}

function matching({ statuses, all = false, mode, search, only }: LoopFilter): RawBuilder<boolean> {
  const terms: RawBuilder<boolean>[] = [];
  if (statuses !== undefined) {
    terms.push(sql<boolean>`loops.status in (select value from json_each(${JSON.stringify(statuses)}))`);
  } else if (!all) terms.push(IS_OPEN);
  if (mode !== undefined) terms.push(sql<boolean>`loops.mode = ${mode}`);
  if (search !== undefined && search.trim() !== "") terms.push(saying(search.trim()));
  if (only === "drift") {
    terms.push(sql<boolean>`loops.id in (select loop_id from drifts where corrected_at is null)`);
  }
  if (only === "asking") terms.push(sql<boolean>`loops.id in (select loop_id from prompts where status = 'pending')`);
  return terms.length === 0 ? sql<boolean>`true` : sql<boolean>`${sql.join(terms, sql` and `)}`;
}

function saying(text: string): RawBuilder<boolean> {
  const option = (name: string) =>
    sql`case when json_valid(loops.options) then json_extract(loops.options, ${sql.lit(`$.${name}`)}) end`;
  const columns = [sql`loops.name`, sql`loops.desired_state`, option("file"), option("goalFile"), sql`loops.reason`];
  const number = /^#?\d{1,15}$/.test(text) ? Number(text.replace("#", "")) : -1;
  return sql<boolean>`(loops.id = ${number} or ${saysOneOf(text, columns)})`;
}

function unknownOrder(sort: string): never {
  throw new InputError(`Loops cannot be sorted by "${sort}": ${Object.keys(KEYS).join(", ")}`);
}
