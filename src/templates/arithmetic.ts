// Python's operators on numbers, texts and lists.
import { TemplateError } from "../model/errors.ts";
import { Float } from "../model/value.ts";
import { isInt, numeric, typeName } from "./compare.ts";
import { checkItems, checkText, MAX_DIGITS, repeated } from "./limits.ts";
import { Native, type Operand, Undefined } from "./operand.ts";
import type { BinaryOperator } from "./operator.ts";
import { percentFormat } from "./percent_format.ts";
import { float, int, Tuple } from "./value.ts";

/** `a operator b`. Throws TemplateError in Python's words for types that do not fit, division by zero, or results beyond a limit. */
export function binary(operator: BinaryOperator, a: Operand, b: Operand): Operand {
  if (a instanceof Undefined) return a.fail();
  if (b instanceof Undefined) return b.fail();
  const left = numeric(a);
  const right = numeric(b);
  if (left !== undefined && right !== undefined) {
    return isInt(a) && isInt(b) ? onInts(operator, left, right) : onFloats(operator, Number(left), Number(right));
  }
  const own = a instanceof Native ? a.binary(operator, b, false) : undefined;
  const other = own === undefined && b instanceof Native ? b.binary(operator, a, true) : undefined;
  return own ?? other ?? onSequences(operator, a, b) ?? unsupported(operator, a, b);
}

/** `-value` or `+value`. */
export function unary(operator: "-" | "+", value: Operand): Operand {
  if (value instanceof Undefined) return value.fail();
  const number = numeric(value);
  if (number === undefined) throw new TemplateError(`bad operand type for unary ${operator}: '${typeName(value)}'`);
  if (!isInt(value)) return float(operator === "-" ? -Number(number) : Number(number));
  return operator === "-" ? int(-BigInt(number)) : number;
}

function onInts(operator: BinaryOperator, a: number | bigint, b: number | bigint): Operand {
  if (typeof a === "number" && typeof b === "number") {
    const quick = operator === "+" ? a + b : operator === "-" ? a - b : operator === "*" ? a * b : NaN;
    if (Number.isSafeInteger(quick)) return quick === 0 ? 0 : quick;
  }
  const left = BigInt(a);
  const right = BigInt(b);
  switch (operator) {
    case "+":
      return int(left + right);
    case "-":
      return int(left - right);
    case "*":
      return int(bounded(left * right));
    case "/":
      if (right === 0n) throw new TemplateError("division by zero");
      return quotient(Number(a), Number(b));
    case "//":
    case "%": {
      if (right === 0n) throw new TemplateError("integer division or modulo by zero");
      const rest = left % right;
      const crossed = rest !== 0n && (rest < 0n) !== (right < 0n);
      if (operator === "%") return int(crossed ? rest + right : rest);
      return int(crossed ? left / right - 1n : left / right);
    }
    case "**":
      return power(left, right);
  }
}

function quotient(a: number, b: number): Operand {
  if (Number.isFinite(a) && Number.isFinite(b)) return float(a / b);
  throw new TemplateError("integer division result too large for a float");
}

function power(base: bigint, exponent: bigint): Operand {
  if (exponent < 0n) {
    if (base === 0n) throw new TemplateError("0.0 cannot be raised to a negative power");
    return float(Number(base) ** Number(exponent));
  }
  const digits = (base < 0n ? -base : base).toString().length;
  if (digits > 1 || base > 1n || base < -1n) {
    const size = Math.log10(Math.abs(Number(base)) || 1) * Number(exponent);
    if (!(size <= MAX_DIGITS)) throw tooLarge();
  }
  return int(base ** exponent);
}

function bounded(value: bigint): bigint {
  // 4 bits a hex digit; one decimal digit is 3.32 bits.
  if (value.toString(16).length * 4 > MAX_DIGITS * 3.3219281) throw tooLarge();
  return value;
}

function tooLarge(): TemplateError {
  return new TemplateError(`Cannot compute a number of more than ${MAX_DIGITS} digits`);
}

function onFloats(operator: BinaryOperator, a: number, b: number): number | Float {
  switch (operator) {
    case "+":
      return float(a + b);
    case "-":
      return float(a - b);
    case "*":
      return float(a * b);
    case "/":
      if (b === 0) throw new TemplateError("float division by zero");
      return float(a / b);
    case "//":
    case "%": {
      if (b === 0) throw new TemplateError("float floor division or modulo by zero");
      const rest = a % b;
      const modulo = rest !== 0 && (rest < 0) !== (b < 0) ? rest + b : rest === 0 ? (b < 0 ? -0 : 0) : rest;
      if (operator === "%") return float(modulo);
      const quotient = (a - modulo) / b;
      const whole = Math.floor(quotient);
      return float(quotient - whole > 0.5 ? whole + 1 : whole);
    }
    case "**":
      if (a === 0 && b < 0) throw new TemplateError("0.0 cannot be raised to a negative power");
      if (a < 0 && !Number.isInteger(b)) throw new TemplateError("Cannot raise a negative number to a fraction");
      return float(a ** b);
  }
}

function onSequences(operator: BinaryOperator, a: Operand, b: Operand): Operand | undefined {
  if (operator === "%" && typeof a === "string") return percentFormat(a, b);
  if (operator === "*") return isInt(b) ? times(a, b) : isInt(a) ? times(b, a) : undefined;
  if (operator !== "+") return undefined;
  if (typeof a === "string" && typeof b === "string") {
    checkText(a.length + b.length);
    return a + b;
  }
  if (Array.isArray(a) && Array.isArray(b) && (a instanceof Tuple) === (b instanceof Tuple)) {
    checkItems(a.length + b.length);
    return a instanceof Tuple ? Tuple.holding([...a, ...b]) : [...a, ...b];
  }
  return undefined;
}

function times(value: Operand, count: number | bigint | boolean): Operand | undefined {
  const times = Math.max(0, Number(count));
  if (typeof value === "string") return repeated(value, times);
  if (!Array.isArray(value)) return undefined;
  checkItems(value.length * times);
  const all = Array.from({ length: value.length === 0 ? 0 : times }, () => [...value]).flat();
  return value instanceof Tuple ? Tuple.holding(all) : all;
}

function unsupported(operator: BinaryOperator, a: Operand, b: Operand): never {
  if (operator === "+" && (typeof a === "string" || Array.isArray(a))) {
    const [own, other] = [typeName(a), typeName(b)];
    const hint = typeof a === "string" ? "; use ~ to join any two values as text" : "";
    throw new TemplateError(`can only concatenate ${own} (not "${other}") to ${own}${hint}`);
  }
  const sign = operator === "**" ? "** or pow()" : operator;
  throw new TemplateError(`unsupported operand type(s) for ${sign}: '${typeName(a)}' and '${typeName(b)}'`);
}
