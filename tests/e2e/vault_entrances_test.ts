// How a host is entered, encrypted: address, user and both passwords; the vault's own is typed.
import assert from "node:assert/strict";
import { noFarm } from "../sshd/farm.ts";
import { cannotTry, sudoRules } from "../transports/become_ground.ts";
import { Canary } from "./canary.ts";
import { FleetGround } from "./fleet_ground.ts";
import { Typing } from "./typing.ts";
import { inline } from "./vault_ground.ts";

const ignore = noFarm() !== undefined || cannotTry() !== undefined;
const LOGIN = "löwe zahn 8";
const VAULT = "drei käse hoch";

Deno.test(
  "run -J enters hosts whose user and passwords are encrypted, and has none of them on record",
  { ignore },
  async () => {
    await using ground = await FleetGround.make();
    await using canary = new Canary(LOGIN, VAULT);
    const user = await ground.farm.user({ password: LOGIN });
    await using _ = await sudoRules(`${user.name} ALL=(ALL) ALL`);
    await ground.farm.sshd({ names: ["sealed"], config: ["AuthorizedKeysFile none"] });
    ground.inventory(["sealed"]);
    await Deno.mkdir(`${ground.folder}/group_vars`, { recursive: true });
    const sealed = { ansible_user: user.name, ansible_password: LOGIN, ansible_become_password: LOGIN };
    const lines = Object.entries(sealed).map(([name, value]) => `${name}: ${inline(value, 2, { password: VAULT })}\n`);
    ground.write("group_vars/all.yml", lines.join(""));
    ground.site("    - shell: id -un >> DIR/world/deeds");
    await using run = await Typing.of(ground, "run", "-f", "site.yml", "-i", "inventory.yml", "-b", "-J");
    await run.answer("Vault password: ", VAULT);
    const { code } = await run.ended();
    assert.equal(code, 0, run.out);
    assert.deepEqual(ground.deeds, ["root"]);
    assert.ok(!canary.isIn(run.out));
    assert.deepEqual([await canary.files(ground.folder), await canary.files(user.home)], [[], []]);
    assert.ok(canary.looks > 0);
    assert.deepEqual(canary.processes, []);
  },
);
