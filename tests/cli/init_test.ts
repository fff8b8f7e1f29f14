// init: what it writes, what it leaves as it is, and what it says to type next.
import assert from "node:assert/strict";
import { parse } from "yaml";
import { readFirstHosts } from "../../src/cli/first_host.ts";
import { run } from "./scripted_app.ts";

/** Types `init …` in /home/me, where these texts are. */
async function typed(words: string[], given: Record<string, string> = {}, options: { program?: string } = {}) {
  const texts = new Map(Object.entries(given));
  const { out, err, exit } = await run(["init", ...words], {}, { texts, ...options });
  return { out: out(), err: err(), exit, texts };
}

const ALL = ["site.yml", "inventory.yml", "policy.yml", ".gitignore"];

Deno.test("init writes its files, each of which explains itself, and says what to type next", async () => {
  const { out, exit, texts } = await typed([]);
  assert.equal(exit, 0);
  assert.deepEqual([...texts.keys()], ALL.map((name) => `/home/me/${name}`));
  for (const [path, text] of texts) assert.match(text, /^# [A-Z]/, path);
  const { all } = parse(texts.get("/home/me/inventory.yml")!);
  assert.deepEqual(all.hosts, { localhost: { ansible_connection: "local" } });
  assert.match(out, /^Written: site\.yml, inventory\.yml, policy\.yml, \.gitignore\n\nNext:\n/);
  const commands = out.split("\n").filter((line) => line.startsWith("  ftl2-enterprise ")).map((line) => line.trim());
  assert.deepEqual(commands.map((line) => line.split(" ")[1]), ["run", "run", "submit", "worker", "status", "unit"]);
  assert.doesNotMatch(out, /^ {2}cd /m);
});

Deno.test("init leaves what is there, names it, and fails in nothing when everything is there", async () => {
  const { out, texts } = await typed(["shop"], { "/home/me/shop/site.yml": "mine" });
  assert.equal(texts.get("/home/me/shop/site.yml"), "mine");
  assert.match(out, /^Written: inventory\.yml, policy\.yml, \.gitignore\nLeft as they are: site\.yml\n/);
  const before = Object.fromEntries(texts);
  const again = await typed(["shop", "-o", "json"], before);
  assert.equal(again.exit, 0);
  assert.deepEqual(Object.fromEntries(again.texts), before);
  const { data } = JSON.parse(again.out);
  assert.deepEqual([data.folder, data.written, data.kept], ["/home/me/shop", [], ALL]);
  assert.equal(data.next[0], "cd shop");
});

Deno.test("init in another folder says paths as they are typed there", async () => {
  const { out } = await typed(["a b", "--db", "x.db"], {}, { program: "deno run -A dist/ftl2.js" });
  assert.match(out, /^ {2}cd 'a b'$/m);
  assert.match(out, /^ {2}deno run -A \/home\/me\/dist\/ftl2\.js --db \/home\/me\/x\.db worker --serve$/m);
  const { out: here } = await typed(["--db", "x.db"], {}, { program: "./ftl2-enterprise" });
  assert.match(here, /^ {2}\.\/ftl2-enterprise --db x\.db status$/m);
  const { out: elsewhere } = await typed(["/srv/it"], {}, { program: "./ftl2-enterprise" });
  assert.match(elsewhere, /^ {2}cd \/srv\/it$[^]*^ {2}\/home\/me\/ftl2-enterprise status$/m);
});

Deno.test("init --host puts hosts into the inventory instead of this machine", async () => {
  const { texts } = await typed([
    "--host",
    "web1.example.com",
    "--host",
    "deploy@web2:2222",
    "--host",
    "localhost,10.0.0.7",
  ]);
  const { all } = parse(texts.get("/home/me/inventory.yml")!);
  assert.deepEqual(all.hosts, {
    "web1.example.com": null,
    web2: { ansible_user: "deploy", ansible_port: 2222 },
    localhost: { ansible_connection: "local" },
    "10.0.0.7": null,
  });
});

Deno.test("init refuses what it cannot do, and writes nothing then", async () => {
  const kept = await typed(["--host", "web1"], { "/home/me/inventory.yml": "all:\n" });
  assert.equal(kept.exit, 2);
  assert.match(kept.err, /inventory\.yml is there already.*\n.*below `hosts:`: web1:/);
  assert.equal(kept.texts.size, 1);
  for (const host of ["-oProxyCommand=id", "a b", "web1:0", "web1:99999", "", "a'b", "web[1:3]", "x@y@z"]) {
    const { exit, err, texts } = await typed([`--host=${host}`]);
    assert.deepEqual([exit, texts.size], [2, 0], host);
    assert.match(err, /is no host\n.*deploy@web1\.example\.com/, host);
  }
  const file = await typed(["notes"], { "/home/me/notes": "" });
  assert.equal(file.exit, 2);
  assert.match(file.err, /notes is a file\nName a folder/);
});

Deno.test("readFirstHosts() takes a host that is named twice once, as it was named last", () => {
  assert.deepEqual(readFirstHosts("web1,ann@web1:22"), [{ name: "web1", user: "ann", port: 22 }]);
});
