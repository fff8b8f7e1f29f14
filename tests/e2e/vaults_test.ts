// What ansible-vault encrypted, wherever it may stand: used as Ansible uses it, and told to nobody.
import assert from "node:assert/strict";
import { ALL, plantVaults } from "./vault_ground.ts";
import { Ground } from "./program.ts";
import { readers } from "./secrets_ground.ts";

const ansible = await new Deno.Command("ansible-playbook", { args: ["--version"], stdout: "null", stderr: "null" })
  .output().then(({ success }) => success, () => false);

/** What lies below a folder, by its path. */
function treeOf(folder: string): Record<string, string> {
  return Object.fromEntries(
    [...Deno.readDirSync(folder)].map(({ name }) => [name, Deno.readTextFileSync(`${folder}/${name}`)]),
  );
}

Deno.test({
  name: "run opens vaults wherever Ansible does, makes the same of them, and leaves nothing of them behind",
  ignore: !ansible && Deno.env.get("CI") !== "true",
  fn: async () => {
    using ground = new Ground();
    using planted = plantVaults(ground);
    ground.write("each.yml", "- copy: {content: '{{ item }}', dest: '{{ dest }}/each'}\n");
    const flags = [...planted.flags, "-e", "@extra.yml", "-i", "hosts.yml"];
    const theirs = await new Deno.Command("ansible-playbook", {
      args: ["site.yml", ...flags, "-e", `dest=${planted.folder}/theirs`],
      cwd: ground.folder,
      env: {
        ...ground.env,
        ANSIBLE_LOCAL_TEMP: `${planted.folder}/tmp`,
        ANSIBLE_REMOTE_TEMP: `${planted.folder}/tmp2`,
      },
    }).output();
    assert.equal(theirs.code, 0, new TextDecoder().decode(theirs.stdout) + new TextDecoder().decode(theirs.stderr));
    const ours = await ground.run("run", "-f", "site.yml", ...flags, "-e", `dest=${planted.folder}/ours`, "--diff");
    assert.equal(ours.code, 0, ours.stdout + ours.stderr);
    assert.deepEqual(treeOf(`${planted.folder}/ours`), treeOf(`${planted.folder}/theirs`));
    assert.equal(ALL.in(ours.stdout + ours.stderr), undefined);
    assert.ok((ours.stdout + ours.stderr).includes("(secret)"));
    assert.equal(ALL.in(await readers(ground)), undefined);
    assert.deepEqual(ALL.inDatabase(ground.db), []);
    assert.deepEqual(ALL.inFiles(ground.folder), []);
  },
});
