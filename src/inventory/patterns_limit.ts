// `--limit @FILE`: the names in a file instead of its name.
import { InputError } from "../model/errors.ts";
import { splitPattern } from "./patterns_split.ts";

/**
 * A limit with the lines of the files that it names in their place; any other limit as it is. `read` has a file's text, or undefined where there is none, by the
 * path as it is written. Throws InputError for a file that is not there.
 */
export function expandLimit(limit: string, read: (path: string) => string | undefined): string {
  const parts = splitPattern(limit);
  if (!parts.some((part) => part.startsWith("@"))) return limit;
  const names = parts.flatMap((part) => part.startsWith("@") ? lines(part.slice(1), read) : [part]);
  // The comma at the end keeps a lone name with colons in it (IPv6) whole.
  return names.map((name) => `${name},`).join("");
}

function lines(path: string, read: (path: string) => string | undefined): string[] {
  const text = read(path);
  if (text === undefined) {
    throw new InputError(
      `There is no file ${path} that --limit @${path} could take names from: write the path of a file with a name or pattern a line`,
    );
  }
  return text.split("\n").map((line) => line.trim()).filter((line) => line !== "");
}
