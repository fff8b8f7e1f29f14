// What is wrong with how a task names a service.
import type { Params } from "../frame/parameters.ts";
import { wordsProblem } from "../scripts/shell_words.ts";

/** What is wrong with `name` or `arguments`; undefined where nothing is. */
export function serviceProblem(params: Params): string | undefined {
  const name = params.text("name") ?? "";
  if (name === "" || name.startsWith("-")) {
    return `'${name}' is no service: a name cannot be empty or begin with a hyphen`;
  }
  const open = wordsProblem(params.text("arguments") ?? "");
  return open === undefined ? undefined : `arguments: ${open}`;
}
