// A line of an INI file that gives an option, perhaps commented out.

/** What a line says of an option. */
export interface Matched {
  /** Blanks before it are not part of it, those after it are. Empty without a `=`. */
  value: string;
  /** It is commented out. */
  inactive: boolean;
}

const BLANKS = "[ \\t]*";

/** Tells lines that give the option; with `inactive` also those that are commented out. */
export function optionMatcher(option: string, inactive: boolean): (line: string) => Matched | undefined {
  // Blanks stand twice only where a sign is between them: else a long line of blanks would take for ever.
  const sign = inactive ? `(?:${BLANKS}([#;]))?` : "()";
  const name = option.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
  const expression = new RegExp(`^${sign}${BLANKS}${name}${BLANKS}(?:=|(?=\\n?$))${BLANKS}([^\\n]*)`);
  return (line) => {
    const found = expression.exec(line);
    return found === null ? undefined : { value: found[2] ?? "", inactive: Boolean(found[1]) };
  };
}

/** The value of a line that is not commented out; undefined for another option, or one that is. */
export function valueOf(line: string, option: string): string | undefined {
  const found = optionMatcher(option, true)(line);
  return found === undefined || found.inactive ? undefined : found.value;
}
