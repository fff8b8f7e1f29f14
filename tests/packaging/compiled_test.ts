// What is different in an executable: rights that nobody gives at its start, a page that is the program itself, packages that come from no blob.
import assert from "node:assert/strict";
import { Ground } from "../e2e/program.ts";
import { Lines } from "../e2e/serve_ground.ts";
import { modelServer } from "../fakes/model_server.ts";
import { compiledAlike } from "./compiled.ts";

const SITE = `
- hosts: localhost
  gather_facts: false
  tasks:
    - name: line
      lineinfile: { path: DIR/file, line: here, create: true }
`;

Deno.test("a compiled program converges, and asks a model through what is packed in it", async () => {
  using ground = new Ground();
  ground.program = await compiledAlike(ground.folder);
  const { code, stderr } = await ground.run("run", "-f", ground.write("site.yml", SITE));
  assert.equal(code, 0, stderr);
  assert.deepEqual(ground.lines("file"), ["here"]);
  const server = modelServer(() => ({ reply: { converged: true, reasoning: "all is there" } }));
  try {
    const asked = await ground.run("run", "all is there", "--model", `openai:m@${server.url}`);
    assert.equal(asked.code, 0, asked.stderr);
    assert.equal(server.asked.length, 1);
  } finally {
    await server.close();
  }
});

Deno.test("a compiled worker --serve starts its page as itself, which runs nothing and sees no secret of the environment", async () => {
  using ground = new Ground();
  ground.program = await compiledAlike(ground.folder);
  ground.env["DB_PASSWORD"] = "secret-of-the-worker";
  ground.write("site.yml", SITE);
  const inventory = ground.write("inventory.sh", `#!/bin/sh\necho ran >>DIR/ran\necho '{}'\n`);
  await Deno.chmod(inventory, 0o755);
  await using worker = new Lines(ground.command("worker", "--log-format", "json", "--serve", "127.0.0.1:0"));
  const opened = () => worker.out.map((line) => JSON.parse(line)).find(({ url }) => url !== undefined);
  await ground.until("the page", () => opened() !== undefined);
  const { url, pid } = opened();
  const read = async (name: string) => (await Deno.readTextFile(`/proc/${pid}/${name}`)).split("\0");
  assert.ok((await read("cmdline")).includes("--until-eof"));
  assert.ok(!(await read("environ")).some((line) => line.includes("secret-of-the-worker")));
  const submit = async (body: unknown) => {
    const headers = { "content-type": "application/json" };
    const answer = await fetch(new URL("/api/v1/loops", url), { method: "POST", headers, body: JSON.stringify(body) });
    return await answer.json();
  };
  const refused = await submit({ file: "site.yml", inventory: ["inventory.sh"] });
  assert.match(refused.error?.message ?? "", /whoever reads it here may run none/, JSON.stringify(refused));
  assert.deepEqual(ground.lines("ran"), []);
  assert.equal((await submit({ file: "site.yml" })).ok, true);
  await ground.until("convergence", () => ground.query("select status from loops")[0]?.["status"] === "completed");
  worker.child.kill("SIGTERM");
  assert.equal(await worker.end(), 0);
});

Deno.test("a compiled program on Windows reads a record, and says where loops can be worked on", async () => {
  using ground = new Ground();
  ground.program = await compiledAlike(ground.folder, "windows");
  ground.write("site.yml", SITE);
  for (const words of [["run", "-f", "site.yml"], ["worker"]]) {
    const { code, stderr } = await ground.run(...words);
    assert.equal(code, 2, stderr);
    assert.match(stderr, /^error: Windows cannot work on loops: .*\n.*In WSL this is Linux/);
  }
  assert.deepEqual(ground.lines("loops.db"), []);
  assert.equal((await ground.run("submit", "-f", "site.yml")).code, 0);
  const { code, stdout } = await ground.run("status");
  assert.equal(code, 0);
  assert.match(stdout, /site/);
});
