// Filters that choose by a seed. Without one each pass would see another value, so there is none.
import { TemplateError } from "../../model/errors.ts";
import { asInt, items } from "../coerce.ts";
import { isInt, truthy, typeName } from "../compare.ts";
import { SeededRandom } from "../mersenne_twister.ts";
import type { Operand } from "../operand.ts";
import { int } from "../value.ts";
import { filter, type Filters } from "./definition.ts";

/** `random` and `shuffle`, by name. */
export const CHANCE: Filters = {
  random: filter(["start=", "step=", "seed="], (value, [start = null, step = null, seed = null]) => {
    const random = seeded(seed, "random");
    if (isInt(value)) {
      const first = truthy(start) ? BigInt(asInt(start, "random(): start")) : 0n;
      const stride = truthy(step) ? BigInt(asInt(step, "random(): step")) : 1n;
      const width = BigInt(value) - first;
      const count = stride > 0n ? (width + stride - 1n) / stride : (width + stride + 1n) / stride;
      if (width === 0n || width > 0n !== stride > 0n) throw new TemplateError("random(): the range is empty");
      return int(first + stride * random.below(count));
    }
    if (value instanceof Map) throw new TemplateError("random can only be used on sequences and integers");
    const all = items(value);
    if (truthy(start) || truthy(step)) {
      throw new TemplateError("start and step can only be used with integer values");
    }
    if (all.length === 0) throw new TemplateError("Cannot choose from an empty sequence");
    return all[Number(random.below(BigInt(all.length)))] as Operand;
  }),
  shuffle: filter(["seed="], (value, [seed = null]) => {
    const random = seeded(truthy(seed) ? seed : null, "shuffle");
    const all = [...items(value)];
    for (let n = all.length - 1; n > 0; n--) {
      const other = Number(random.below(BigInt(n + 1)));
      [all[n], all[other]] = [all[other] as Operand, all[n] as Operand];
    }
    return all;
  }),
};

function seeded(seed: Operand, name: string): SeededRandom {
  if (typeof seed === "string") return new SeededRandom(seed);
  if (isInt(seed)) return new SeededRandom(BigInt(seed));
  if (seed === null) {
    throw new TemplateError(`Each pass would see another value: write ${name}(seed=inventory_hostname)`);
  }
  throw new TemplateError(`${name}(): the seed must be a text or an integer, not '${typeName(seed)}'`);
}
