// A record in which every text that a host, a model or a human wrote tries to be more than text.
import { DatabaseSync } from "node:sqlite";
import type { Ground } from "../program.ts";

/** Columns and keys that name a host: no NUL comes into one, and rows find each other by it. */
const HOSTS = new Set(["host", "hostname", "delegate"]);

/** Markup, quotes, ends of elements, escapes of a terminal, a NUL, a text that runs backwards. `mark` says where it stood. */
export function hostileText(mark: string): string {
  return [
    `<x-hostile>${mark}<script>document.hostile = "${mark}"</script>`,
    `"'><img src=x onerror="document.hostile='${mark}'">`,
    `</textarea></title></style></td></table></details></form><iframe src="javascript:parent.document.hostile=1">`,
    `<!-- <![CDATA[ &lt;svg onload=document.hostile=2&gt; <svg onload=document.hostile=3> {{ 7*7 }} \${7*7}`,
    `\u001b[31mred\u001b]0;title\u0007\u0000\u202egnp.exe\u2066\u200b\r\n\u2028 end`,
  ].join(" ");
}

/** What the program itself writes, and compares with words of its own. */
const OURS =
  /(^id|_id|_at|_hash|^hash|^uid|^status|^mode|^kind|^phase|^verdict|^lease_|^sources|^converged_files|^options|^about|^encoding|^looks|^decided_by|^outcome|^task|^encoding)$/;
/** Where what others wrote is; what is counted and listed of it follows by triggers. */
const TABLES = [
  ...[
    "host_names",
    "loops",
    "increments",
    "hosts",
    "host_facts",
    "resources",
    "iterations",
    "actions",
    "prompts",
    "rule_results",
  ],
  ...["drifts", "model_calls", "notifications"],
];
/** Keys in JSON with such a word. */
const WORDS = new Set([
  "kind",
  "status",
  "verdict",
  "by",
  "module",
  "state",
  "at",
  "uid",
  "hash",
  "outcome",
  "source",
  "folder",
  "file",
]);

/** Makes every text of the record hostile. What is equal stays equal, so that rows find each other. */
export function makeHostile(ground: Ground): void {
  using db = new DatabaseSync(ground.db);
  db.exec("PRAGMA foreign_keys = OFF; BEGIN");
  for (const table of TABLES) {
    for (const { name } of db.prepare(`PRAGMA table_info("${table}")`).all()) {
      if (!OURS.test(String(name))) spoil(db, table, String(name));
    }
  }
  db.exec("COMMIT");
}

function spoil(db: DatabaseSync, table: string, column: string): void {
  const rows = db.prepare(
    `SELECT rowid AS row, "${column}" AS text FROM "${table}" WHERE typeof("${column}") = 'text'`,
  );
  const write = db.prepare(`UPDATE "${table}" SET "${column}" = ? WHERE rowid = ?`);
  for (const { row, text } of rows.all()) write.run(spoiled(String(text), column), Number(row));
}

function hostileIn(place: string): string {
  return HOSTS.has(place) ? hostileText("host").replace("\0", "") : hostileText(place);
}

function spoiled(text: string, mark: string): string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return text + hostileIn(mark);
  }
  if (typeof value !== "object" || value === null) return text + hostileIn(mark);
  return JSON.stringify(inside(value, mark));
}

function inside(value: unknown, mark: string, key = ""): unknown {
  if (typeof value === "string") return WORDS.has(key) ? value : value + hostileIn(key || mark);
  if (Array.isArray(value)) return value.map((each) => inside(each, mark, key));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, inside(each, mark, name)]));
}

/** Ten million letters without a space, with markup behind them, in one row of each table that holds outputs, questions and replies. */
export function makeHuge(ground: Ground): void {
  using db = new DatabaseSync(ground.db);
  const huge = "W".repeat(10_000_000) + hostileText("huge");
  for (
    const [table, column] of [
      ["actions", "stdout"],
      ["actions", "name"],
      ["prompts", "prompt_text"],
      ["loops", "reason"],
      ["loops", "name"],
      ["iterations", "reasoning"],
      ["model_calls", "reply"],
      ["hosts", "last_error"],
    ] as const
  ) {
    db.prepare(`UPDATE "${table}" SET "${column}" = ? WHERE id = (SELECT max(id) FROM "${table}")`).run(huge);
  }
}
