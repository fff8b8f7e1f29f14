// The same calls by Ansible and by us, in two folders that were alike: the same trees, flags, messages and returns afterwards.
import assert from "node:assert/strict";
import type { Json, JsonObject } from "../../src/model/json.ts";
import { modules } from "../../src/modules/registry.ts";
import { Stage } from "./stage.ts";

interface Scenario {
  name: string;
  /** Shell, run in the folder before. */
  before?: string;
  module: string;
  /** `@` stands for the folder. */
  params: JsonObject;
  /** Keys of the result that must be alike; `changed`, `failed` always are. */
  alike?: string[];
}

const INFO = ["mode", "owner", "group", "uid", "gid", "state", "size"];
const STAT = [
  "exists",
  "path",
  "mode",
  "isdir",
  "ischr",
  "isblk",
  "isreg",
  "isfifo",
  "islnk",
  "issock",
  "uid",
  "gid",
  "size",
  "nlink",
  "wusr",
  "rusr",
  "xusr",
  "wgrp",
  "rgrp",
  "xgrp",
  "woth",
  "roth",
  "xoth",
  "isuid",
  "isgid",
  "blocks",
  "block_size",
  "device_type",
  "dev",
  "readable",
  "writeable",
  "executable",
  "pw_name",
  "gr_name",
  "checksum",
  "lnk_source",
  "lnk_target",
  "mtime",
];
const COMMAND = ["cmd", "rc", "stdout", "stderr", "msg"];
const FILE = [...INFO, "path", "dest", "src", "msg", "diff"];
const COPY = [...INFO, "checksum", "msg"];
const LINE = ["msg", "found"];

