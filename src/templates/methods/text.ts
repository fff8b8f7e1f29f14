// Methods of Python's str.
import { TemplateError } from "../../model/errors.ts";
import { braceFormat, justified } from "../brace_format.ts";
import { capitalize, characters, lines, strip, textLength, textSlice, titleCase, words } from "../characters.ts";
import { asDict, asInt, asText, items } from "../coerce.ts";
import { truthy } from "../compare.ts";
import { joined } from "../limits.ts";
import { pyRepr, pyStr } from "../python_text.ts";
import { item } from "../text_field.ts";
import type { Operand } from "../operand.ts";
import { replaceText, searchText } from "../text_search.ts";
import { Tuple } from "../value.ts";
import { type Method, method, type Methods } from "./method.ts";

/** `str.split`, which is a filter, too. */
export const SPLIT = method<string>(
  ["sep=", "maxsplit="],
  (self, [separator = null, most = -1]) => split(self, separator, most, false),
);

/** Methods of text by name. */
export const TEXT_METHODS: Methods<string> = {
  upper: plain((self) => self.toUpperCase()),
  lower: plain((self) => self.toLowerCase()),
  casefold: plain((self) => self.toLowerCase().replaceAll("ß", "ss")),
  capitalize: plain(capitalize),
  title: plain(titleCase),
  swapcase: plain((self) =>
    characters(self).map((c) => c === c.toLowerCase() ? c.toUpperCase() : c.toLowerCase()).join("")
  ),
  strip: method(["chars="], (self, [chars = null]) => strip(self, orNull(chars), "both")),
  lstrip: method(["chars="], (self, [chars = null]) => strip(self, orNull(chars), "left")),
  rstrip: method(["chars="], (self, [chars = null]) => strip(self, orNull(chars), "right")),
  removeprefix: method(["prefix"], (self, [prefix = ""]) => {
    const start = asText(prefix, "removeprefix()");
    return self.startsWith(start) ? self.slice(start.length) : self;
  }),
  removesuffix: method(["suffix"], (self, [suffix = ""]) => {
    const end = asText(suffix, "removesuffix()");
    return end !== "" && self.endsWith(end) ? self.slice(0, -end.length) : self;
  }),
  split: SPLIT,
  rsplit: method(["sep=", "maxsplit="], (self, [separator = null, most = -1]) => split(self, separator, most, true)),
  splitlines: method(["keepends="], (self, [keep = false]) => lines(self, truthy(keep))),
  partition: method(["sep"], (self, [separator = ""]) => partition(self, asText(separator, "partition()"), false)),
  rpartition: method(["sep"], (self, [separator = ""]) => partition(self, asText(separator, "rpartition()"), true)),
  join: method(
    ["items"],
    (self, [list = null]) => joined(items(list).map((piece, n) => asText(piece, `join(): item ${n}`)), self),
  ),
  replace: method(
    ["old", "new", "count="],
    (self, [old = "", fresh = "", count = -1]) =>
      replaceText(self, asText(old, "replace()"), asText(fresh, "replace()"), asInt(count, "replace(): count")),
  ),
  startswith: method(
    ["prefix", "start=", "end="],
    (self, [prefix = "", start = 0, end = null]) =>
      options(prefix).some((one) => part(self, start, end).startsWith(one)),
  ),
  endswith: method(
    ["suffix", "start=", "end="],
    (self, [suffix = "", start = 0, end = null]) => options(suffix).some((one) => part(self, start, end).endsWith(one)),
  ),
  find: searching((found) => found),
  rfind: searching((found) => found, true),
  index: searching(required),
  rindex: searching(required, true),
  count: method(["sub", "start=", "end="], (self, [sub = "", start = 0, end = null]) => {
    const text = asText(sub, "count()");
    const within = part(self, start, end);
    return text === "" ? textLength(within) + 1 : within.split(text).length - 1;
  }),
  format: { parameters: [], run: () => "", raw: (self, args) => braceFormat(self, args, item) },
  format_map: method(
    ["mapping"],
    (self, [values = null]) => braceFormat(self, { positional: [], named: textKeys(values) }, item),
  ),
  encode: method(["encoding=", "errors="], () => {
    throw new TemplateError("There are no bytes here: write the filter b64encode or hash on the text itself");
  }),
  zfill: method(["width"], (self, [width = 0]) => {
    const [, sign = "", digits = ""] = /^([+-]?)([^]*)$/.exec(self) ?? [];
    return sign + justified(digits, asInt(width, "zfill()") - sign.length, "right", "0");
  }),
  ljust: justifying("left"),
  rjust: justifying("right"),
  center: justifying("center"),
  expandtabs: method(["tabsize="], (self, [size = 8]) => expandTabs(self, asInt(size, "expandtabs()"))),
  isdigit: every(/^[\p{Nd}\u00b2\u00b3\u00b9]+$/u),
  isdecimal: every(/^\p{Nd}+$/u),
  isnumeric: every(/^\p{N}+$/u),
  isalpha: every(/^\p{L}+$/u),
  isalnum: every(/^[\p{L}\p{N}]+$/u),
  isspace: plain((self) => self !== "" && strip(self) === ""),
  isprintable: plain((self) => pyRepr(self).slice(1, -1).replaceAll(/\\['\\]/g, "").indexOf("\\") < 0),
  isascii: every(/^\p{ASCII}*$/u),
  isidentifier: every(/^[\p{L}\p{Nl}_][\p{L}\p{Nl}\p{Mn}\p{Mc}\p{Nd}\p{Pc}]*$/u),
  isupper: plain(isUpper),
  islower: plain(isLower),
  istitle: plain((self) => /\p{L}/u.test(self) && titleCase(self) === self),
};

/** `str.isupper()`: it has cased letters, and none is lower case. */
export function isUpper(text: string): boolean {
  return /\p{Lu}|\p{Lt}/u.test(text) && !/\p{Ll}/u.test(text);
}

/** `str.islower()`. */
export function isLower(text: string): boolean {
  return /\p{Ll}/u.test(text) && !/\p{Lu}|\p{Lt}/u.test(text);
}

function textKeys(values: Operand): Map<string, Operand> {
  return new Map([...asDict(values, "format_map()")].map(([key, value]) => [pyStr(key), value]));
}

function plain(run: (self: string) => Operand): Method<string> {
  return method([], run);
}

function every(pattern: RegExp): Method<string> {
  return plain((self) => pattern.test(self));
}

function searching(answer: (found: number) => number, fromEnd = false): Method<string> {
  return method(["sub", "start=", "end="], (self, [sub = "", start = 0, end = null]) => {
    const range = { start: asInt(start, "start"), end: end === null ? null : asInt(end, "end") };
    return answer(searchText(self, asText(sub, "find()"), range, fromEnd));
  });
}

function required(found: number): number {
  if (found < 0) throw new TemplateError("substring not found");
  return found;
}

function justifying(side: "left" | "right" | "center"): Method<string> {
  return method(
    ["width", "fillchar="],
    (self, [width = 0, fill = " "]) => justified(self, asInt(width, "width"), side, asText(fill, "The fill character")),
  );
}

function split(self: string, separator: Operand, most: Operand, fromRight: boolean): string[] {
  const limit = asInt(most, "maxsplit");
  if (separator === null) return words(self, limit, fromRight);
  const text = asText(separator, "split(): the separator");
  if (text === "") throw new TemplateError("split(): empty separator");
  const pieces = self.split(text);
  if (limit < 0 || pieces.length <= limit + 1) return pieces;
  const cut = fromRight ? pieces.length - limit : limit;
  if (fromRight) return [pieces.slice(0, cut).join(text), ...pieces.slice(cut)];
  return [...pieces.slice(0, cut), pieces.slice(cut).join(text)];
}

function partition(self: string, separator: string, fromRight: boolean): Tuple {
  const found = fromRight ? self.lastIndexOf(separator) : self.indexOf(separator);
  if (found < 0) return Tuple.holding(fromRight ? ["", "", self] : [self, "", ""]);
  return Tuple.holding([self.slice(0, found), separator, self.slice(found + separator.length)]);
}

function orNull(chars: Operand): string | null {
  return chars === null ? null : asText(chars, "The characters to strip");
}

function options(value: Operand): string[] {
  return Array.isArray(value) ? value.map((one) => asText(one, "A prefix")) : [asText(value, "A prefix")];
}

function part(self: string, start: Operand, end: Operand): string {
  if (start === 0 && end === null) return self;
  return textSlice(self, asInt(start, "start"), end === null ? undefined : asInt(end, "end"));
}

function expandTabs(text: string, size: number): string {
  let column = 0;
  return joined(
    characters(text).map((char) => {
      if (char === "\t") {
        const gap = size > 0 ? size - column % size : 0;
        column += gap;
        return justified("", gap, "left", " ");
      }
      column = char === "\n" || char === "\r" ? 0 : column + 1;
      return char;
    }),
  );
}
