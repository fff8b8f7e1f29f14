// apt_repository where a comparison with Ansible's cannot reach: what it leaves behind, and what others on the host can read of it.
import assert from "node:assert/strict";
import { aptRepositoryModule } from "../../src/modules/apt_repository.ts";
import { noRoom, openRoom, type Room } from "../rooms/room.ts";
import { Stage } from "./stage.ts";

const module = aptRepositoryModule();
const ignore = noRoom() !== undefined;
const PARTS = "/etc/apt/sources.list.d";

async function inRoom(deed: (room: Room, stage: Stage) => Promise<void>, words?: string[]): Promise<void> {
  await using room = await openRoom();
  await room.sh(`rm -rf ${PARTS}/* /etc/apt/sources.list; mkdir /srv/other; : >/srv/other/Packages`);
  await using stage = await Stage.inRoom(room, words);
  await deed(room, stage);
}

/** What is left in folders for what is only there for a while, and beside the files. */
function left(room: Room): string[] {
  return room.changed().filter((line) => /^\/(tmp|var\/tmp)\/.|\.ftl2\.\w+ /.test(line));
}

for (const words of [["sh"], ["busybox", "sh"], ["bash"]]) {
  Deno.test(`apt_repository leaves nothing behind, whatever comes of it (${words.join(" ")})`, { ignore }, async () => {
    await inRoom(async (room, stage) => {
      const good = await stage.run(module, { repo: "deb [trusted=yes] file:/srv/other ./" });
      assert.equal(good.result.changed, true, JSON.stringify(good.result));
      const bad = await stage.run(module, {
        repo: "deb [trusted=yes] file:/srv/nowhere ./",
        filename: "srv_other",
        update_cache_retries: 1,
      });
      assert.match(String(bad.result.msg), /^Failed to update apt cache: .*nowhere/s);
      assert.equal(await room.sh(`cat ${PARTS}/*`), "deb [trusted=yes] file:/srv/other ./\n");
      assert.deepEqual(left(room), []);
    }, words);
  });
}

Deno.test("apt_repository shows a password to nobody who lists the host's processes", { ignore }, async () => {
  await inRoom(async (room, stage) => {
    await room.sh(
      `echo 'APT::Update::Pre-Invoke { "cat /proc/[0-9]*/cmdline >/srv/seen"; };' >/etc/apt/apt.conf.d/99seen`,
    );
    const repo = "deb [trusted=yes] http://ann:hunter2hunter2@127.0.0.1:1/x ./";
    await stage.run(module, { repo, update_cache_retries: 1 });
    const seen = await room.sh("tr '\\\\0' '\\\\n' </srv/seen");
    assert.match(seen, /apt-get/);
    assert.doesNotMatch(seen, /hunter2/);
  });
});

Deno.test("apt_repository takes a file's name for no more than that", { ignore }, async () => {
  await inRoom(async (room, stage) => {
    const filename = "it's $(touch here) -x";
    const params = { repo: "deb [trusted=yes] file:/srv/other ./", filename, update_cache: false };
    assert.equal((await stage.run(module, params)).result.changed, true);
    assert.equal((await stage.run(module, params)).result.changed, false);
    assert.equal(await room.sh(`ls ${PARTS}`), `${filename}.list\n`);
    assert.equal((await stage.run(module, { ...params, state: "absent" })).result.changed, true);
    assert.equal(await room.sh(`ls ${PARTS}`), "");
  });
});

Deno.test("apt_repository changes nothing where not all of a file came through", { ignore }, async () => {
  await inRoom(async (room, stage) => {
    const plan = await stage.check(module, { repo: "deb [trusted=yes] file:/srv/other ./", update_cache: false });
    assert.ok(plan.kind === "change");
    const [command] = plan.commands;
    const output = await stage.shell.run(command?.argv ?? [], { stdin: "deb [tru" });
    assert.notEqual(output.rc, 0);
    assert.equal(module.conclude(plan.result, output).failed, true);
    assert.equal(await room.sh(`ls -A ${PARTS}`), "");
    assert.deepEqual(left(room), []);
  });
});
