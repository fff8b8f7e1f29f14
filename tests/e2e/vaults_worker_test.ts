// Loops with vaults that a worker takes: passwords that are gone or others, a worker that is killed, and what is left on record.
import assert from "node:assert/strict";
import { ALL, ALONE, GROUP, inline, PASSWORD, plantVaults, vaulted } from "./vault_ground.ts";
import { Ground } from "./program.ts";
import { readers } from "./secrets_ground.ts";

const SITE = [
  "- hosts: all",
  "  gather_facts: false",
  "  vars_files: [more.yml]",
  "  vars:",
  `    alone: ${inline(ALONE, 10)}`,
  "    unused: !vault |",
  `      ${
    vaulted("of another key", { password: "nobody has it", label: "lost" }).trimEnd().replaceAll("\n", "\n      ")
  }`,
  "  tasks:",
  '    - shell: printf "%s %s\\n" "$IT" "{{ of_extra | length }}" >> {{ dest }}/deeds; [ -e {{ dest }}/go ] || echo begun >> {{ dest }}/begun; until [ -e {{ dest }}/go ]; do sleep 0.02; done; printf %s "$IT"',
  '      environment: {IT: "{{ item }}"}',
  "      register: said",
  '      loop: ["{{ alone }}", "{{ of_group }}"]',
  '    - copy: {content: "{{ said.results | map(attribute=\'stdout\') | join }}", dest: "{{ dest }}/said"}',
  "",
].join("\n");

function statusOf(ground: Ground): unknown {
  return ground.query("select status from loops")[0]?.["status"];
}

Deno.test("a worker opens vaults anew, waits for a password that is not there, and after kill -9 goes on where it stood", async () => {
  using ground = new Ground();
  using planted = plantVaults(ground);
  ground.write("site.yml", SITE);
  const dest = `${planted.folder}/world`;
  await Deno.mkdir(dest);
  const flags = [...planted.flags, "-e", "@extra.yml", "-i", "hosts.yml", "-e", `dest=${dest}`];
  const submitted = await ground.run("submit", "-f", "site.yml", ...flags, "--name", "web");
  assert.equal(submitted.code, 0, submitted.stderr);
  assert.deepEqual(ALL.inDatabase(ground.db), []);

  // Its password is gone, then another one.
  const password = `${planted.folder}/password`;
  await Deno.rename(password, `${password}.gone`);
  const reason = async () => {
    const worker = ground.command("worker").spawn();
    await ground.until("the loop is given back", () => statusOf(ground) === "blocked");
    worker.kill("SIGTERM");
    await worker.output();
    return String(ground.query("select reason from loops")[0]?.["reason"]);
  };
  assert.match(await reason(), new RegExp(`^${password}: There is no such file of a vault password \\(default\\)$`));
  await Deno.writeTextFile(password, "another one\n");
  await ground.run("retry", "web");
  assert.match(
    await reason(),
    /^\S+\/extra\.yml:1:1: This is encrypted with the vault password of default, and none that was given opens it \(other, default\)/,
  );
  await Deno.rename(`${password}.gone`, password);
  await ground.run("retry", "web");

  // Killed in the middle of its first command.
  const first = ground.command("worker").spawn();
  const lines = (name: string) => {
    try {
      return Deno.readTextFileSync(`${dest}/${name}`).trim().split("\n");
    } catch {
      return [];
    }
  };
  await ground.until("the command runs", () => lines("begun").length > 0 && lines("begun")[0] !== "");
  first.kill("SIGKILL");
  await first.output();
  assert.deepEqual(ALL.inDatabase(ground.db), []);
  // A run that was begun waits for its password, and goes on where it stood.
  await Deno.writeTextFile(password, "another one\n");
  const second = ground.command("worker").spawn();
  await ground.until("the loop is paused", () => statusOf(ground) === "paused");
  second.kill("SIGTERM");
  await second.output();
  assert.match(String(ground.query("select reason from loops")[0]?.["reason"]), /default.*; or type it: resume 1 -J$/);
  assert.deepEqual(ALL.inDatabase(ground.db), []);
  await Deno.writeTextFile(password, `${PASSWORD}\n`);
  await Deno.writeTextFile(`${dest}/go`, "");
  const resumed = await ground.run("resume", "web");
  assert.equal(resumed.code, 0, resumed.stdout + resumed.stderr);
  const third = ground.command("worker").spawn();
  await ground.until("the loop has converged", () => statusOf(ground) === "completed");
  third.kill("SIGTERM");
  const worked = await third.output();
  assert.equal(await Deno.readTextFile(`${dest}/said`), ALONE + GROUP);
  // Each command ran once: the one that was cut was found again.
  assert.deepEqual(lines("deeds").map((line) => line.replace(/ \d+$/, "")), [ALONE, GROUP]);

  const decoder = new TextDecoder();
  const told = [decoder.decode(worked.stdout), decoder.decode(worked.stderr), resumed.stdout, resumed.stderr];
  assert.equal(ALL.in(told.join("\n") + await readers(ground)), undefined);
  assert.equal((await ground.run("backup", "copy.db")).code, 0);
  for (const db of [ground.db, `${ground.folder}/copy.db`]) assert.deepEqual(ALL.inDatabase(db), []);
  assert.deepEqual(ALL.inFiles(ground.folder), []);
});

