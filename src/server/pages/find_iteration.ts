// The iteration that an address names.
import type { Loop } from "../../model/loop.ts";
import type { IterationRow } from "../../ports/archive.ts";
import { rowNumber } from "./parts/row_number.ts";
import type { Visit } from "./view.ts";

/** By its loop's number or name and its own number; undefined where there is none. Of several with one number (rows of the original) the first. */
export async function findIteration(
  { world: { archive }, params }: Visit,
  part = "n",
): Promise<{ loop: Loop; iteration: IterationRow } | undefined> {
  // The original counts from 0.
  const n = params[part] === "0" ? 0 : rowNumber(params[part]);
  const loop = await archive.find(params["loop"] ?? "");
  if (loop === undefined || n === undefined) return undefined;
  const [iteration] = await archive.iterations(loop.id, {
    after: { n: n - 1, id: Number.MAX_SAFE_INTEGER },
    limit: 1,
  });
  return iteration === undefined || iteration.n !== n ? undefined : { loop, iteration };
}
