// What looks return, kept to a size: a host may print whatever it likes.
import type { Json } from "../model/json.ts";

/** Characters of one text that the record keeps: its head and its tail. */
const MOST = 8192;

/** The same value with every long text cut in the middle, and said so. Lists keep their first 500 elements. */
export function cutTexts(value: Json): Json {
  if (typeof value === "string") return cut(value);
  if (Array.isArray(value)) {
    const kept = value.slice(0, 500).map(cutTexts);
    return value.length > 500 ? [...kept, `(${value.length - 500} more left out)`] : kept;
  }
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, cutTexts(each)]));
}

function cut(text: string): string {
  if (text.length <= MOST) return text;
  const half = MOST / 2;
  return `${text.slice(0, half)}\n(${text.length - MOST} characters left out)\n${text.slice(-half)}`;
}
