// Ansible's documentation as plain text: its markup taken out.
import type { Json } from "../model/json.ts";

/** Text without `C(…)`, `L(text,address)` and their like. */
export function plainWords(text: string): string {
  return text
    .replaceAll("HORIZONTALLINE", "")
    .replaceAll(/\bL\(([^,()]*),\s*([^)]*)\)/g, "$1 ($2)")
    .replaceAll(/\bR\(([^,()]*),\s*[^)]*\)/g, "$1")
    .replaceAll(/\bP\(([^)#]*)#\w+\)/g, "$1")
    .replaceAll(/\b(?:[CIBUMVOE]|RV)\(((?:\\.|[^)\\])*)\)/g, (_, inner: string) => inner.replaceAll(/\\(.)/g, "$1"))
    .replaceAll(/\s+/g, " ")
    .trim();
}

/** A description, a text or a list of sentences, as one text. */
export function sentences(value: Json | undefined): string {
  const parts = Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];
  return parts.map((part) => typeof part === "string" ? plainWords(part) : "").filter((part) => part !== "")
    .map((part) => /[.!?:]$/.test(part) ? part : `${part}.`).join(" ");
}
