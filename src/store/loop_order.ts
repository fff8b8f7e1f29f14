// Which loops a list shows, and in what order.
import { type Kysely, type RawBuilder, sql } from "kysely";
import { InputError } from "../model/errors.ts";
import type { LoopFilter, LoopOrder } from "../ports/survey.ts";
import { ENDED, HAS_ENDED, IS_OPEN } from "./ended.ts";
import { listed } from "./listed.ts";
import { meant, type Place, placeText, readPlace, rowsToAsk, type Shape, told } from "./page_place.ts";
import { saysOneOf } from "./says.ts";
import type { Tables } from "./tables.ts";

/** When it was last at work; never null. Word for word the expression of the index `loops_ended`. */
const LAST = sql<string>`coalesce(last_run_at, started_at, created_at)`;

interface Key {
  key: RawBuilder<string | number | null>;
  shape: Shape[number];
}

/** What a loop is sorted by. Where that is null it comes last, in both directions. */
const KEYS: { [order in LoopOrder]: Key } = {
  id: { key: sql`id`, shape: "integer" },
  name: { key: sql`name`, shape: "text" },
  status: { key: sql`status`, shape: "text" },
  last: { key: LAST, shape: "text" },
  next: {
    key:
      sql`case when status in ('pending', 'waiting') then next_run_at when status = 'paused' then suspended_until end`,
    shape: "text?",
  },
  drift: {
    key: sql`nullif((select count(*) from drifts where drifts.loop_id = loops.id and drifts.corrected_at is null), 0)`,
    shape: "number?",
  },
  // No infinity, which no place can tell.
  cost: { key: sql`min(cast(cost_usd as real), 1e300)`, shape: "number?" },
};

/** Ids of the loops of a page with their keys, and one more where there are more. */
export async function loopsInOrder(
  db: Kysely<Tables>,
  filter: LoopFilter,
): Promise<{ ids: number[]; place(index: number): string }> {
  const { sort = "id", descending = false, after } = filter;
  const { key, shape } = Object.hasOwn(KEYS, sort) ? KEYS[sort] : unknownOrder(sort);
  const list = `loops ${sort} ${descending ? "descending" : "ascending"}`;
  const order: Order = {
    key,
    text: shape.startsWith("text"),
    nullable: shape.endsWith("?"),
    descending,
    place: after === undefined ? undefined : readPlace(list, [shape, "integer"], after),
    most: rowsToAsk(filter.limit),
  };
  const rows = await loopsQuery(matching(filter), order, indexed(sort, filter)).execute(db);
  return {
    ids: rows.rows.map(({ id }) => id),
    place: (index) => placeText(list, [rows.rows[index]!.key, rows.rows[index]!.id]),
  };
}

/** How rows are sorted, from where on, and how many. */
interface Order {
  key: RawBuilder<string | number | null>;
  text: boolean;
  nullable: boolean;
  descending: boolean;
  place: Place | undefined;
  most: number;
}

/** Those that go on are few and sorted as they come; ended ones, which may be a million, come sorted out of an index where one has the order. */
function indexed(sort: LoopOrder, { all, statuses }: LoopFilter): "open" | "all" | "last" {
  if (statuses === undefined ? all !== true : !statuses.some((status) => ENDED.includes(status))) return "open";
  return sort === "last" ? "last" : "all";
}

function loopsQuery(
  match: RawBuilder<boolean>,
  order: Order,
  which: "open" | "all" | "last",
): RawBuilder<{ id: number; key: string | number | null }> {
  const key = order.text ? told(order.key) : order.key;
  const part = (from: string, also: RawBuilder<unknown>, sorted: RawBuilder<unknown>) =>
    sql`select id, ${key} as key, ${order.key} as sorted from ${sql.raw(from)}
      where ${also} and ${match} and ${behind(order)} order by ${sorted} limit ${order.most}`;
  if (which === "all") return sql`${part("loops", sql`true`, inOrder(order, order.key))}`;
  // The plus keeps SQLite from going through all there ever were in the order of their names.
  const plain = order.key === KEYS.id.key ? order.key : sql`+${order.key}`;
  const open = part("loops", IS_OPEN, inOrder(order, plain));
  if (which === "open") return sql`${open}`;
  const ended = part("loops indexed by loops_ended", HAS_ENDED, inOrder(order, order.key));
  return sql`select id, key from (select * from (${open}) union all select * from (${ended}))
    order by ${inOrder(order, sql`sorted`)} limit ${order.most}`;
}

/** Numbers differ; of any other key two loops may have the same. */
function inOrder({ nullable, descending, key }: Order, sorted: RawBuilder<unknown>): RawBuilder<unknown> {
  const direction = sql.raw(descending ? "desc" : "asc");
  if (key === KEYS.id.key) return sql`${sorted} ${direction}`;
  return sql`${nullable ? sql`${sorted} is null, ` : sql``}${sorted} ${direction}, id desc`;
}

function behind({ place, key, text, nullable, descending }: Order): RawBuilder<boolean> {
  if (place === undefined) return sql<boolean>`true`;
  const [from, id] = place;
  const at = text ? meant(from, sql`(select ${key} from loops where id = ${id})`) : sql`${from}`;
  if (from === null) return sql<boolean>`(${key} is null and id < ${id})`;
  const beyond = sql.raw(descending ? "<" : ">");
  if (key === KEYS.id.key) return sql<boolean>`id ${beyond} ${id}`;
  const further = sql<boolean>`${key} ${beyond}= ${at} and (${key} ${beyond} ${at} or id < ${id})`;
  return nullable ? sql<boolean>`(${key} is null or (${further}))` : further;
}

function matching({ statuses, mode, search, only }: LoopFilter): RawBuilder<boolean> {
  const terms: RawBuilder<boolean>[] = [];
  if (statuses !== undefined) {
    terms.push(sql<boolean>`loops.status in ${listed(statuses)}`);
  }
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
  const columns = [sql`loops.name`, sql`loops.desired_state`, sql`loops.reason`];
  // As JSON writes it; most options need not be parsed then.
  const written = saysOneOf(JSON.stringify(text).slice(1, -1), [sql`loops.options`]);
  const number = /^#?\d{1,15}$/.test(text) ? Number(text.replace("#", "")) : -1;
  return sql<boolean>`(loops.id = ${number} or ${saysOneOf(text, columns)}
    or (${written} and ${saysOneOf(text, [option("file"), option("goalFile")])}))`;
}

function unknownOrder(sort: string): never {
  throw new InputError(`Loops cannot be sorted by "${sort}": ${Object.keys(KEYS).join(", ")}`);
}
