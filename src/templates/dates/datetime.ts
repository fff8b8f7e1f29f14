// Python's datetime and timedelta, as far as templates use them.
import { TemplateError } from "../../model/errors.ts";
import type { BinaryOperator } from "../operator.ts";
import { asText, bind } from "../coerce.ts";
import { Callable, Native, type Operand } from "../operand.ts";
import { float } from "../value.ts";
import { type Civil, civilOf, localMs, wallMs, weekday } from "./civil.ts";
import { offsetText, strftime } from "./strftime.ts";

type Method = (parameters: readonly string[], run: (args: (Operand | undefined)[]) => Operand) => Callable;

/** A date and time; `dateOnly` prints without the time. */
export class DateTime extends Native {
  readonly typeName: string;

  constructor(readonly at: Civil, readonly dateOnly = false) {
    super();
    this.typeName = dateOnly ? "date" : "datetime";
  }

  override text(): string {
    return this.#iso(" ");
  }

  override attribute(name: string): Operand | undefined {
    const { zone: _, offset, ...numbers } = this.at;
    if (Object.hasOwn(numbers, name)) return numbers[name as keyof typeof numbers];
    const method: Method = (parameters, run) => new Callable(name, (args) => run(bind(parameters, args, `${name}()`)));
    switch (name) {
      case "strftime":
        return method(["format"], ([format = null]) => strftime(asText(format, "strftime()"), this.at));
      case "isoformat":
        return method(["sep="], ([separator = "T"]) => this.#iso(asText(separator, "isoformat()")));
      case "timestamp":
        return method([], () => {
          const ms = offset === null ? localMs(this.at) : wallMs(this.at) - offset * 60_000;
          return float((ms * 1000 + this.at.microsecond) / 1_000_000);
        });
      case "date":
        return method([], () => new DateTime({ ...civilOf(wallMs(this.at)), hour: 0, minute: 0, second: 0 }, true));
      case "weekday":
        return method([], () => weekday(this.at));
      case "isoweekday":
        return method([], () => weekday(this.at) + 1);
      default:
        return undefined;
    }
  }

  override binary(operator: BinaryOperator, other: Operand, swapped: boolean): Operand | undefined {
    if (other instanceof DateTime && operator === "-" && !swapped) return new TimeDelta(this.#since(other));
    if (!(other instanceof TimeDelta)) return undefined;
    if (operator === "+") return this.#moved(other.microseconds);
    return operator === "-" && !swapped ? this.#moved(-other.microseconds) : undefined;
  }

  override order(other: Operand): number | undefined {
    return other instanceof DateTime ? this.#since(other) : undefined;
  }

  #since(other: DateTime): number {
    if ((this.at.offset === null) !== (other.at.offset === null)) {
      throw new TemplateError("can't subtract offset-naive and offset-aware datetimes");
    }
    return this.#microseconds() - other.#microseconds();
  }

  #microseconds(): number {
    return (wallMs(this.at) - (this.at.offset ?? 0) * 60_000) * 1000 + this.at.microsecond;
  }

  #moved(microseconds: number): DateTime {
    const total = wallMs(this.at) * 1000 + this.at.microsecond + microseconds;
    const part = ((total % 1_000_000) + 1_000_000) % 1_000_000;
    const moved = civilOf((total - part) / 1000, part);
    if (moved.year < 1 || moved.year > 9999) throw new TemplateError("date value out of range");
    return new DateTime({ ...moved, offset: this.at.offset, zone: this.at.zone }, this.dateOnly);
  }

  #iso(separator: string): string {
    const day = `${String(this.at.year).padStart(4, "0")}${strftime("-%m-%d", this.at)}`;
    if (this.dateOnly) return day;
    const part = this.at.microsecond === 0 ? "" : strftime(".%f", this.at);
    const zone = this.at.offset === null ? "" : offsetText(this.at.offset, ":");
    return day + separator + strftime("%H:%M:%S", this.at) + part + zone;
  }
}

/** A span of time, in microseconds. */
class TimeDelta extends Native {
  readonly typeName = "timedelta";

  constructor(readonly microseconds: number) {
    super();
  }

  get #days(): number {
    return Math.floor(this.microseconds / 86_400_000_000);
  }

  get #rest(): number {
    return this.microseconds - this.#days * 86_400_000_000;
  }

  override attribute(name: string): Operand | undefined {
    if (name === "days") return this.#days;
    if (name === "seconds") return Math.floor(this.#rest / 1_000_000);
    if (name === "microseconds") return this.#rest % 1_000_000;
    return name === "total_seconds" ? new Callable(name, () => float(this.microseconds / 1_000_000)) : undefined;
  }

  override text(): string {
    const seconds = Math.floor(this.#rest / 1_000_000);
    const two = (value: number): string => String(value).padStart(2, "0");
    const clock = `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
    const part = this.#rest % 1_000_000;
    const days = this.#days === 0 ? "" : `${this.#days} day${Math.abs(this.#days) === 1 ? "" : "s"}, `;
    return days + clock + (part === 0 ? "" : `.${String(part).padStart(6, "0")}`);
  }

  override binary(operator: BinaryOperator, other: Operand, swapped: boolean): Operand | undefined {
    if (other instanceof TimeDelta && (operator === "+" || operator === "-")) {
      const [left, right] = swapped ? [other, this] : [this, other];
      return new TimeDelta(left.microseconds + (operator === "+" ? right.microseconds : -right.microseconds));
    }
    if (other instanceof TimeDelta && operator === "/" && !swapped && other.microseconds !== 0) {
      return float(this.microseconds / other.microseconds);
    }
    if (typeof other !== "number") return undefined;
    if (operator === "*") return new TimeDelta(Math.round(this.microseconds * other));
    return operator === "/" && !swapped && other !== 0
      ? new TimeDelta(Math.round(this.microseconds / other))
      : undefined;
  }

  override order(other: Operand): number | undefined {
    return other instanceof TimeDelta ? this.microseconds - other.microseconds : undefined;
  }
}
