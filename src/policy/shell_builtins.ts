// Commands of the shell itself that run what stands in their arguments, or change how the rest is read.
import { ANY } from "./glob.ts";
import { Unsure, type Word } from "./shell_syntax.ts";
import { isSensitive } from "./shell_words.ts";

/** Names of options, as of `set -o`, that do not change how a shell reads a text. */
export const SHELL_OPTIONS = /^(errexit|nounset|pipefail|noglob|xtrace|verbose|noclobber|noexec)$/;

/** Throws Unsure where one may start something, or change what later words mean. bash runs `$(…)` in the subscript of a name: `read 'a[$(x)]'`. */
export function shellBuiltin(name: string, words: readonly Word[]): void {
  const texts = words.map((word) => word.text);
  const odd = () => {
    throw new Unsure(`not every shell reads this ${name} alike`);
  };
  if (name === "test" || name === "[") {
    const unknown = words.map((word) => word.text.startsWith(ANY));
    if (
      words.some((word) => word.split === "words") || texts.some((text) => text === "-v" || text.startsWith(`-${ANY}`))
    ) odd();
    if (unknown.some((is, at) => is && unknown[at + 1] === true)) odd();
    if (texts.some((text) => /[`[]/.test(text) || text.includes("$("))) odd();
  }
  if (["read", "unset", "export", "readonly", "local", "getopts"].includes(name)) {
    for (const { text, split } of words) {
      const named = /^(-\w*|[A-Za-z_]\w*)?(=.*)?$/s.exec(text);
      // dash splits the value of `export X=$y`.
      if (split === "words") odd();
      if (named === null) {
        // The value of `read -p` and the letters of `getopts` are no names, but have no subscript either.
        if (split || !/^[\w :.,?>-]*$/.test(text)) odd();
      }
      if (isSensitive(/^[A-Za-z_]\w*/.exec(text)?.[0] ?? "")) throw new Unsure(`it changes ${text.split("=")[0]}`);
    }
  }
  if (name === "printf" && (words[0]?.split === "words" || /^(-v|-?\ue000)/.test(texts[0] ?? ""))) odd();
  if (name === "wait" && words.some(({ text, split }) => split === "words" || text.startsWith("-"))) odd();
  if (name === "set") {
    const isKnown = (text: string) => /^[-+]([eufxvmnCa]+|[eufxvmnCa]*o)$/.test(text) || SHELL_OPTIONS.test(text);
    const end = texts.indexOf("--");
    const options = end < 0 ? words : words.slice(0, end);
    if (options.some(({ text, split }) => split || !isKnown(text))) odd();
  }
}
