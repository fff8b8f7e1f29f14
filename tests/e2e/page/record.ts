// A record that has something of everything that pages show, made by the program itself.
import assert from "node:assert/strict";
import { Ground } from "../program.ts";
import { Watched } from "../watched.ts";

const HOSTS = `all:
  children:
    web:
      hosts:
        web1: { ansible_connection: local }
        web2: { ansible_connection: local }
`;

const SITE = `- hosts: web
  gather_facts: true
  gather_subset: ["!all"]
  tasks:
    - name: configuration
      copy: { content: "port=80\\n", dest: "DIR/{{ inventory_hostname }}.conf" }
    - name: what it says
      command: cat {{ inventory_hostname }}.conf
      args: { chdir: DIR }
      changed_when: false
`;

const PLAYS = `- name: first
  hosts: localhost
  gather_facts: false
  tasks:
    - copy: { content: x, dest: DIR/first }
- name: second
  hosts: localhost
  gather_facts: false
  tasks:
    - copy: { content: x, dest: DIR/second }
`;

/** A model as a program: it gives \`NAME.1\`, \`NAME.2\` … and then the last one for ever. */
const MODEL = `#!/bin/sh
n=$(( $(cat DIR/NAME.asked 2>/dev/null || echo 0) + 1 ))
echo $n > DIR/NAME.asked
cat > /dev/null
cat DIR/NAME.$n 2>/dev/null || cat DIR/NAME.last
`;

/** Writes a model with its replies, in order; the word that \`--model\` takes. */
export function model(ground: Ground, name: string, ...replies: object[]): string {
  Deno.chmodSync(ground.write(`${name}.sh`, MODEL.replaceAll("NAME", name)), 0o755);
  for (const [at, reply] of replies.entries()) {
    const text = JSON.stringify({ reply, tokens_in: 1000, tokens_out: 100, cost_usd: 0.003 });
    ground.write(`${name}.${at + 1}`, text);
    ground.write(`${name}.last`, text);
  }
  return `command-json:./${name}.sh`;
}

/** What an approval is asked for: a command, and a file that changes. */
export function askedFor(ground: Ground): string {
  ground.write("old.conf", "port=80\n");
  return model(ground, "operator", {
    reasoning: "The service has to be started by hand.",
    actions: [
      { module: "file", params: { path: "DIR/old.conf", state: "absent" }, name: "the old configuration is gone" },
      { module: "shell", params: { cmd: "echo started >> DIR/deeds" }, name: "it runs" },
    ],
  }, { reasoning: "it runs", converged: true });
}

/** Loops that wait, ask, have failed, were cancelled, have drifted; in words and not; hosts that answer and one that does not; a rule. */
export async function fullRecord(ground: Ground): Promise<void> {
  ground.write("inventory.yml", HOSTS);
  ground.write("site.yml", SITE);
  ground.write("plays.yml", PLAYS);
  ground.write(
    "asks.yml",
    "- hosts: localhost\n  gather_facts: false\n  tasks:\n    - pause: { prompt: Which release? }\n",
  );
  ground.write("fails.yml", "- hosts: all\n  gather_facts: false\n  tasks:\n    - command: ls /nowhere\n");
  ground.write(
    "far.yml",
    "all:\n  hosts:\n    web1: { ansible_connection: local }\n    away: { ansible_host: 127.0.0.1, ansible_port: 1 }\n",
  );
  const learner = model(ground, "learner", {
    reasoning: "There is no page.",
    actions: [{ module: "copy", params: { dest: "DIR/page", content: "hello\n" }, name: "the page" }],
  }, { reasoning: "The page is there.", converged: true });
  const ends = async (exit: number, ...words: string[]) => {
    const { code, stdout, stderr } = await ground.run(...words);
    assert.equal(code, exit, `${words.join(" ")}\n${stdout}${stderr}`);
  };
  await ends(0, "submit", "-f", "site.yml", "-i", "inventory.yml", "--name", "site", "--interval", "1");
  const others = async () => {
    await ends(3, "run", "-f", "asks.yml", "--name", "asks");
    await ends(1, "run", "-f", "fails.yml", "-i", "far.yml", "--name", "fails");
    await ends(0, "run", "the page is there", "--model", learner, "--name", "page");
    await ends(3, "run", "the service runs", "--model", askedFor(ground), "--name", "service");
    await ends(3, "run", "-f", "plays.yml", "--mode", "incremental", "--name", "plays");
  };
  await Promise.all([drifted(ground), others()]);
  await ends(0, "submit", "-f", "site.yml", "-i", "inventory.yml", "--name", "later", "--cron", "0 3 * * *");
  await ends(0, "submit", "-f", "plays.yml", "--name", "gone");
  await ends(0, "cancel", "gone");
}

/** Works on the first loop until it has drifted and was put right again. */
async function drifted(ground: Ground): Promise<void> {
  await using worker = new Watched(ground.command("worker"));
  const runs = () => Number(ground.query("select run from loops where id = 1")[0]?.["run"] ?? 0);
  await worker.until("two runs", () => runs() > 2);
  ground.write("web2.conf", "port=8080\n");
  const corrected = () => ground.query("select 1 from drifts where corrected_at is not null").length > 0;
  await worker.until("drift that is put right", corrected);
  worker.signal("SIGTERM");
  assert.equal((await worker.ended()).code, 0);
}
