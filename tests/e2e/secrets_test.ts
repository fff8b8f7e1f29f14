// Secrets that are planted wherever one can pass, and looked for wherever one could have got to.
import assert from "node:assert/strict";
import { noFarm } from "../sshd/farm.ts";
import { FleetGround } from "./fleet_ground.ts";
import { canaryValue, Needles, Watch } from "./leaks.ts";
import { Ground } from "./program.ts";
import { Watched } from "./watched.ts";

const [ENV, FILE, SAID, LINE] = ["env", "file", "said", "line"].map(canaryValue) as [string, string, string, string];
const ALL = new Needles(ENV, FILE, SAID, LINE);
/** What no process is to have but those that are meant to. */
const UNMEANT = new Needles(FILE, SAID);

/** Secrets outside the ground, and what names them. */
class Sources implements Disposable {
  readonly folder = Deno.makeTempDirSync({ prefix: "sources-" });
  readonly env: Record<string, string> = { CANARY: ENV };

  constructor() {
    Deno.writeTextFileSync(`${this.folder}/file`, `${FILE}\n`);
    Deno.writeTextFileSync(`${this.folder}/said`, `${SAID}\n`);
    Deno.writeTextFileSync(`${this.folder}/line`, LINE);
  }

  /** `-s` for each binding; `FILE`, `SAID` and `LINE` are those here. */
  flags(...bindings: string[]): string[] {
    return bindings.flatMap((each) => [
      "-s",
      each.replace("=FILE", `=file:${this.folder}/file`).replace("=SAID", `=command:cat ${this.folder}/said`)
        .replace("=LINE", `=file:${this.folder}/line`),
    ]);
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.folder, { recursive: true });
  }
}

/** What every reader says of a loop. */
async function readers(ground: Ground): Promise<string> {
  const said: string[] = [];
  for (
    const words of [
      ["status", "1"],
      ["history", "1", "--actions"],
      ["show", "1"],
      ["logs", "1"],
      ["hosts", "1"],
      ["prompts"],
      ["-o", "json", "status", "1"],
      ["-o", "json", "history", "1", "--actions"],
      ["-o", "json", "show", "1"],
      ["-o", "json", "logs", "1"],
      ["-o", "json", "hosts", "1"],
    ]
  ) {
    const { stdout, stderr } = await ground.run(...words);
    said.push(stdout, stderr);
  }
  for (const { id } of ground.query("select id from actions")) {
    const { stdout, stderr } = await ground.run("show", "1", "--action", String(id));
    said.push(stdout, stderr);
  }
  return said.join("\n");
}

/** A server that wants a password, a header and a body, and says all of them again in other forms. */
function echoing(): Deno.HttpServer<Deno.NetAddr> & { heard: string[] } {
  const heard: string[] = [];
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, async (request) => {
    const body = await request.text();
    const authorization = request.headers.get("authorization") ?? "";
    const key = new TextDecoder().decode(
      Uint8Array.from(request.headers.get("x-key") ?? "", (char) => char.charCodeAt(0)),
    );
    const told = { authorization, key, body, again: btoa(encodeURIComponent(body)), form: encodeURIComponent(key) };
    heard.push(JSON.stringify(told));
    return Response.json(told, {
      headers: { "x-echo": encodeURIComponent(key), "set-cookie": `t=${btoa("x" + encodeURIComponent(body))}` },
    });
  });
  return Object.assign(server, { heard });
}

/** Prints a secret in several forms, and a long output whose head ends and whose tail begins within it. */
const PRINTING = [
  'printf "%s\\n" "$TOKEN"',
  'printf %s "$TOKEN" | base64',
  'printf "user:%s" "$TOKEN" | base64 -w0; echo',
  'printf %s "$TOKEN" | od -An -tx1 | tr -d " \\n"; echo',
  'printf %s "$TOKEN" >&2',
];
const HALF = 512 * 1024;
const CUT = [
  `head -c ${HALF - 12} /dev/zero | tr "\\0" x`,
  'printf %s "$TOKEN"',
  "head -c 2000000 /dev/zero | tr '\\0' y",
  'printf %s "$TOKEN"',
  `head -c ${HALF - 12} /dev/zero | tr "\\0" z`,
];

