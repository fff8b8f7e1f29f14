// Runs before the program (`deno run --preload`): it kills its own process at chosen commits, which are counted over all lives in a file.
//
// DYING is JSON: {"count": FILE, "every": N, "from": N, "when": "before" | "after"}.
import { DatabaseSync } from "node:sqlite";

interface Terms {
  /** Has a byte for each commit that was come to, in whichever life. */
  count: string;
  /** Commits at which it dies: every so many, from that one on. */
  every: number;
  from: number;
  /** Before a commit its transaction is lost; after it, nothing is. */
  when: "before" | "after";
}

const { count, every, from, when } = JSON.parse(Deno.env.get("DYING") ?? "{}") as Terms;
const { prepare } = DatabaseSync.prototype;

/** Whether this commit is the last thing to be done. */
function dies(): boolean {
  Deno.writeTextFileSync(count, ".", { append: true });
  const { size } = Deno.statSync(count);
  return size >= from && (size - from) % every === 0;
}

DatabaseSync.prototype.prepare = function (sql) {
  const statement = prepare.call(this, sql);
  if (!/^commit$/i.test(sql.trim())) return statement;
  for (const method of ["run", "all"] as const) {
    const real = statement[method].bind(statement) as (...values: unknown[]) => never;
    statement[method] = (...values: unknown[]) => {
      const last = dies();
      if (last && when === "before") Deno.kill(Deno.pid, "SIGKILL");
      const result = real(...values);
      if (last) Deno.kill(Deno.pid, "SIGKILL");
      return result;
    };
  }
  return statement;
};
