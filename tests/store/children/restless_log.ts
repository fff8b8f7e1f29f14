// Writes, and has the log begun anew and cut short after each write, as SQLite itself does it, until its input is closed.
import { DatabaseSync } from "node:sqlite";

const [path = ""] = Deno.args;
const file = new DatabaseSync(path, { timeout: 5000 });
file.exec("PRAGMA foreign_keys = OFF; PRAGMA journal_size_limit = 0");
let over = false;
const closed = Deno.stdin.read(new Uint8Array(1)).then(() => over = true);
for (let written = 0; !over; written++) {
  file.prepare("INSERT INTO rule_results (iteration_id, rule_name, matched, created_at) VALUES (0, ?, 0, '')")
    .run("x".repeat((written * 977) % 50_000));
  file.exec(`PRAGMA wal_checkpoint(${written % 3 === 0 ? "TRUNCATE" : "RESTART"})`);
  if (written % 20 === 0) await new Promise((resolve) => setTimeout(resolve));
}
await closed;
file.close();
