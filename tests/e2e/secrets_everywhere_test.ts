// Secrets that are planted wherever one can pass in a run, on this machine and on a host over ssh, and looked for everywhere.
import assert from "node:assert/strict";
import { noFarm } from "../sshd/farm.ts";
import { FleetGround } from "./fleet_ground.ts";
import { Watch } from "./leaks.ts";
import {
  ALL,
  digest,
  ENV,
  FILE,
  latin1,
  leftOnHost,
  LINE,
  PASSWORD,
  readers,
  SAID,
  Sources,
  textOf,
  UNMEANT,
} from "./secrets_ground.ts";

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
    "    - include_vars: vars.yml",
    "    - debug: {msg: '{{ motd }}'}",
    "    - debug: {msg: '{{ ansible_become_password | b64encode }} {{ ansible_become_password }}'}",
    `    - template: {src: literal.j2, dest: ${dir}/literal}`,
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
    await Deno.chmod(ground.write("tell", "#!/bin/sh\ncat >> DIR/told\n"), 0o755);
    // Files of the user's own that have a value in them are read, and not kept.
    ground.write("literal.j2", `literally ${ENV}\n`);
    ground.write("vars.yml", `motd: ${JSON.stringify(`welcome ${FILE}`)}\n`);
    if (where === "this machine") {
      ground.write(
        "inventory.yml",
        `all: {vars: {key: ${JSON.stringify(FILE)}, ansible_become_password: ${
          JSON.stringify(PASSWORD)
        }}, hosts: {here: {ansible_connection: local}}}\n`,
      );
    } else {
      await ground.farm.sshd({ names: ["far"] });
      ground.inventory(["far"], [
        `key: ${JSON.stringify(FILE)}`,
        `ansible_become_password: ${JSON.stringify(PASSWORD)}`,
      ]);
    }
    ground.site(...site(url, dir));
    const flags = [...sources.flags(...BINDINGS), "--diff", "--notify", `command:${ground.folder}/tell`];
    const dry = await ground.converge(...flags, "--dry-run", "--name", "dry");
    assert.ok([1, 5].includes(dry.code), dry.stderr);
    const first = await ground.converge(...flags, "--once", "--name", "real");
    assert.equal(first.code, 0, first.stdout + first.stderr);
    const json = await ground.run("-o", "json", "run", "-f", "site.yml", "-i", "inventory.yml", ...flags, "--once");
    assert.equal(json.code, 0, json.stdout);
    await server.shutdown();

    // The work was done, with the values themselves.
    const read = (name: string) => textOf(`${dir}/${name}`);
    assert.ok(read("copied").startsWith(ENV));
    assert.ok(read("copied").includes(`again ${LINE}`));
    assert.equal(read("registered"), FILE);
    assert.equal(read("stdin"), `${SAID}\n`);
    assert.equal(read("page"), `the page says ${LINE}\n`);
    const posted = server.heard.map((each) => JSON.parse(each)).find(({ body }) => body !== "");
    assert.equal(posted.body, SAID);
    assert.equal(posted.authorization, `Basic ${btoa(latin1(`admin:${FILE}`))}`);

    // Nothing of it is anywhere else, nor what a short one could be found by.
    const checksums = await Promise.all(["SHA-1", "SHA-256"].map((name) => digest(name, FILE)));
    assert.ok(
      ground.query("select result from actions where module = 'copy'").some(({ result }) =>
        String(result).includes('"checksum":"(secret)"')
      ),
    );
    const all = JSON.stringify(ground.query("select result, params from actions"));
    assert.deepEqual(checksums.filter((each) => all.includes(each)), []);
    for (const { stdout, stderr } of [dry, first, json]) assert.equal(ALL.in(stdout + stderr), undefined);
    assert.ok(first.stdout.includes("(secret)") || first.stderr.includes("(secret)"));
    assert.equal(ALL.in(await readers(ground)), undefined);
    assert.deepEqual(ALL.inDatabase(ground.db), []);
    assert.deepEqual(
      ALL.inFiles(ground.folder, [
        ...["copied", "registered", "stdin", "page", "literal"].map((each) => `${dir}/${each}`),
        ...["literal.j2", "vars.yml", "inventory.yml"].map((each) => `${ground.folder}/${each}`),
      ]),
      [],
    );
    assert.ok(watch.looks > 0);
    assert.deepEqual([...watch.found], []);
    assert.deepEqual(leftOnHost(ground), []);
  });
}
