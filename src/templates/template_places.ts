// Templates inside YAML, checked where they stand: a mistake is named with the file's own line and column.
import { isScalar } from "yaml";
import { type Place, TemplateError } from "../model/errors.ts";
import type { Json } from "../model/json.ts";
import { checkExpression, checkSyntax, isTemplate } from "./template.ts";
import { type Document, entries, type Entry, items, type YamlNode } from "./document.ts";
import type { Complaints } from "./complaints.ts";

/** A file that is being read, and where its mistakes are collected. */
export interface Reading {
  document: Document;
  complaints: Complaints;
}

/** Checks the syntax of every template under a node. */
export function checkTemplates(node: YamlNode | null, reading: Reading): void {
  for (const each of items(node) ?? []) checkTemplates(each, reading);
  for (const { value } of entries(node) ?? []) checkTemplates(value, reading);
  if (!isScalar(node) || typeof node.value !== "string" || !isTemplate(node.value)) return;
  complain(node, reading, () => checkSyntax(node.value as string));
}

/** Checks an expression without braces. */
export function checkCondition(text: string, entry: Entry, reading: Reading): void {
  complain(entry.value ?? entry.keyNode, reading, () => checkExpression(text));
}

/** Whether a value has a template anywhere in it, so that it is not known yet. */
export function holdsTemplate(value: Json): boolean {
  if (typeof value === "string") return isTemplate(value);
  if (Array.isArray(value)) return value.some(holdsTemplate);
  return value !== null && typeof value === "object" &&
    Object.entries(value).some(([key, each]) => isTemplate(key) || holdsTemplate(each));
}

function complain(node: YamlNode, { document, complaints }: Reading, check: () => void): void {
  try {
    check();
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    complaints.add(error.message, inside(document.place(node), node, error));
  }
}

/** A place in a scalar's text, as a place in the file. A folded or quoted text that spans lines is only placed at its start. */
function inside(start: Place, node: YamlNode, { line = 1, column = 1 }: TemplateError): Place {
  const style = isScalar(node) ? node.type : undefined;
  if (style === "BLOCK_LITERAL") return { ...start, line: start.line! + line };
  if (style === "BLOCK_FOLDED") return { ...start, line: start.line! + 1 };
  const quote = style === "PLAIN" ? 0 : 1;
  return line === 1 ? { ...start, column: start.column! + quote + column - 1 } : start;
}
