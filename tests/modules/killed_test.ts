// A module that is killed in the middle leaves the old file or the new one, and the next run finishes the work.
import assert from "node:assert/strict";
import type { JsonObject } from "../../src/model/json.ts";
import { ShellBroken } from "../../src/model/errors.ts";
import { modules } from "../../src/modules/registry.ts";
import { DyingShell, type Moment } from "./dying_shell.ts";
import { Stage } from "./stage.ts";

interface Deed {
  name: string;
  module: string;
  /** `@` stands for the folder. */
  params: JsonObject;
  /** Files before it, with their contents; mode 0640. */
  before?: Record<string, string>;
  links?: Record<string, string>;
  /** What is looked at: a file, a link's target, or nothing there. */
  at: string[];
}

const OLD = "old one\nold two\n".repeat(50);
const DEEDS: Deed[] = [
  {
    name: "copy over a file",
    module: "copy",
    params: { content: "new\n", dest: "@/f" },
    before: { f: OLD },
    at: ["f"],
  },
  {
    name: "copy with mode and owner",
    module: "copy",
    params: { content: "new\n", dest: "@/f", mode: "0751", owner: "daemon", group: "sys" },
    before: { f: OLD },
    at: ["f"],
  },
  {
    name: "copy a new file",
    module: "copy",
    params: { content: "new\n", dest: "@/n/f", mode: "0600" },
    before: { "n/x": "" },
    at: ["n/f"],
  },
  {
    name: "copy with a backup",
    module: "copy",
    params: { content: "new\n", dest: "@/f", backup: true },
    before: { f: OLD },
    at: ["f"],
  },
  {
    name: "copy on the host",
    module: "copy",
    params: { src: "@/s", dest: "@/f", remote_src: true, mode: "preserve" },
    before: { s: "new\n", f: OLD },
    at: ["f"],
  },
  {
    name: "copy a folder",
    module: "copy",
    params: { src: "@/from/", dest: "@/to" },
    before: { "from/a": "new a\n", "from/b": "new b\n", "to/a": OLD },
    at: ["to/a", "to/b"],
  },
  {
    name: "template",
    module: "template",
    params: { src: "@/t.j2", dest: "@/f" },
    before: { "t.j2": "{{ 1 + 1 }}\n", f: OLD },
    at: ["f"],
  },
  {
    name: "lineinfile",
    module: "lineinfile",
    params: { path: "@/f", regexp: "^(old|new) one", line: "new one" },
    before: { f: OLD },
    at: ["f"],
  },
  {
    name: "blockinfile with a backup",
    module: "blockinfile",
    params: { path: "@/f", block: "new", backup: true, mode: "0644" },
    before: { f: OLD },
    at: ["f"],
  },
  {
    name: "replace",
    module: "replace",
    params: { path: "@/f", regexp: "old", replace: "new" },
    before: { f: OLD },
    at: ["f"],
  },
  {
    name: "assemble",
    module: "assemble",
    params: { src: "@/parts", dest: "@/f", remote_src: true },
    before: { "parts/1": "new 1\n", "parts/2": "new 2\n", f: OLD },
    at: ["f"],
  },
  {
    name: "ini_file with a backup",
    module: "ini_file",
    params: { path: "@/f", section: "s", option: "new", value: "1", backup: true },
    before: { f: OLD },
    at: ["f"],
  },
  {
    name: "a file of jobs for cron",
    module: "cron",
    params: { name: "new", job: "true", user: "root", cron_file: "@/f", backup: true },
    before: { f: OLD },
    at: ["f"],
  },
  {
    name: "a file of settings of the kernel",
    module: "sysctl",
    params: { name: "new", value: "1", sysctl_file: "@/f", reload: false },
    before: { f: OLD },
    at: ["f"],
  },
  {
    name: "a table of file systems",
    module: "mount",
    params: { path: "/new", src: "tmpfs", fstype: "tmpfs", fstab: "@/f", state: "present", backup: true },
    before: { f: OLD },
    at: ["f"],
  },
  {
    name: "a link led elsewhere",
    module: "file",
    params: { src: "@/b", dest: "@/l", state: "link" },
    before: { a: "a", b: "b" },
    links: { l: "a" },
    at: ["l"],
  },
  {
    name: "a link in place of a file",
    module: "file",
    params: { src: "@/b", dest: "@/f", state: "link", force: true },
    before: { f: OLD, b: "b" },
    at: ["f"],
  },
  {
    name: "a hard link in place of a file",
    module: "file",
    params: { src: "@/b", dest: "@/f", state: "hard", force: true },
    before: { f: OLD, b: "b" },
    at: ["f"],
  },
];