const SCENARIOS: Scenario[] = [
  {
    name: "copy a new content",
    module: "copy",
    params: { content: "a\nü\n", dest: "@/f" },
    alike: [...COPY, "dest", "md5sum"],
  },
  {
    name: "copy over a file",
    before: "echo old > f; chmod 604 f; chown 1:1 f",
    module: "copy",
    params: { content: "new", dest: "@/f" },
    alike: COPY,
  },
  {
    name: "copy attributes only",
    before: "printf x > f",
    module: "copy",
    params: { content: "x", dest: "@/f", mode: "u=rw,g=,o=r", owner: "daemon", group: "sys" },
    alike: COPY,
  },
  {
    name: "copy into a folder",
    before: "mkdir d; echo s > s",
    module: "copy",
    params: { src: "@/s", dest: "@/d" },
    alike: [...COPY, "dest"],
  },
  {
    name: "copy into a folder to be made",
    before: "echo s > s",
    module: "copy",
    params: { src: "@/s", dest: "@/d/e/" },
    alike: [...COPY, "dest"],
  },
  { name: "copy without the folder", module: "copy", params: { content: "x", dest: "@/no/f" }, alike: ["msg"] },
  {
    name: "copy a content to a folder",
    before: "mkdir d",
    module: "copy",
    params: { content: "x", dest: "@/d" },
    alike: ["msg"],
  },
  {
    name: "copy without force",
    before: "echo old > f",
    module: "copy",
    params: { content: "x", dest: "@/f", force: false },
  },
  {
    name: "copy over a link",
    before: "echo old > t; ln -s t f",
    module: "copy",
    params: { content: "x", dest: "@/f" },
    alike: COPY,
  },
  {
    name: "copy through a link",
    before: "echo old > t; ln -s t f",
    module: "copy",
    params: { content: "x", dest: "@/f", follow: true },
    alike: ["checksum"],
  },
  {
    name: "copy a folder",
    before: "mkdir -p s/a/b s/e; echo 1 > s/1; echo 2 > s/a/b/2",
    module: "copy",
    params: { src: "@/s", dest: "@/d", mode: "0640" },
    alike: ["dest"],
  },
  {
    name: "copy the content of a folder",
    before: "mkdir -p s/a d; echo 1 > s/1; echo 2 > s/a/2; echo x > d/1",
    module: "copy",
    params: { src: "@/s/", dest: "@/d" },
  },
  {
    name: "copy on the host",
    before: "echo s > s; chmod 750 s",
    module: "copy",
    params: { src: "@/s", dest: "@/f", remote_src: true, mode: "preserve" },
    alike: COPY,
  },
  {
    name: "copy a folder on the host",
    before: "mkdir -p s/a; echo 1 > s/1; chmod 600 s/1; echo 2 > s/a/2; mkdir d",
    module: "copy",
    params: { src: "@/s/", dest: "@/d", remote_src: true },
  },
  {
    name: "copy with a checksum that is wrong",
    before: "echo s > s",
    module: "copy",
    params: { src: "@/s", dest: "@/f", checksum: "abc" },
    alike: ["msg"],
  },
  {
    name: "copy what validates",
    module: "copy",
    params: { content: "x", dest: "@/f", validate: "test -s %s" },
    alike: COPY,
  },
  {
    name: "file makes a directory",
    module: "file",
    params: { path: "@/a/b/c", state: "directory", mode: "0750" },
    alike: [...INFO, "path"],
  },
  {
    name: "file leaves a directory",
    before: "mkdir a",
    module: "file",
    params: { path: "@/a", state: "directory" },
    alike: FILE,
  },
  {
    name: "file sets recursively",
    before: "mkdir -p a/b; touch a/1 a/b/2; chmod 777 a/1; ln -s 1 a/l",
    module: "file",
    params: { path: "@/a", state: "directory", recurse: true, mode: "u=rwX,g=rX,o=", owner: "daemon" },
    alike: INFO,
  },
  {
    name: "file misses a file",
    module: "file",
    params: { path: "@/f", state: "file" },
    alike: ["msg", "path", "state"],
  },
  {
    name: "file touches",
    before: "mkdir d",
    module: "file",
    params: { path: "@/f", state: "touch", mode: "0600" },
    alike: [...INFO, "dest"],
  },
  {
    name: "file touches with times preserved",
    module: "file",
    params: { path: "@/f", state: "touch", access_time: "preserve", modification_time: "preserve" },
    alike: [...INFO, "dest"],
  },
  {
    name: "file sets a time",
    before: "touch f",
    module: "file",
    params: { path: "@/f", state: "file", modification_time: "202001020304.05" },
    alike: INFO,
  },
  {
    name: "file removes a folder",
    before: "mkdir -p d/e; touch d/f",
    module: "file",
    params: { path: "@/d", state: "absent" },
    alike: ["path", "state"],
  },
  {
    name: "file removes a link",
    before: "mkdir d; ln -s d l",
    module: "file",
    params: { path: "@/l", state: "absent" },
    alike: FILE,
  },
  {
    name: "file links",
    before: "touch t",
    module: "file",
    params: { src: "t", path: "@/l", state: "link" },
    alike: FILE,
  },
  {
    name: "file links elsewhere",
    before: "touch t u; ln -s u l",
    module: "file",
    params: { src: "@/t", path: "@/l", state: "link" },
    alike: FILE,
  },
  {
    name: "file links to nothing",
    module: "file",
    params: { src: "t", path: "@/l", state: "link" },
    alike: ["msg", "src"],
  },
  {
    name: "file links to nothing by force",
    module: "file",
    params: { src: "t", path: "@/l", state: "link", force: true },
    alike: FILE,
  },
  {
    name: "file does not link over a file",
    before: "touch t l",
    module: "file",
    params: { src: "t", path: "@/l", state: "link" },
    alike: ["msg"],
  },
  {
    name: "file links over a file by force",
    before: "touch t l",
    module: "file",
    params: { src: "t", path: "@/l", state: "link", force: true },
    alike: INFO,
  },
  {
    name: "file does not link over a full folder",
    before: "touch t; mkdir l; touch l/x",
    module: "file",
    params: { src: "t", path: "@/l", state: "link", force: true },
    alike: ["msg"],
  },
  {
    name: "file links hard",
    before: "touch t",
    module: "file",
    params: { src: "@/t", path: "@/l", state: "hard" },
    alike: FILE,
  },
  {
    name: "file takes a folder for no file",
    before: "mkdir d",
    module: "file",
    params: { path: "@/d", state: "file" },
    alike: ["msg"],
  },
  {
    name: "file takes a file for no folder",
    before: "touch d",
    module: "file",
    params: { path: "@/d", state: "directory" },
    alike: ["msg"],
  },
  {
    name: "file changes what a link leads to",
    before: "touch t; ln -s t l",
    module: "file",
    params: { path: "@/l", state: "file", mode: "0600" },
    alike: [...INFO, "path"],
  },
  {
    name: "file clears set-id bits of a folder",
    before: "mkdir d; chmod 2775 d",
    module: "file",
    params: { path: "@/d", mode: "0755" },
    alike: FILE,
  },
  {
    name: "file takes an unknown owner",
    before: "touch f",
    module: "file",
    params: { path: "@/f", owner: "ghost" },
    alike: ["msg"],
  },
  {
    name: "lineinfile adds",
    before: "printf 'a\\nb' > f",
    module: "lineinfile",
    params: { path: "@/f", line: "c" },
    alike: LINE,
  },
  {
    name: "lineinfile replaces the last",
    before: "printf 'k=1\\nx\\nk=2\\n' > f; chmod 640 f",
    module: "lineinfile",
    params: { path: "@/f", regexp: "^k=", line: "k=3" },
    alike: LINE,
  },
  {
    name: "lineinfile adds where regexp finds nothing",
    before: "printf 'a\\n' > f",
    module: "lineinfile",
    params: { path: "@/f", regexp: "^k=", line: "k=3", insertafter: "^a" },
    alike: LINE,
  },
  {
    name: "lineinfile fills groups",
    before: "printf 'k = v w\\n' > f",
    module: "lineinfile",
    params: { path: "@/f", regexp: "^(\\w+)\\s*=\\s*(?P<v>.*?)$", line: "\\1: \\g<v>", backrefs: true },
    alike: LINE,
  },
  {
    name: "lineinfile inserts before the first",
    before: "printf 'a\\nb\\na\\n' > f",
    module: "lineinfile",
    params: { path: "@/f", line: "z", insertbefore: "^[ab]", firstmatch: true },
    alike: LINE,
  },
  {
    name: "lineinfile inserts at the beginning",
    before: "printf 'a\\n' > f",
    module: "lineinfile",
    params: { path: "@/f", line: "z", insertbefore: "BOF" },
    alike: LINE,
  },
  {
    name: "lineinfile sees carriage returns",
    before: "printf 'a\\r\\nb\\r\\n' > f",
    module: "lineinfile",
    params: { path: "@/f", line: "b" },
    alike: LINE,
  },
  {
    name: "lineinfile removes",
    before: "printf '#a\\nb\\n#c' > f",
    module: "lineinfile",
    params: { path: "@/f", regexp: "^#", state: "absent" },
    alike: LINE,
  },
  {
    name: "lineinfile finds a plain text",
    before: "printf 'a.b\\naxb\\n' > f",
    module: "lineinfile",
    params: { path: "@/f", search_string: "a.b", line: "found" },
    alike: LINE,
  },
  { name: "lineinfile does not make a file", module: "lineinfile", params: { path: "@/f", line: "a" }, alike: LINE },
  {
    name: "lineinfile makes a file",
    module: "lineinfile",
    params: { path: "@/d/f", line: "a", create: true, mode: "0600" },
    alike: LINE,
  },
  {
    name: "lineinfile sets attributes",
    before: "printf 'a\\n' > f",
    module: "lineinfile",
    params: { path: "@/f", line: "a", mode: "0600" },
    alike: LINE,
  },
  {
    name: "lineinfile edits through a link",
    before: "printf 'a\\n' > t; ln -s t f",
    module: "lineinfile",
    params: { path: "@/f", line: "b" },
    alike: LINE,
  },
  {
    name: "stat a file",
    before: "printf abc > f; chmod 4751 f; chown 1:2 f",
    module: "stat",
    params: { path: "@/f", get_mime: false, get_attributes: false },
  },
  {
    name: "stat a link",
    before: "mkdir d; ln -s d l",
    module: "stat",
    params: { path: "@/l", get_mime: false, get_attributes: false },
  },
  {
    name: "stat through a link",
    before: "mkdir d; ln -s d l",
    module: "stat",
    params: { path: "@/l", follow: true, get_mime: false, get_attributes: false },
  },
  {
    name: "stat a pipe",
    before: "mkfifo p",
    module: "stat",
    params: { path: "@/p", get_mime: false, get_attributes: false },
  },
  { name: "stat nothing", module: "stat", params: { path: "@/none" } },
  {
    name: "stat a sha256",
    before: "printf abc > f",
    module: "stat",
    params: { path: "@/f", checksum_algorithm: "sha256", get_mime: false, get_attributes: false },
  },
  {
    name: "command with words",
    module: "command",
    params: { argv: ["printf", "%s|", "a b", "$HOME", "*"] },
    alike: COMMAND,
  },
  {
    name: "command with creates",
    before: "touch x1",
    module: "command",
    params: { cmd: "touch y", creates: "@/x*" },
    alike: COMMAND,
  },
  { name: "command with removes", module: "command", params: { cmd: "touch y", removes: "@/x*" }, alike: COMMAND },
  {
    name: "command in a folder",
    before: "mkdir d",
    module: "command",
    params: { cmd: "touch 'a b' c\\ d", chdir: "@/d" },
    alike: COMMAND,
  },
  {
    name: "command that fails",
    module: "command",
    params: { cmd: "ls /no/such/file" },
    alike: ["rc", "stdout", "msg"],
  },
  {
    name: "shell with a pipe",
    module: "shell",
    params: { cmd: "printf 'a\\nb\\n\\n' | sort -r; echo err >&2; exit 3" },
    alike: COMMAND,
  },
  {
    name: "shell with input",
    module: "shell",
    params: { cmd: "cat; echo $0", stdin: "in", executable: "/bin/bash" },
    alike: COMMAND,
  },
];

