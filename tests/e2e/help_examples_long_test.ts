// Every example of every help text, typed into a shell: the program does what it says, and refuses none of them.
import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { done } from "../sshd/processes.ts";
import { quoted } from "../../src/words/quoted.ts";
import { Ground } from "./program.ts";
import { programWords } from "./program_words.ts";

/** Those that fill a terminal, listen on a port that others may have, or need what a model has said; suites of their own are about them. */
const ELSEWHERE = /^ftl2-enterprise (top|--db \S+ top|serve|worker --serve|rules (test|review))\b/;
/** Those that go on until they are ended. */
const LASTING = / (worker|logs web -f)\b|--watch| run .*--interval/;

const RULE = `name: nginx-up
status: proposed
observe:
  - name: nginx
    module: command
    params: { cmd: "true" }
when: nginx.rc != 0
actions:
  - debug: { msg: hi }
`;

async function prepared(ground: Ground): Promise<void> {
  ground.write(
    "site.yml",
    "- hosts: localhost\n  gather_facts: false\n  tasks:\n    - debug: {msg: hi}\n      tags: web\n",
  );
  ground.write(
    "inventory.yml",
    "web:\n  vars: {ansible_connection: local}\n  hosts: {web1: {}, web3: {}, localhost: {}}\n",
  );
  ground.write("policy.yml", "rules:\n  - {decision: deny, match: {module: reboot}, reason: never}\n");
  ground.write("goal.md", "nginx is installed\n");
  ground.write("vars.yml", "size: 1\n");
  ground.write("become.txt", "secret\n");
  await Deno.chmod(ground.write("tell", "#!/bin/sh\ncat > /dev/null\n"), 0o755);
  for (const folder of ["bin", "rules", ".config", ".config/fish", ".config/fish/completions", "empty"]) {
    await Deno.mkdir(`${ground.folder}/${folder}`);
  }
  ground.write("rules/nginx-up.yml", RULE);
  const program = `#!/bin/sh\nexec ${programWords().map(quoted).join(" ")} "$@"\n`;
  await Deno.chmod(ground.write("bin/ftl2-enterprise", program), 0o755);
  // A model that has nothing to say: what is typed is read, and the model is asked.
  await Deno.chmod(ground.write("bin/claude", "#!/bin/sh\ncat > /dev/null\necho nothing\n"), 0o755);
  await ground.run("plan", "-f", "site.yml", "-i", "inventory.yml", "--out", "plan.json");
  for (const name of ["site", "nothing", "web"]) {
    await ground.run("submit", "-f", "site.yml", "-i", "inventory.yml", "--name", name);
  }
  await ground.run("pause", "web", "--reason", "a test");
  using file = new DatabaseSync(ground.db);
  file.exec(`INSERT INTO iterations (id, loop_id, n, phase) VALUES (3, 3, 3, 'decide');
    INSERT INTO prompts (id, loop_id, prompt_text, options, status, kind) VALUES (7, 3, 'May it?', '["yes", "no"]', 'pending', 'approval'), (8, 3, 'Which?', NULL, 'pending', 'question');
    INSERT INTO hosts (loop_id, hostname, status) VALUES (3, 'web1', 'reachable')`);
  file.close();
  await Deno.copyFile(ground.db, `${ground.folder}/loops-monday.db`);
}

/** Its record as it was, whatever the example before has done to it. */
async function restore(ground: Ground): Promise<void> {
  for (const end of ["", "-wal", "-shm"]) await Deno.remove(`${ground.db}${end}`).catch(() => {});
  await Deno.copyFile(`${ground.folder}/loops-monday.db`, ground.db);
  await Deno.remove(`${ground.folder}/empty`, { recursive: true });
  await Deno.mkdir(`${ground.folder}/empty`);
}

function failed(ground: Ground): void {
  using file = new DatabaseSync(ground.db);
  file.exec("UPDATE loops SET status = 'failed' WHERE id = 3");
}

async function typed(ground: Ground, line: string): Promise<{ code: number; said: string }> {
  const here = line.replace("/srv/", `${ground.folder}/`);
  const process = new Deno.Command("sh", {
    args: ["-c", here.includes(">") ? here : `exec ${here}`],
    cwd: /^ftl2-enterprise init\b/.test(line) ? `${ground.folder}/empty` : ground.folder,
    env: { ...ground.env, PATH: `${ground.folder}/bin:${Deno.env.get("PATH")}`, NO_COLOR: "1" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  let said = "";
  const hear = async (stream: ReadableStream<Uint8Array>) => {
    for await (const text of stream.pipeThrough(new TextDecoderStream())) {
      if (said === "" && LASTING.test(line)) process.kill("SIGINT");
      said += text;
    }
  };
  const [{ code }] = await Promise.all([process.status, hear(process.stdout), hear(process.stderr)]);
  return { code, said };
}

Deno.test("every example of every help text is taken as it stands", async () => {
  using ground = new Ground();
  await prepared(ground);
  const top = (await ground.run("--help")).stdout;
  const commands = [...top.split("Options, before")[0]!.matchAll(/^ {2}([a-z-]+) {2,}/gm)].map(([, name]) => name!);
  const program = /^Usage: (.*) \[options\] COMMAND$/m.exec(top)![1]!;
  const wrong: string[] = [];
  let ran = 0;
  for (const command of ["", ...commands.filter((name) => name !== "help")]) {
    const { stdout } = await ground.run(...command === "" ? [] : [command], "--help");
    for (const found of stdout.split("\nExamples:\n")[1]!.split("\n")) {
      if (!found.startsWith(`  ${program} `)) continue;
      const line = `ftl2-enterprise${found.slice(2 + program.length)}`;
      if (ELSEWHERE.test(line)) continue;
      await restore(ground);
      const aside = /backup loops-monday/.test(line);
      if (aside) await Deno.rename(`${ground.folder}/loops-monday.db`, `${ground.folder}/kept.db`);
      if (line.includes(" retry ")) failed(ground);
      const { code, said } = await typed(ground, line);
      if (aside) await Deno.rename(`${ground.folder}/kept.db`, `${ground.folder}/loops-monday.db`);
      ran++;
      if (code === 2 || code === 70) wrong.push(`${line}: exit ${code}: ${said}`);
    }
  }
  assert.deepEqual(wrong, []);
  assert.ok(ran > 65, `${ran}`);
  assert.match(await done("cat", [`${ground.folder}/.config/fish/completions/ftl2-enterprise.fish`]), /complete -c/);
});
