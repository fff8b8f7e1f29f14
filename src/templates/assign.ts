// Values put into names: `set`, the targets of loops and of `with`.
import { TemplateError } from "../model/errors.ts";
import { items } from "./coerce.ts";
import type { Frame } from "./frame.ts";
import { Namespace } from "./globals.ts";
import type { Operand } from "./operand.ts";
import type { Target } from "./syntax.ts";

/** Binds a value to a target, taking it apart where the target is a tuple. Throws TemplateError in Python's words. */
export function assign(target: Target, value: Operand, frame: Frame): void {
  if (target.kind === "name") return frame.set(target.name, value);
  if (target.kind === "field") {
    const space = frame.get(target.name);
    if (space instanceof Namespace) return void space.fields.set(target.field, value);
    throw new TemplateError(`cannot assign attribute on non-namespace object '${target.name}'`);
  }
  const parts = items(value);
  if (parts.length !== target.items.length) {
    const [few, wanted] = [parts.length < target.items.length, target.items.length];
    throw new TemplateError(
      few
        ? `not enough values to unpack (expected ${wanted}, got ${parts.length})`
        : `too many values to unpack (expected ${wanted})`,
    );
  }
  target.items.forEach((part, n) => assign(part, parts[n] as Operand, frame));
}
