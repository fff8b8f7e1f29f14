// The playbook of what was done by a run in words, under the real ansible-playbook.
import assert from "node:assert/strict";
import { Ground } from "../engine/ground.ts";
import { lacking } from "../modules/needs.ts";
import { deeds, runInWords, UNUSED } from "./playbook_out_runs.ts";

Deno.test({
  name: "playbookOut() writes what ansible-playbook runs without a change, and brings an empty machine there",
  ignore: lacking("ansible-playbook"),
  fn: async () => {
    using ground = new Ground(UNUSED);
    const [first, second] = deeds(ground);
    // Without what is undone later, it builds the same from nothing.
    const lasting = [
      ...first!.filter(({ module, params }) => module !== "copy" && params["mode"] !== "0640"),
      ...second!,
    ];
    await runInWords(ground, [lasting]);
    const play = async () => {
      const { code, stdout, stderr } = await new Deno.Command("ansible-playbook", {
        args: ["-c", "local", "-i", "localhost,", `${ground.folder}/out/site.yml`],
        env: {
          ANSIBLE_NOCOLOR: "1",
          ANSIBLE_LOCAL_TEMP: `${ground.folder}/tmp`,
          ANSIBLE_REMOTE_TEMP: `${ground.folder}/tmp`,
        },
      }).output();
      const told = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
      assert.equal(code, 0, told);
      return Number(/changed=(\d+)/.exec(told)?.[1]);
    };
    assert.equal(await play(), 0);
    const before = await Deno.readTextFile(`${ground.folder}/site/link`);
    for (const name of ["site", "mark"]) ground.remove(name);
    assert(await play() > 0);
    assert.equal(await Deno.readTextFile(`${ground.folder}/site/link`), before);
    assert.equal((await Deno.stat(`${ground.folder}/site/conf`)).mode! & 0o777, 0o600);
    assert.equal(await play(), 0);
  },
});
