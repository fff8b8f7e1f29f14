// kill -9 at moments of chance in runs that have secrets everywhere: whatever is left behind has none in it.
import assert from "node:assert/strict";
import { Ground } from "./program.ts";
import { ALL, LINE, readers, SAID, Sources, textOf } from "./secrets_ground.ts";

const KILLS = 25;
const SITE = [
  "- hosts: localhost",
  "  gather_facts: false",
  "  tasks:",
  ...[1, 2, 3].flatMap((n) => [
    `    - shell: sleep 0.05; printf "%s\\n" "$TOKEN"; printf %s "$TOKEN" | base64; cat >> DIR/read${n}; sleep 0.05`,
    `      register: said${n}`,
    `    - copy: {dest: DIR/made${n}, content: "{{ said${n}.stdout }}"}`,
    `    - debug: {msg: "{{ said${n}.stdout_lines }}"}`,
  ]),
  "",
].join("\n");

Deno.test("kill -9 at moments of chance leaves no value of a secret behind, and the run comes to its end", async () => {
  const landed: Record<string, number> = {};
  using sources = new Sources();
  const flags = sources.flags("shell.environment.TOKEN=LINE", "shell.stdin=SAID");
  for (let kill = 0; kill < KILLS; kill++) {
    using ground = new Ground();
    ground.write("site.yml", SITE);
    const child = ground.command("run", "-f", "site.yml", "--on-interrupted", "rerun", ...flags).spawn();
    const heard = child.output();
    // The first moments are the start of the program; all that comes after takes as long again.
    const after = 300 + Math.round(Math.random() * 1200);
    await new Promise((resolve) => setTimeout(resolve, after));
    try {
      child.kill("SIGKILL");
    } catch {
      // It was done already.
    }
    const { stdout, stderr } = await heard;
    const told = [new TextDecoder().decode(stdout), new TextDecoder().decode(stderr)];
    const made = await Deno.stat(ground.db).then(() => true, () => false);
    const [running] = made ? ground.query("select count(*) n from sqlite_master where name = 'loops'") : [];
    const [loop] = running?.["n"] === 1 ? ground.query("select status from loops") : [];
    const where = loop === undefined ? "before its row" : String(loop["status"]);
    landed[where] = 1 + (landed[where] ?? 0);
    assert.equal(ALL.in(told.join("\n")), undefined, `after ${after} ms`);
    if (loop === undefined) continue;
    assert.deepEqual(ALL.inDatabase(ground.db), [], `after ${after} ms (${where})`);
    if (where === "completed") continue;
    let { code, ...last } = await ground.run("resume", "1", "--non-interactive", "--on-interrupted", "rerun");
    for (let times = 0; code === 3 && times < 6; times++) {
      const [open] = ground.query("select id from prompts where status = 'pending'");
      if (open !== undefined) await ground.run("respond", String(open["id"]), "rerun");
      ({ code, ...last } = await ground.run("resume", "1", "--non-interactive", "--on-interrupted", "rerun"));
    }
    assert.equal(code, 0, `after ${after} ms: ${last.stdout}${last.stderr}`);
    for (const n of [1, 2, 3]) {
      assert.ok(textOf(`${ground.folder}/made${n}`).startsWith(LINE));
      assert.ok(textOf(`${ground.folder}/read${n}`).startsWith(SAID));
    }
    assert.equal(ALL.in(last.stdout + last.stderr + await readers(ground)), undefined);
    assert.deepEqual(ALL.inDatabase(ground.db), []);
    const meant = [1, 2, 3].flatMap((n) => [`${ground.folder}/made${n}`, `${ground.folder}/read${n}`]);
    assert.deepEqual(ALL.inFiles(ground.folder, meant), []);
  }
  assert.ok((landed["running"] ?? 0) >= KILLS / 4, `too few kills in the middle: ${JSON.stringify(landed)}`);
});