Deno.test("submit refuses a vault password that would be typed, and run one that is missing or another, with the place", async () => {
  using ground = new Ground();
  using planted = plantVaults(ground);
  const [, password = "", , other = ""] = planted.flags;
  const sentences: [string[], RegExp][] = [
    [["submit", "--vault-id", "x@prompt"], /x@prompt asks for a password, and a worker asks nobody\n.*x@FILE/],
    [["submit", "-J"], /a worker asks nobody/],
    [["run", "-J"], /-J asks for a password, and standard input is no terminal/],
    [["run", "--vault-id", "x@nope"], /nope: There is no such file of a vault password/],
    [["run"], /tasks\.yml:1:1: This is encrypted by ansible-vault, and no password was given: name a file/],
    [
      ["run", "--vault-id", other],
      /tasks\.yml:1:1: This is encrypted with the vault password of default, and none .*\(other\)/,
    ],
    [
      ["run", "--vault-id", `wrong@${other.replace(/^other@/, "")}`],
      /This program, which is to say the vault password of wrong, ended with 1/,
    ],
    [["run", "--vault-password-file", password], /more\.yml:1:1: This is encrypted with the vault password of other/],
  ];
  for (const [[command = "", ...words], sentence] of sentences) {
    const { code, stderr } = await ground.run(command, "-f", "site.yml", "-i", "hosts.yml", "-e", "dest=x", ...words);
    assert.equal(code, 2, `${words} ${stderr}`);
    assert.match(stderr, sentence, words.join(" "));
    assert.equal(ALL.in(stderr), undefined);
  }
});

Deno.test("hosts and listings open vaults, and show no value of them", async () => {
  using ground = new Ground();
  using planted = plantVaults(ground);
  const all = ["-i", "hosts.yml", ...planted.flags];
  const { code, stdout, stderr } = await ground.run("-o", "json", "hosts", "here", ...all);
  assert.equal(code, 0, stderr);
  const [{ vars }] = JSON.parse(stdout).data.hosts;
  assert.equal(ALL.in(stdout + stderr), undefined);
  assert.deepEqual([vars.of_group.value, vars.short.value, vars.list.value, vars.of_host.value], [
    "(secret)",
    "(secret)",
    ["(secret)", "(secret)", "(secret)"],
    "(secret)",
  ]);
  const listed = await ground.run("run", "-f", "site.yml", "--list-tasks", "-e", "dest=x", ...all);
  assert.equal(listed.code, 0, listed.stderr);
  assert.equal(ALL.in(listed.stdout + listed.stderr), undefined);
  ground.write("group_vars/all.yml", vaulted(`a: 1\n${GROUP}: [\n- ${GROUP}`));
  const broken = await ground.run("hosts", "here", ...all);
  assert.equal(broken.code, 2);
  assert.match(broken.stderr, /group_vars\/all\.yml:\d+:\d+: What is encrypted here cannot be read once it is opened/);
  assert.equal(ALL.in(broken.stdout + broken.stderr), undefined);
});
