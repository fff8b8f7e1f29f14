// Files that a form suggests: found by their names and how they begin, and never too many.
import assert from "node:assert/strict";
import { filesNear, kindOf } from "../../src/cli/files_near.ts";

const PLAYBOOK = "# what\n---\n- name: Web\n  hosts: web\n  tasks: []\n";

Deno.test("kindOf() tells what a file is by its name and how it begins", () => {
  for (
    const [name, text, kind] of [
      ["site.yml", PLAYBOOK, "playbook"],
      ["site.yaml", "- hosts: all\n  tasks: []\n", "playbook"],
      ["tasks.yml", "- name: a\n  copy: {}\n", undefined],
      ["policy.yml", "rules:\n  - deny: {}\n", "policy"],
      ["inventory.yml", "web:\n  hosts:\n    web1:\n", "inventory"],
      ["prod.yml", "all:\n  children:\n    web: {}\n", "inventory"],
      ["vars.yml", "port: 80\nhosts: 3\n", undefined],
      ["hosts", "web1\n", "inventory"],
      ["prod.ini", "[web]\nweb1\n", "inventory"],
      ["hosts", "\0\x01", undefined],
      ["goal.md", "nginx is there", "goal"],
      ["README.md", "# hello", undefined],
    ] as const
  ) assert.equal(kindOf(name, text), kind, name);
});

Deno.test("filesNear() finds what lies in a folder and two below, by path, and no hidden ones", async () => {
  const folder = await Deno.makeTempDir();
  try {
    for (const below of ["a/b/c", ".git", "group_vars"]) await Deno.mkdir(`${folder}/${below}`, { recursive: true });
    for (
      const path of ["z.yml", "a/y.yml", "a/b/x.yml", "a/b/c/deep.yml", ".git/h.yml", "group_vars/g.yml", ".h.yml"]
    ) {
      await Deno.writeTextFile(`${folder}/${path}`, PLAYBOOK);
    }
    await Deno.writeTextFile(`${folder}/hosts`, "web1\n");
    await Deno.symlink("/nowhere", `${folder}/broken.yml`);
    assert.deepEqual(await filesNear(folder), [
      { path: "a/b/x.yml", kind: "playbook" },
      { path: "a/y.yml", kind: "playbook" },
      { path: "hosts", kind: "inventory" },
      { path: "z.yml", kind: "playbook" },
    ]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("filesNear() names at most fifty, and none of a folder that cannot be read", async () => {
  const folder = await Deno.makeTempDir();
  try {
    for (let n = 0; n < 80; n++) await Deno.writeTextFile(`${folder}/${n}.yml`, PLAYBOOK);
    assert.equal((await filesNear(folder)).length, 50);
    assert.deepEqual(await filesNear(`${folder}/none`), []);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
