// Tests that compare a value with another.
import { TemplateError } from "../../model/errors.ts";
import { binary } from "../arithmetic.ts";
import { items } from "../coerce.ts";
import { contains, equals, order } from "../compare.ts";
import { Seen } from "../filters/sets.ts";
import type { Operand } from "../operand.ts";
import { type Test, test, type Tests } from "./definition.ts";

const eq = against((a, b) => equals(a, b));
const ne = against((a, b) => !equals(a, b));
const lt = against((a, b) => order(a, b, "<") < 0);
const le = against((a, b) => order(a, b, "<=") <= 0);
const gt = against((a, b) => order(a, b, ">") > 0);
const ge = against((a, b) => order(a, b, ">=") >= 0);
const subset = against((a, b) => covers(b, a));
const superset = against((a, b) => covers(a, b));

/** Comparing tests by name. */
export const COMPARING: Tests = {
  "==": eq,
  eq,
  equalto: eq,
  "!=": ne,
  ne,
  "<": lt,
  lt,
  lessthan: lt,
  "<=": le,
  le,
  ">": gt,
  gt,
  greaterthan: gt,
  ">=": ge,
  ge,
  in: against((a, b) => contains(b, a)),
  contains: against((a, b) => contains(a, b)),
  sameas: test(["other"], (value, [other = null]) => Object.is(value, other), { lenient: true }),
  odd: test([], (value) => equals(binary("%", value, 2), 1)),
  even: test([], (value) => equals(binary("%", value, 2), 0)),
  divisibleby: test(["num"], (value, [divisor = null]) => equals(binary("%", value, divisor), 0)),
  subset,
  issubset: subset,
  superset,
  issuperset: superset,
};

function against(holds: (value: Operand, other: Operand) => boolean): Test {
  return test(["other"], (value, [other]) => {
    if (other === undefined) throw new TemplateError("The test needs something to compare with");
    return holds(value, other);
  });
}

function covers(whole: Operand, part: Operand): boolean {
  const seen = new Seen(items(whole));
  return items(part).every((item) => seen.has(item));
}
