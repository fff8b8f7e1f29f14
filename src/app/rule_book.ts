// The rules that loops go by, gathered from their folders.
import type { Archive } from "../ports/archive.ts";
import type { RuleBook } from "../ports/rule_book.ts";

/** To be written. */
export function ruleBook(_archive: Archive, _rulesDir: string): RuleBook {
  return { rules: () => Promise.resolve({ rules: [], mistakes: [] }), backtest: () => Promise.resolve(undefined) };
}