/** Copy is half an action plugin, so that it needs a playbook. */
function playbook(folder: string): string {
  const copies = [...SCENARIOS.entries()].filter(([, scenario]) => scenario.module === "copy");
  const tasks = copies.flatMap(([at, scenario]) =>
    [1, 2].map((run) => ({
      name: scenario.name,
      "ansible.builtin.copy": placed(scenario.params, `${folder}/${at}`),
      register: `r${at}_${run}`,
      ignore_errors: true,
    }))
  );
  const names = copies.flatMap(([at]) => [`'${at}_1': r${at}_1`, `'${at}_2': r${at}_2`]).join(", ");
  const keep = { name: "keep", copy: { content: `{{ {${names}} | to_json }}`, dest: `${folder}/results.json` } };
  return JSON.stringify([{ hosts: "localhost", connection: "local", gather_facts: false, tasks: [...tasks, keep] }]);
}

/** The other modules are run by one Python that has them loaded, a fork each: 30 times faster than tasks of a playbook. */
const DRIVER = `
import importlib, json, os, sys
from ansible.module_utils import basic
for line in sys.stdin:
    call = json.loads(line)
    module = importlib.import_module("ansible.modules." + call["module"])
    for run in (1, 2):
        reader, writer = os.pipe()
        if os.fork() == 0:
            os.dup2(writer, 1)
            sys.stdin = open(os.devnull)
            basic._ANSIBLE_ARGS = json.dumps({"ANSIBLE_MODULE_ARGS": call["params"]}).encode()
            try:
                try:
                    module.main()
                except SystemExit:
                    pass
                except BaseException:
                    sys.excepthook(*sys.exc_info())
            except SystemExit:
                pass
            finally:
                sys.stdout.flush()
                os._exit(0)
        os.close(writer)
        print(json.dumps({"key": "%s_%d" % (call["at"], run), "result": json.load(os.fdopen(reader))}), flush=True)
        os.wait()
`;

