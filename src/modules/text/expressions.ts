// Python's expressions over texts of any length: a search that would not end says so.
import { TemplateError } from "../../model/errors.ts";
import { withBudget } from "../../templates/budget.ts";
import { matchAtStart, pythonRegex } from "../../templates/python_regex.ts";
import { BoundedRegex } from "../../templates/regex/bounded_regex.ts";
import type { RegexFlags } from "../../templates/regex_translation.ts";

/** `re.search(pattern, text) is not None`. Both throw TemplateError for a pattern that cannot be read, or takes too long. */
export function searcher(pattern: string, flags: RegexFlags = {}): (text: string) => boolean {
  const regex = firstOnly(pattern, flags);
  return (text) => bounded(pattern, () => regex.test(text));
}

/** `re.match(pattern, text) is not None`. */
export function matcher(pattern: string): (text: string) => boolean {
  const regex = pythonRegex(pattern);
  return (text) => bounded(pattern, () => matchAtStart(regex, text) !== null);
}

/** An expression that finds the first match only, with the places of its groups. */
export function firstOnly(pattern: string, flags: RegexFlags): RegExp {
  const regex = pythonRegex(pattern, flags);
  return new BoundedRegex(regex.source, `${regex.flags.replace("g", "")}d`);
}

/** Does work with a pattern, in a number of steps that is enough for a megabyte. */
export function bounded<T>(pattern: string, work: () => T): T {
  try {
    return withBudget(work);
  } catch (error) {
    if (!(error instanceof TemplateError) || !error.message.includes("steps")) throw error;
    throw new TemplateError(`The regular expression "${pattern}" takes too long on this text: write a simpler one`);
  }
}