for (const deed of DEEDS) {
  Deno.test(`${deed.name}: killed at any moment, what lies there is the old or the new`, async () => {
    const [old, whole] = [await seen(deed), await seen(deed, true)];
    let deaths = 0;
    for (const when of ["before", "after", "amid"] as const) {
      for (let at = 1;; at++) {
        const died = await die(deed, { at, when }, { old, whole });
        if (!died) break;
        deaths++;
      }
    }
    assert(deaths >= 3, `only ${deaths} deaths`);
  });
}

/** What lies there before the deed, or after it. */
async function seen(deed: Deed, done = false): Promise<string[]> {
  await using stage = await ground(deed);
  if (done) await stage.run(modules().get(deed.module)!, at(deed.params, stage));
  return await looks(deed, stage);
}

async function die(deed: Deed, moment: Moment, { old, whole }: { old: string[]; whole: string[] }): Promise<boolean> {
  await using stage = await ground(deed);
  const traps = await Deno.makeTempDir({ prefix: "traps-" });
  try {
    const module = modules().get(deed.module)!;
    const call = stage.call(at(deed.params, stage));
    const plan = await module.look(call);
    assert(plan.kind === "change", JSON.stringify(plan));
    const dying = new DyingShell(traps, moment, stage.shell);
    const receipt = { loop: "killed", action: 1, token: 1 };
    try {
      await module.apply(plan, { ...call, shell: () => Promise.resolve(dying.deed()), receipt });
    } catch (error) {
      if (!(error instanceof ShellBroken)) throw error;
    }
    const left = await looks(deed, stage);
    for (const [index, each] of left.entries()) {
      const allowed = [old[index], whole[index]];
      assert(allowed.includes(each), `${deed.at[index]} ${moment.when} program ${moment.at}: ${each.slice(0, 300)}`);
    }
    await stage.run(module, at(deed.params, stage));
    assert.deepEqual(await looks(deed, stage), whole, `the run after a death ${moment.when} program ${moment.at}`);
    return dying.died;
  } finally {
    await Deno.remove(traps, { recursive: true });
  }
}

async function ground(deed: Deed): Promise<Stage> {
  const stage = await Stage.open();
  for (const [name, text] of Object.entries(deed.before ?? {})) await stage.write(name, text, 0o640);
  for (const [name, target] of Object.entries(deed.links ?? {})) await Deno.symlink(target, stage.path(name));
  return stage;
}

/** Mode, owner and content of what lies there; owner and mode may be those of either side only together with its content. */
async function looks({ at }: Deed, stage: Stage): Promise<string[]> {
  return await Promise.all(at.map(async (name) => {
    try {
      const path = stage.path(name);
      const info = await Deno.lstat(path);
      if (info.isSymlink) return `link to ${(await Deno.readLink(path)).replace(stage.folder, "@")}`;
      return `${await stage.mode(name)} ${info.uid}:${info.gid} ${await Deno.readTextFile(path)}`;
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return "nothing";
      throw error;
    }
  }));
}

function at(params: JsonObject, stage: Stage): JsonObject {
  return JSON.parse(JSON.stringify(params).replaceAll("@", stage.folder));
}