/** The calls for the driver, a line each. */
function calls(folder: string): string {
  return [...SCENARIOS.entries()].filter(([, { module }]) => module !== "copy").map(([at, scenario]) => {
    const { cmd, ...params } = placed(scenario.params, `${folder}/${at}`);
    const own: JsonObject = { ...params, _ansible_diff: true };
    if (cmd !== undefined) own._raw_params = cmd;
    if (scenario.module === "shell") own._uses_shell = true;
    return JSON.stringify({ at, module: scenario.module === "shell" ? "command" : scenario.module, params: own });
  }).join("\n");
}

function placed(params: JsonObject, folder: string): JsonObject {
  return JSON.parse(JSON.stringify(params).replaceAll("@", folder));
}

async function command(argv: string[], options: Deno.CommandOptions = {}): Promise<Deno.CommandOutput> {
  return await new Deno.Command(argv[0]!, { args: argv.slice(1), stdin: "null", ...options }).output();
}

async function prepared(folder: string): Promise<void> {
  for (const [at, scenario] of SCENARIOS.entries()) {
    await Deno.mkdir(`${folder}/${at}`, { recursive: true });
    const made = await command(["sh", "-c", scenario.before ?? ":"], { cwd: `${folder}/${at}` });
    assert.equal(made.code, 0, new TextDecoder().decode(made.stderr));
  }
}

