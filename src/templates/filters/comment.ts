// The filter `comment`: text as a comment of some language.
import { TemplateError } from "../../model/errors.ts";
import { strip } from "../characters.ts";
import { asInt, asText } from "../coerce.ts";
import { filter, type Filters } from "./definition.ts";
import { joined, repeated } from "../limits.ts";
import type { Operand } from "../operand.ts";
import { replaceText } from "../text_search.ts";

interface Style {
  decoration: string;
  beginning?: string;
  end?: string;
}

const STYLES = new Map<string, Style>([
  ["plain", { decoration: "# " }],
  ["erlang", { decoration: "% " }],
  ["c", { decoration: "// " }],
  ["cblock", { beginning: "/*", decoration: " * ", end: " */" }],
  ["xml", { beginning: "<!--", decoration: " - ", end: "-->" }],
]);

const PARAMETERS = [
  "style=",
  "decoration=",
  "beginning=",
  "end=",
  "prefix=",
  "postfix=",
  "newline=",
  "prefix_count=",
  "postfix_count=",
];

/** `comment`, by name. */
export const COMMENT: Filters = {
  comment: filter(PARAMETERS, (value, [name = "plain", ...wishes]) => {
    const style = STYLES.get(asText(name, "comment(): style"));
    if (style === undefined) {
      throw new TemplateError(`comment(): style must be one of ${[...STYLES.keys()].join(", ")}`);
    }
    const [ownDecoration, ownBeginning, ownEnd, ownPrefix, ownPostfix, ownNewline, prefixCount = 1, postfixCount = 1] =
      wishes;
    const decoration = given(ownDecoration, style.decoration);
    const bare = strip(decoration, null, "right");
    const newline = given(ownNewline, "\n");
    const prefix = given(ownPrefix, bare);
    const beginning = given(ownBeginning, style.beginning ?? "");
    const end = given(ownEnd, style.end ?? "");
    const text = replaceText(asText(value, "comment(): the value"), newline, newline + decoration);
    return joined([
      beginning === "" ? "" : beginning + newline,
      repeated(prefix === newline || prefix === "" ? prefix : prefix + newline, asInt(prefixCount, "prefix_count")),
      replaceText(decoration + text, decoration + newline, bare + newline),
      repeated(newline + given(ownPostfix, bare), asInt(postfixCount, "postfix_count")),
      end === "" ? "" : newline + end,
    ]);
  }),
};

function given(wish: Operand | undefined, fallback: string): string {
  return wish === undefined ? fallback : asText(wish, "comment(): each option");
}
