// Which part of a long condition made it hold, for people.
import { TemplateError } from "../model/errors.ts";
import type { Scope } from "../model/value.ts";
import { checkExpression, holds } from "../templates/template.ts";

/** Of a condition of lines that begin with `or` the first that holds by itself; the whole condition where that cannot be told. */
export function tellingPart(condition: string, scope: Scope): string {
  const parts = condition.split(/\n\s*or\s+/);
  try {
    for (const part of parts) checkExpression(part);
    return parts.find((part) => holdsAlone(part, scope)) ?? condition;
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    return condition;
  }
}

/** Whether a condition can be told and holds; one that cannot be told does not. */
export function holdsAlone(condition: string, scope: Scope): boolean {
  try {
    return holds(condition, scope);
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    return false;
  }
}
