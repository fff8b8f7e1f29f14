// The way to a rule's page: rules of two folders may share a name.
import type { RuleSheet } from "../../../ports/rule_book.ts";

/** Its address. */
export function rulePath({ name, folder }: Pick<RuleSheet, "name" | "folder">): string {
  return `/rules/${encodeURIComponent(name.toWellFormed())}?folder=${encodeURIComponent(folder.toWellFormed())}`;
}
