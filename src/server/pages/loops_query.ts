// What the list of loops is asked for: filters, order and place, out of an address.
import { InputError } from "../../model/errors.ts";
import type { LoopStatus } from "../../model/loop.ts";
import type { LoopFilter, LoopOrder } from "../../ports/survey.ts";

/** Rows of a page. */
const ROWS = 50;

const STATUSES: readonly LoopStatus[] = [
  ...["pending", "running", "waiting", "paused", "completed", "failed", "blocked", "cancelled"] as const,
];
const ORDERS: readonly LoopOrder[] = ["id", "name", "status", "last", "next", "drift", "cost"];

/** Throws InputError for words that it does not know. */
export function loopFilter({ searchParams }: URL): LoopFilter {
  const show = searchParams.get("show") ?? "";
  const sort = searchParams.get("sort") ?? "id";
  const mode = searchParams.get("mode") ?? "";
  const search = (searchParams.get("q") ?? "").trim();
  const after = searchParams.get("after");
  const order = ORDERS.find((one) => one === sort);
  if (order === undefined) throw new InputError(`Loops cannot be sorted by "${sort}": ${ORDERS.join(", ")}`);
  if (mode !== "" && mode !== "single" && mode !== "incremental" && mode !== "continuous") {
    throw new InputError(`There is no mode "${mode}": single, incremental, continuous`);
  }
  return {
    limit: ROWS,
    sort: order,
    descending: isDescending(searchParams, order),
    ...shown(show),
    // Whoever searches wants to find, also what has ended.
    ...(search === "" ? {} : { search, ...(show === "" ? { all: true } : {}) }),
    ...(mode === "" ? {} : { mode }),
    ...(after === null ? {} : { after }),
  };
}

/** The newest first, unless somebody wants it otherwise; what is most comes first too. */
export function isDescending(query: URLSearchParams, order: LoopOrder): boolean {
  const way = query.get("way");
  return way === null ? startsDescending(order) : way === "down";
}

/** How a column is sorted at its first click. */
export function startsDescending(order: LoopOrder): boolean {
  return order === "id" || order === "last" || order === "drift" || order === "cost";
}

function shown(show: string): Partial<LoopFilter> {
  if (show === "") return {};
  if (show === "all") return { all: true };
  if (show === "drift" || show === "asking") return { all: true, only: show };
  const status = STATUSES.find((one) => one === show);
  if (status === undefined) {
    throw new InputError(`Loops cannot be narrowed down to "${show}": all, drift, asking, ${STATUSES.join(", ")}`);
  }
  return { statuses: [status] };
}
