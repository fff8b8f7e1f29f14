// Has a database open, as a program of any release has, until its input ends. Says so once it does.
import { DatabaseSync } from "node:sqlite";
import { print } from "./print.ts";

const db = new DatabaseSync(Deno.args[0] ?? "");
db.prepare("SELECT count(*) FROM loops").get();
print({ open: true });
for await (const _ of Deno.stdin.readable);
db.close();
