// The program's commands within a sentence, as one would type them here: below the command line nobody knows how.

/** `ftl2-enterprise …` between backticks becomes what `type` makes of it. */
export function asTypedHere(text: string, type: (command: string) => string): string {
  return text.replace(/`ftl2-enterprise ([^`]+)`/g, (_, command) => `\`${type(command)}\``);
}
