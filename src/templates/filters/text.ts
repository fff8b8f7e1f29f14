// Filters on text.
import { TemplateError } from "../../model/errors.ts";
import { percentFormat } from "../percent_format.ts";
import { asInt, asText, bind, items } from "../coerce.ts";
import { capitalize, characters, lines, strip, textLength, textSlice } from "../characters.ts";
import { truthy } from "../compare.ts";
import { filter, type Filters, rawFilter } from "./definition.ts";
import { justified } from "../brace_format.ts";
import { joined, repeated } from "../limits.ts";
import { SPLIT } from "../methods/text.ts";
import { pyStr } from "../python_text.ts";
import { attributeReader } from "../attribute_path.ts";
import { replaceText } from "../text_search.ts";
import { Tuple } from "../value.ts";

/** Text filters by name. */
export const TEXT: Filters = {
  upper: filter([], (value) => pyStr(value).toUpperCase()),
  lower: filter([], (value) => pyStr(value).toLowerCase()),
  capitalize: filter([], (value) => capitalize(pyStr(value))),
  title: filter(
    [],
    (value) => pyStr(value).split(/([-\s({[<]+)/).filter((part) => part !== "").map(capitalize).join(""),
  ),
  trim: filter(
    ["chars="],
    (value, [chars = null]) => strip(pyStr(value), chars === null ? null : asText(chars, "trim(): chars")),
  ),
  center: filter(["width="], (value, [width = 80]) => justified(pyStr(value), asInt(width, "center()"), "center", " ")),
  replace: filter(
    ["old", "new", "count="],
    (value, [old = "", fresh = "", count = null]) =>
      replaceText(pyStr(value), pyStr(old), pyStr(fresh), count === null ? -1 : asInt(count, "replace(): count")),
  ),
  format: rawFilter((value, { positional, named }) => {
    if (positional.length > 0 && named.size > 0) {
      throw new TemplateError("can't handle positional and keyword arguments at the same time");
    }
    return percentFormat(pyStr(value), named.size > 0 ? new Map(named) : Tuple.holding(positional));
  }),
  split: rawFilter((value, args, caller) => {
    return SPLIT.run(asText(value, "split(): the value"), bind(SPLIT.parameters, args, "Filter 'split'"), caller);
  }),
  join: filter(["d=", "attribute="], (value, [separator = "", attribute = null]) => {
    const read = attributeReader(attribute);
    return joined(items(value).map((item) => pyStr(read(item))), pyStr(separator));
  }),
  indent: filter(["width=", "first=", "blank="], (value, [width = 4, first = false, blank = false]) => {
    const indention = typeof width === "string" ? width : repeated(" ", asInt(width, "indent(): width"));
    const [head = "", ...rest] = lines(`${asText(value, "indent(): the value")}\n`);
    const body = rest.map((line) => line !== "" || truthy(blank) ? indention + line : line);
    return joined([(truthy(first) ? indention : "") + head, ...body], "\n");
  }),
  truncate: filter(["length=", "killwords=", "end=", "leeway="], (
    value,
    [length = 255, killWords = false, end = "...", leeway = 5],
  ) => {
    const text = asText(value, "truncate(): the value");
    const mark = asText(end, "truncate(): end");
    const [most, slack] = [
      asInt(length, "truncate(): length"),
      leeway === null ? 5 : asInt(leeway, "truncate(): leeway"),
    ];
    if (most < textLength(mark)) throw new TemplateError(`expected length >= ${textLength(mark)}, got ${most}`);
    if (slack < 0) throw new TemplateError(`expected leeway >= 0, got ${slack}`);
    if (textLength(text) <= most + slack) return text;
    const cut = textSlice(text, 0, most - textLength(mark));
    const space = cut.lastIndexOf(" ");
    return (truthy(killWords) || space < 0 ? cut : cut.slice(0, space)) + mark;
  }),
  wordcount: filter([], (value) => pyStr(value).match(/[\p{L}\p{N}_]+/gu)?.length ?? 0),
  reverse: filter([], (value) => {
    if (typeof value === "string") return characters(value).reverse().join("");
    return [...items(value)].reverse();
  }),
};
