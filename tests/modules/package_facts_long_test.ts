// package and package_facts on a host that has a real dnf and rpm: a room into which Debian's packages of them are fetched.
import assert from "node:assert/strict";
import { packageModule } from "../../src/modules/package.ts";
import { packageFactsModule } from "../../src/modules/package_facts.ts";
import { noRoom, openRoom, prepareRooms } from "../rooms/room.ts";
import { dnfGround, fetchPackages } from "./rpm_repository.ts";
import { Stage } from "./stage.ts";

const ROCKY = 'ID=rocky\\nNAME="Rocky Linux"\\nVERSION_ID=9.4\\nID_LIKE="rhel centos fedora"\\n';

Deno.test("package takes dnf, and package_facts tells of rpm's packages what Ansible's does", {
  ignore: noRoom() !== undefined,
}, async () => {
  const folder = await Deno.makeTempDir({ prefix: "rpm-" });
  try {
    await fetchPackages(folder, ["dnf", "rpm", "createrepo-c"]);
    await using ground = await prepareRooms(dnfGround(folder));
    await using room = await openRoom({ ground });
    await room.sh(`printf '${ROCKY}' >/usr/lib/os-release`);
    await using stage = await Stage.inRoom(room);
    const module = packageModule();
    const params = { name: ["two", "epoch"], state: "present" };
    const { result } = await stage.run(module, params);
    assert.deepEqual([result.changed, result.manager], [true, "dnf"], JSON.stringify(result));
    assert.equal((await stage.run(module, params)).plan.kind, "same");
    const facts = await stage.run(packageFactsModule(), { manager: "rpm" });
    const told = await room.sh(
      "ansible localhost -e ansible_python_interpreter=/usr/bin/python3 -m package_facts -a manager=rpm 2>/dev/null",
    );
    const theirs = JSON.parse(told.replace(/^.*?=> /s, ""));
    assert.deepEqual(facts.result.ansible_facts, { packages: theirs.ansible_facts.packages });
    assert.deepEqual(Object.keys(theirs.ansible_facts.packages).sort(), ["base", "epoch", "two"]);
    assert.equal((await stage.run(module, { name: "two", state: "absent" })).result.changed, true);
    assert.equal(await room.sh("rpm -q two || :"), "package two is not installed\n");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
