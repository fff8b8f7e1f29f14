// A password in a repository's address, through a whole run: nobody is told it, not even where git fails with it.
import assert from "node:assert/strict";
import { gitServer } from "../modules/git_server.ts";
import { Ground } from "./program.ts";

Deno.test("git: a password in an address is in no output, no row and no file of the checkout, and works", async () => {
  using ground = new Ground();
  const made = await new Deno.Command("sh", {
    args: [
      "-c",
      "git init -q -b main hub && cd hub && echo one >a && git add a && git -c user.name=a -c user.email=a@b commit -q -m one",
    ],
    cwd: ground.folder,
  }).output();
  assert.equal(made.code, 0);
  await using server = gitServer(ground.folder, { user: "bob", password: "Sesame-0pen" });
  const address = `bob:Sesame-0pen@127.0.0.1:${server.port}`;
  ground.write(
    "site.yml",
    `- hosts: localhost
  gather_facts: false
  tasks:
    - {git: {repo: "http://${address}/hub", dest: DIR/co}, register: here}
    - {debug: {var: here}}
    - {git: {repo: "http://${address}/none", dest: DIR/none}}
`,
  );
  const { code, stdout, stderr } = await ground.run("run", "site.yml", "--once", "--diff");
  assert.notEqual(code, 0);
  assert.match(stdout, /repository .*none.* not found/);
  assert.deepEqual(ground.lines("co/a"), ["one"]);
  const rows = ["actions", "iterations"].map((table) => JSON.stringify(ground.query(`SELECT * FROM ${table}`)));
  const told = [stdout, stderr, ...rows, ground.lines("co/.git/config").join("\n")].join("\n");
  assert.ok(!told.includes("Sesame"), told);
});
