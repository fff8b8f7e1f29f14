// The demonstration: examples/site.yml converges in a new folder, converges again without a change, and shows its record.
import { say, warn } from "./say.ts";

const ROOT = new URL("../", import.meta.url);
const folder = await Deno.makeTempDir({ prefix: "ftl2-demo-" });
const db = `${folder}/loops.db`;

/** Runs the program as a user would, its output going straight to the terminal. */
async function show(...args: string[]): Promise<void> {
  say(`\n$ ftl2-enterprise ${args.join(" ")}`);
  const { code } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", "main.ts", "--db", db, ...args],
    cwd: ROOT,
    env: { SITE_ROOT: `${folder}/site` },
    stdin: "null",
    stdout: "inherit",
    stderr: "inherit",
  }).output();
  if (code === 0) return;
  warn(`The demonstration stopped: ftl2-enterprise ${args.join(" ")} ended with exit code ${code}`);
  Deno.exit(code);
}

say(`The site goes into ${folder}/site, the record into ${db} (given to each command below as --db).`);
await show("run", "-f", "examples/site.yml");
say("\n# Once more: nothing is left to change.");
await show("run", "-f", "examples/site.yml");
await show("status", "--all");
await show("history", "1", "--actions");
say(`\nThe folder stays for you to look at: ${folder}`);