async function tree(folder: string): Promise<string> {
  const look =
    `find . -printf '%P %y %m %u:%g %l %n\\n' | sort; find . -type f -print0 | sort -z | xargs -0 -r head -v -c 1000`;
  return new TextDecoder().decode((await command(["sh", "-c", look], { cwd: folder })).stdout).replaceAll(folder, "@");
}

function picked(result: JsonObject, scenario: Scenario, folder: string): JsonObject {
  const keys = scenario.module === "stat" ? [] : scenario.alike ?? [];
  const plain: JsonObject = { changed: result.changed ?? false, failed: result.failed ?? false };
  for (const key of keys) plain[key] = result[key] ?? null;
  if (scenario.module === "stat") {
    const stat = result.stat as JsonObject;
    // Two trees are made at two times; what follows from that is left out.
    for (const key of STAT.filter((name) => name !== "mtime")) plain[key] = stat[key] ?? null;
  }
  return JSON.parse(JSON.stringify(plain as Json).replaceAll(folder, "@"));
}

Deno.test("modules do what Ansible's do", async (t) => {
  const there = await command(["ansible-playbook", "--version"]).catch(() => undefined);
  if (there === undefined || Deno.uid() !== 0) {
    const why = there === undefined ? "ansible-playbook is not installed" : "only root may change owners";
    assert.notEqual(Deno.env.get("CI"), "true", why);
    await Deno.stdout.write(new TextEncoder().encode(`skipped: ${why}\n`));
    return;
  }
  await using stage = await Stage.open();
  const [theirs, ours] = [stage.path("side-a"), stage.path("side-b")];
  for (const folder of [theirs, ours]) await prepared(folder);
  await Deno.writeTextFile(stage.path("play.json"), playbook(theirs));
  const env = {
    ANSIBLE_LOCALHOST_WARNING: "false",
    ANSIBLE_INVENTORY_UNPARSED_WARNING: "false",
    ANSIBLE_NOCOLOR: "1",
    ANSIBLE_PYTHON_INTERPRETER: "/usr/bin/python3",
  };
  const ran = await command(["ansible-playbook", "-i", "localhost,", stage.path("play.json")], {
    env,
    cwd: stage.folder,
  });
  assert.equal(ran.code, 0, new TextDecoder().decode(ran.stdout).slice(-2000) + new TextDecoder().decode(ran.stderr));
  const results: Record<string, JsonObject> = JSON.parse(await Deno.readTextFile(`${theirs}/results.json`));
  await Deno.writeTextFile(stage.path("calls"), calls(theirs));
  await Deno.writeTextFile(stage.path("driver.py"), DRIVER);
  const driven = await command(["sh", "-c", "exec /usr/bin/python3 driver.py <calls"], { cwd: stage.folder });
  assert.equal(driven.code, 0, new TextDecoder().decode(driven.stderr));
  for (const line of new TextDecoder().decode(driven.stdout).trim().split("\n")) {
    const { key, result } = JSON.parse(line);
    results[key] = result;
  }
  const registry = modules();
  let compared = 0;
  for (const [at, scenario] of SCENARIOS.entries()) {
    await t.step(scenario.name, async () => {
      const module = registry.get(scenario.module)!;
      const params = placed(scenario.params, `${ours}/${at}`);
      for (const run of [1, 2]) {
        const { result } = await stage.run(module, params);
        const expected = picked(results[`${at}_${run}`]!, scenario, `${theirs}/${at}`);
        assert.deepEqual(picked(result, scenario, `${ours}/${at}`), expected, `run ${run}: ${JSON.stringify(result)}`);
      }
      assert.equal(await tree(`${ours}/${at}`), await tree(`${theirs}/${at}`));
      compared++;
    });
  }
  assert.ok(compared >= SCENARIOS.length, `${compared} of ${SCENARIOS.length} compared`);
});
