// A host that a model adds while a loop runs, over a real ssh: it is looked at, changed, kept in the state file, and stands in the playbook of what was done.
import assert from "node:assert/strict";
import { noFarm, sshFarm } from "../sshd/farm.ts";
import { Ground } from "./program.ts";

/** It answers its first question with `reply.1`, and so on, and keeps what it read. */
const MODEL = `#!/bin/sh
n=$(( $(cat DIR/asked 2>/dev/null || echo 0) + 1 ))
echo $n > DIR/asked
cat > DIR/read.$n
cat DIR/reply.$n
`;

async function ground(...replies: object[]): Promise<Ground> {
  const on = new Ground();
  await Deno.chmod(on.write("model.sh", MODEL), 0o755);
  on.write("inventory.yml", "all:\n  hosts:\n    here: {ansible_connection: local}\n");
  replies.forEach((reply, at) =>
    on.write(`reply.${at + 1}`, JSON.stringify({ reasoning: `reply ${at + 1}`, ...reply }))
  );
  return on;
}

const ignore = noFarm() !== undefined;

Deno.test({
  name: "run enters a host that its model has added, in the same run, and a later loop knows it from the state file",
  ignore,
  fn: async () => {
    await using farm = await sshFarm();
    const sshd = await farm.sshd({ names: ["fresh.example"] });
    const vars = { ansible_host: "fresh.example", ansible_port: sshd.port };
    const page = {
      module: "copy",
      host: "fresh",
      params: { dest: "DIR/far/page", content: "hello\n" },
      name: "The page",
    };
    using on = await ground(
      {
        state_ops: [
          { op: "add_host", name: "fresh", ...vars, groups: ["web"] },
          { op: "add_resource", name: "fresh", data: { id: "i-1" } },
        ],
      },
      {
        actions: [
          { ...page, module: "file", params: { path: "DIR/far", state: "directory" }, name: "The folder" },
          page,
        ],
      },
      { converged: true },
      { converged: true },
    );
    const flags = ["-i", "inventory.yml", "--model", "command:./model.sh", "--state-file", "state.json"];
    const over = ["--ssh-common-args", farm.commonArgs];
    const { code, stdout, stderr } = await on.run("run", "a page", ...flags, ...over, "--playbook-out", "out.yml");
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^fresh : ok=\d+ changed=2 /m);
    assert.deepEqual(on.lines("far/page"), ["hello"]);
    assert.deepEqual(
      on.query("select host, json_extract(way, '$.port') port from actions where name = 'The page'").map(
        (row) => ({ ...row }),
      ),
      [{ host: "fresh", port: sshd.port }],
    );
    const state = JSON.parse(on.lines("state.json").join("\n"));
    assert.deepEqual(Object.keys(state), ["version", "created_at", "updated_at", "hosts", "resources"]);
    const { added_at: since, ...host } = state.hosts.fresh;
    assert.deepEqual([host, typeof since], [{ ...vars, groups: ["web"] }, "string"]);
    assert.equal(state.resources.fresh.id, "i-1");
    assert.match((await on.run("show", "1")).stdout, /i-1/);
    // What was done finds nothing to change, with the host in the inventory as its first lines say.
    const book = on.lines("out.yml");
    assert.ok(book.includes("# These hosts were added meanwhile, put them into the inventory: fresh"), book.join("\n"));
    on.write("more.yml", `web: {hosts: {fresh: {ansible_host: fresh.example, ansible_port: ${sshd.port}}}}\n`);
    const again = await on.run("run", "-f", "out.yml", "-i", "inventory.yml", "-i", "more.yml", ...over);
    assert.equal(again.code, 0, again.stderr);
    assert.match(again.stdout, /^fresh : ok=2 changed=0 /m);
    // Another loop looks at it at once.
    const other = await on.run("run", "the same page", ...flags, ...over);
    assert.equal(other.code, 0, other.stderr);
    assert.match(on.lines("read.4").join("\n"), /"?fresh"?.*web/);
  },
});

Deno.test({
  name: "run waits for a host that its model has added and that is not up yet, and asks nothing meanwhile",
  ignore,
  fn: async () => {
    await using farm = await sshFarm();
    const sshd = await farm.sshd({ names: ["late.example"] });
    await sshd.stop();
    using on = await ground(
      { state_ops: [{ op: "add_host", name: "late.example", groups: [] }] },
      {
        actions: [{
          module: "copy",
          host: "late.example",
          params: { dest: "DIR/page", content: "late\n" },
          name: "page",
        }],
      },
      { converged: true },
    );
    const flags = ["-i", "inventory.yml", "--model", "command:./model.sh", "--ssh-common-args", farm.commonArgs];
    const child = on.command("run", "a page", ...flags).spawn();
    const told = () => {
      try {
        return String(on.query("select reason from loops")[0]?.["reason"]);
      } catch {
        return "";
      }
    };
    await on.until("a wait", () => told().startsWith("late.example was added and does not answer yet"));
    assert.deepEqual(on.lines("asked"), ["1"]);
    await sshd.again();
    const { code, stderr } = await child.output();
    assert.equal(code, 0, new TextDecoder().decode(stderr));
    assert.deepEqual([on.lines("page"), on.lines("asked")], [["late"], ["3"]]);
    assert.equal(on.query("select count(*) n from iterations")[0]?.["n"], 3);
  },
});

Deno.test("run does not believe a model that adds a host under which programs would run here, or that stands for another", async () => {
  const host = (name: string, more: object) => ({ op: "add_host", name, groups: [], ...more });
  using on = await ground(
    { state_ops: [host("a", { ansible_ssh_common_args: "-o ProxyCommand='touch DIR/owned'" })] },
    { state_ops: [host("b", { ansible_host: "-oProxyCommand=touch$IFSDIR/owned" })] },
    { state_ops: [host("c", { ansible_connection: "local" })] },
    { state_ops: [host("d", { ansible_host: "127.0.0.1" })] },
    { state_ops: [host("here", { ansible_host: "192.0.2.1" })] },
    { blocked: "no way" },
  );
  const { code, stderr } = await on.run("run", "a page", "-i", "inventory.yml", "--model", "command:./model.sh");
  assert.equal(code, 4, stderr);
  assert.deepEqual(on.query("select hostname from hosts").map(({ hostname }) => hostname), ["here"]);
  await assert.rejects(Deno.stat(`${on.folder}/owned`), Deno.errors.NotFound);
  // Each is told in the next brief.
  const why = ["ansible_ssh_common_args", "a name or an address", "entered over", "this machine", "shadows it"];
  why.forEach((sentence, at) => assert.ok(on.lines(`read.${at + 2}`).join("\n").includes(sentence), sentence));
});

Deno.test("run refuses a state file that makes no sense, with its place, before anything is on record", async () => {
  using on = await ground({ converged: true });
  on.write("state.json", '{\n  "hosts": {\n    "a": {"ansible_become_exe": "/tmp/x"}\n  }\n}\n');
  const flags = ["-i", "inventory.yml", "--model", "command:./model.sh", "--state-file", "state.json"];
  const { code, stderr } = await on.run("run", "a page", ...flags);
  assert.equal(code, 2);
  assert.match(stderr, /state\.json:3:5: The host "a": the variable "ansible_become_exe" may not be set here/);
  assert.deepEqual(on.lines("asked"), []);
});
