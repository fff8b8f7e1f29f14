// The test `version`: Python's LooseVersion and StrictVersion, and semantic versions.
import { TemplateError } from "../../model/errors.ts";
import { asText } from "../coerce.ts";
import { order, truthy } from "../compare.ts";
import type { Operand } from "../operand.ts";
import { pep440 } from "../pep440.ts";
import { pyStr } from "../python_text.ts";
import { test, type Tests } from "./definition.ts";

const OPERATORS = new Map<string, (order: number) => boolean>([
  ...["==", "=", "eq"].map((name): [string, (n: number) => boolean] => [name, (n) => n === 0]),
  ...["!=", "<>", "ne"].map((name): [string, (n: number) => boolean] => [name, (n) => n !== 0]),
  ...["<", "lt"].map((name): [string, (n: number) => boolean] => [name, (n) => n < 0]),
  ...["<=", "le"].map((name): [string, (n: number) => boolean] => [name, (n) => n <= 0]),
  ...[">", "gt"].map((name): [string, (n: number) => boolean] => [name, (n) => n > 0]),
  ...[">=", "ge"].map((name): [string, (n: number) => boolean] => [name, (n) => n >= 0]),
]);

const PARSERS = new Map<string, (text: string) => Operand[]>([
  ["loose", loose],
  ["strict", strict],
  [
    "semver",
    semantic,
  ],
  ["semantic", semantic],
  ["pep440", pep440],
]);

const version = test(["version", "operator=", "strict=", "version_type="], (
  value,
  [other = null, operator = "eq", isStrict = null, type = null],
) => {
  const [left, right] = [pyStr(value), pyStr(other)];
  if (left === "") throw new TemplateError("Input version value cannot be empty");
  if (right === "") throw new TemplateError("Version parameter to compare against cannot be empty");
  if (isStrict !== null && type !== null) throw new TemplateError("Cannot specify both 'strict' and 'version_type'");
  const name = type !== null ? asText(type, "version_type") : truthy(isStrict) ? "strict" : "loose";
  const parse = PARSERS.get(name);
  if (parse === undefined) {
    throw new TemplateError(`Invalid version type (${name}). Must be one of ${[...PARSERS.keys()].join(", ")}`);
  }
  const holds = OPERATORS.get(asText(operator, "operator"));
  if (holds === undefined) {
    throw new TemplateError(
      `Invalid operator type (${pyStr(operator)}): write one of ${[...OPERATORS.keys()].join(" ")}`,
    );
  }
  return holds(order(parse(left), parse(right)));
});

/** Version tests by name. */
export const VERSION: Tests = { version, version_compare: version };

function loose(text: string): Operand[] {
  return text.split(/(\d+|[a-z]+|\.)/).filter((part) => part !== "" && part !== ".")
    .map((part) => /^\d+$/.test(part) ? Number(part) : part);
}

function strict(text: string): Operand[] {
  const match = /^(\d+)\.(\d+)(?:\.(\d+))?(?:([ab])(\d+))?$/.exec(text);
  if (match === null) throw new TemplateError(`Version comparison failed: invalid version number '${text}'`);
  const [, major, minor, patch = "0", letter, pre = "0"] = match;
  return [Number(major), Number(minor), Number(patch), letter === undefined ? 1 : 0, letter ?? "", Number(pre)];
}

function semantic(text: string): Operand[] {
  const match = /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-([\w.-]+))?(?:\+[\w.-]+)?$/.exec(text);
  if (match === null) throw new TemplateError(`Version comparison failed: invalid semantic version '${text}'`);
  const [, major, minor, patch, pre] = match;
  const numbers: Operand[] = [Number(major), Number(minor), Number(patch)];
  // A release follows its pre-releases; in those numbers come before words.
  if (pre === undefined) return [...numbers, 1];
  return [
    ...numbers,
    0,
    pre.split(".").map((part): Operand => /^\d+$/.test(part) ? [0, Number(part), ""] : [1, 0, part]),
  ];
}
