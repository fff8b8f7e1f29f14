// A JSON value as lines that a model reads well: what belongs under a key is indented under it, so no text can pass for another key.
import type { Json } from "../model/json.ts";
import { shortened } from "./made_visible.ts";

/** Elements of a list, and keys of an object, that are told. */
const MOST = 60;
/** Levels that are told. */
const DEEPEST = 6;

/** Lines of a value; each text in it is cut to `text` characters. Nothing in a line is hidden or ends it. */
export function outline(value: Json, text: number, level = 0): string[] {
  if (typeof value !== "object" || value === null) return scalar(value, text);
  if (level >= DEEPEST) return ["(deeper levels left out)"];
  const listed = Array.isArray(value);
  const all: [string, Json][] = listed
    ? value.map((each) => ["-", each])
    : Object.entries(value).map(([key, each]) => [`${shortened(key, 120).replaceAll("\n", "\\n")}:`, each]);
  const lines = all.slice(0, MOST).flatMap(([key, each]) => {
    const inner = outline(each, text, level + 1);
    const nested = typeof each === "object" && each !== null && Object.keys(each).length > 0;
    if (!nested && inner.length <= 1) return [`${key} ${inner[0] ?? '""'}`];
    return [key, ...inner.map((line) => `  ${line}`)];
  });
  if (all.length > MOST) lines.push(`(${all.length - MOST} more left out)`);
  return all.length === 0 ? [listed ? "[]" : "{}"] : lines;
}

function scalar(value: null | boolean | number | string, text: number): string[] {
  if (typeof value !== "string") return [String(value)];
  if (value === "") return ['""'];
  return shortened(value, text).replace(/\n+$/, "").split("\n");
}