function site(url: string, dir: string): string[] {
  return [
    `    - copy: {dest: ${dir}/copied, mode: "0600"}`,
    `    - uri: {url: "${url}/get", url_username: admin, force_basic_auth: true, return_content: true}`,
    "      register: got",
    "    - debug: {var: got}",
    `    - uri: {url: "${url}/post", method: POST, body_format: raw, url_username: admin, force_basic_auth: true, return_content: true}`,
    "      register: posted",
    `    - copy: {dest: "${dir}/registered", content: "{{ posted.json.key }}"}`,
    "    - set_fact: {kept: '{{ posted.json }}'}",
    "    - debug: {msg: 'the {{ kept.body }} was sent, {{ kept.key | b64encode }}'}",
    `    - shell: ${JSON.stringify(PRINTING.join("; "))}`,
    "      register: printed",
    "    - debug: {var: printed}",
    `    - shell: ${JSON.stringify(CUT.join("; "))}`,
    "      register: cut",
    "    - debug: {msg: '{{ cut.stdout | length }} {{ cut.stdout[524200:524700] }}'}",
    "    - command: cat",
    `    - shell: "cat > ${dir}/stdin; cat ${dir}/stdin; exit 3"`,
    "      ignore_errors: true",
    `    - name: "named {{ printed.stdout_lines[0] }}"`,
    "      debug: {msg: '{{ item }}'}",
    "      loop: '{{ printed.stdout_lines }}'",
    `    - lineinfile: {path: ${dir}/copied, line: "again {{ printed.stdout_lines[0] }}"}`,
    `    - template: {src: page.j2, dest: ${dir}/page}`,
    "    - copy: {dest: /none/such/folder/x}",
    "      ignore_errors: true",
    "    - fail: {msg: 'it was {{ printed.stdout }}'}",
    "      ignore_errors: true",
    "    - setup: {gather_subset: [env]}",
  ];
}

const BINDINGS = [
  "copy.content=CANARY",
  "uri.url_password=FILE",
  "uri.headers.X-Key=FILE",
  "uri.body=SAID",
  "shell.environment.TOKEN=LINE",
  "shell.stdin=SAID",
  "command.stdin=FILE",
];

for (const where of ["this machine", "a host over ssh"]) {
  Deno.test({
    name: `a run with secrets everywhere, on ${where}, does its work and leaves no value behind`,
    ignore: where !== "this machine" && noFarm() !== undefined,
  }, async () => {
    await using ground = await FleetGround.make();
    using sources = new Sources();
    Object.assign(ground.env, sources.env);
    const server = echoing();
    await using watch = new Watch(ALL, UNMEANT);
    const dir = `${ground.folder}/world`;
    const url = `http://127.0.0.1:${server.addr.port}`;
    ground.write("page.j2", "the page says {{ printed.stdout_lines[0] }}\n");
    Deno.chmodSync(ground.write("tell", "#!/bin/sh\ncat >> DIR/told\n"), 0o755);
    if (where === "this machine") ground.write("inventory.yml", "all: {hosts: {here: {ansible_connection: local}}}\n");
    else {
      await ground.farm.sshd({ names: ["far"] });
      ground.inventory(["far"]);
    }
    ground.site(...site(url, dir));
    const flags = [...sources.flags(...BINDINGS), "--diff", "--notify", `command:${ground.folder}/tell`];
    const dry = await ground.converge(...flags, "--dry-run", "--name", "dry");
    assert.ok([1, 5].includes(dry.code), dry.stderr);
    ground.query("select 1");
    const first = await ground.converge(...flags, "--once", "--name", "real");
    assert.equal(first.code, 0, first.stdout + first.stderr);
    const json = await ground.run("-o", "json", "run", "-f", "site.yml", "-i", "inventory.yml", ...flags, "--once");
    assert.equal(json.code, 0, json.stdout);
    await server.shutdown();

    // The work was done, with the values themselves.
    const read = (name: string) => Deno.readTextFileSync(`${dir}/${name}`);
    assert.ok(read("copied").startsWith(ENV));
    assert.ok(read("copied").includes(`again ${LINE}`));
    assert.equal(read("registered"), FILE);
    assert.equal(read("stdin"), `${SAID}\n`);
    assert.equal(read("page"), `the page says ${LINE}\n`);
    const posted = server.heard.map((each) => JSON.parse(each)).find(({ body }) => body !== "");
    assert.equal(posted.body, SAID);
    assert.equal(posted.authorization, `Basic ${btoa(latin1(`admin:${FILE}`))}`);

    // Nothing of it is anywhere else.
    for (const { stdout, stderr } of [dry, first, json]) assert.equal(ALL.in(stdout + stderr), undefined);
    assert.ok(first.stdout.includes("(secret)") || first.stderr.includes("(secret)"));
    assert.equal(ALL.in(await readers(ground)), undefined);
    assert.deepEqual(ALL.inDatabase(ground.db), []);
    assert.deepEqual(
      ALL.inFiles(ground.folder, ["copied", "registered", "stdin", "page"].map((each) => `${dir}/${each}`)),
      [],
    );
    assert.ok(watch.looks > 0);
    assert.deepEqual([...watch.found].filter((each) => !isMeant(each)), []);
  });
}

/** Programs that a task starts with a secret in their environment. */
function isMeant(process: string): boolean {
  return process.startsWith("environ");
}

function latin1(text: string): string {
  return String.fromCharCode(...new TextEncoder().encode(text));
}
