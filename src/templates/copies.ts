// Copies of values, so that a template that changes one in place changes its own.
import { chargeRunning } from "./budget.ts";
import { LazyDict } from "./lazy_dict.ts";
import { checkItems } from "./limits.ts";
import type { Operand } from "./operand.ts";
import { isOmit, Tuple } from "./value.ts";

/** A copy as deep as the value; a dictionary that computes its entries copies them when they are asked for. */
export function copied(value: Operand): Operand {
  if (isOmit(value)) return value;
  if (value instanceof LazyDict) return value.through(copied);
  if (value instanceof Map) {
    chargeRunning(1 + value.size / 4);
    return new Map([...value].map(([key, part]) => [key, copied(part)]));
  }
  if (!Array.isArray(value)) return value;
  checkItems(value.length);
  chargeRunning(1 + value.length / 4);
  const parts = Array.from(value, copied);
  return value instanceof Tuple ? Tuple.holding(parts) : parts;
}
