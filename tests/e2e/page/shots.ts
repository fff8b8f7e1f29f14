// Takes the pictures in docs/: `deno task pictures`. With --record the record that they show is made anew first, by the program itself.
import { DatabaseSync } from "node:sqlite";
import { say } from "../../../scripts/say.ts";
import { bundled } from "../../packaging/bundled.ts";
import { Ground } from "../program.ts";
import { Watched } from "../watched.ts";
import { eachPicture, RECORD, WORDS, wordsOf } from "./pictured.ts";
import { fullRecord } from "./record.ts";

const DOCS = new URL("../../../docs/", import.meta.url).pathname;

/** A folder with a name that one may read in a picture; the program lies in it as one file. */
class Shop extends Ground {
  override readonly folder = "/srv/shop";
  override readonly db = "/srv/shop/loops.db";

  override command(...args: string[]): Deno.Command {
    const env = { ...this.env, HOME: this.folder, NO_COLOR: "1", USER: "ann", LOGNAME: "ann" };
    const options = { cwd: this.folder, env, stdin: "null", stdout: "piped", stderr: "piped" } as const;
    return new Deno.Command(Deno.execPath(), { args: ["run", "-A", "ftl2-enterprise.js", ...args], ...options });
  }
}

/** Makes the record, while a worker is at work. */
async function record(): Promise<void> {
  await Deno.mkdir("/srv/shop/.ftl2", { recursive: true, mode: 0o700 });
  await Deno.copyFile(await bundled(), "/srv/shop/ftl2-enterprise.js");
  using shop = new Shop();
  await fullRecord(shop);
  await using worker = new Watched(shop.command("worker"));
  const rests = `select 1 from loops where name = 'site' and status = 'waiting' and
    (select max(n) from iterations where loop_id = loops.id) >= 11 and exists (select 1 from workers)`;
  await worker.until("a worker that has done its work", () => shop.query(rests).length > 0);
  await Deno.remove(RECORD).catch(() => {});
  using db = new DatabaseSync(shop.db);
  db.prepare("VACUUM INTO ?").run(RECORD);
  say(`${RECORD}: ${(await Deno.stat(RECORD)).size} bytes`);
}

if (Deno.args.includes("--record")) await record();
const words: Record<string, string[]> = {};
await eachPicture(async (name, page) => {
  words[name] = await wordsOf(page);
  await page.screenshot({ path: `${DOCS}${name}.png` });
  say(`docs/${name}.png: ${(await Deno.stat(`${DOCS}${name}.png`)).size} bytes`);
});
await Deno.writeTextFile(WORDS, `${JSON.stringify(words, null, 2)}\n`);
