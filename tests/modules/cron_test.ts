// Cron's tables in rooms: hostile texts, tables of any bytes and length, tables that cannot be read, jobs of two at once.
import assert from "node:assert/strict";
import { cronModule } from "../../src/modules/cron.ts";
import { noRoom, openRoom, type Room } from "../rooms/room.ts";
import { Stage } from "./stage.ts";

const cron = cronModule();
const ignore = noRoom() !== undefined;
const HOSTILE = `'"$(touch /made)\`touch /made\` ; touch /made \\ %s é`;

async function stageIn(room: Room): Promise<Stage> {
  // The machine's own, which a room sees, too.
  await room.sh("rm -rf /tmp/tmp.*");
  return await Stage.inRoom(room);
}

Deno.test({ name: "cron takes names and jobs for what they are, whatever is in them", ignore }, async () => {
  await using room = await openRoom();
  await using stage = await stageIn(room);
  const job = { name: `n ${HOSTILE}`, job: HOSTILE.replace("%", "\\%") };
  for (const params of [job, { ...job, user: "daemon" }, { ...job, user: "root", cron_file: "jobs" }]) {
    stage.looks = 0;
    const { result } = await stage.run(cron, params);
    assert.deepEqual([result.changed, result.jobs], [true, [job.name]]);
    assert.equal(stage.looks, 1);
    assert.equal((await stage.run(cron, params)).plan.kind, "same");
  }
  assert.equal(await room.sh("crontab -l"), `#Ansible: ${job.name}\n* * * * * ${job.job}\n`);
  assert.equal(await room.sh("cat /etc/cron.d/jobs"), `#Ansible: ${job.name}\n* * * * * root ${job.job}\n`);
  const { result } = await stage.run(cron, { ...job, user: "$(touch /made)" });
  assert.equal(result.failed, true);
  assert.equal(await room.sh("ls -d /made /tmp/tmp.* 2>/dev/null || :"), "");
});

Deno.test({ name: "cron refuses what would be more than its line", ignore }, async () => {
  await using room = await openRoom();
  await using stage = await stageIn(room);
  const wrong = [
    { name: "a\n* * * * * root evil", job: "b" },
    { name: "a", job: "b\n* * * * * root evil" },
    { name: "a", job: "b", minute: "1 * * * * root evil\n" },
    { name: "a", job: "b", user: "root\nevil", cron_file: "x" },
    { name: "a", job: "b", hour: " " },
  ];
  for (const params of wrong) assert.equal((await stage.run(cron, params)).plan.kind, "fail", JSON.stringify(params));
  assert.equal(await room.sh("crontab -l 2>&1 || :"), "no crontab for root\n");
});

Deno.test({ name: "cron does not take a table that it cannot read for an empty one", ignore }, async () => {
  await using room = await openRoom();
  await using stage = await stageIn(room);
  await room.sh("printf '* * * * * mine\\n' | crontab -; mv /usr/bin/crontab /usr/bin/crontab.real");
  const says = (script: string) =>
    room.sh(`printf '%s\\n' '#!/bin/sh' '${script}' >/usr/bin/crontab; chmod 755 /usr/bin/crontab`);
  for (const script of ["echo no space left >&2; exit 1", "echo half; exit 1", "exit 3"]) {
    await says(script);
    const { result, plan } = await stage.run(cron, { name: "a", job: "b" });
    assert.equal(plan.kind, "fail");
    assert.match(String(result.msg), /^Unable to read crontab/);
  }
  await room.sh("rm /usr/bin/crontab");
  assert.match(String((await stage.run(cron, { name: "a", job: "b" })).result.msg), /has no crontab: install cron/);
  assert.equal((await stage.run(cron, { name: "a", job: "b", user: "root", cron_file: "x" })).result.changed, true);
});

Deno.test({ name: "cron keeps a table that is longer than what outputs keep, byte by byte", ignore }, async () => {
  await using room = await openRoom();
  await using stage = await stageIn(room);
  const line = `# \u00e9 ${"a comment of a long table ".repeat(20)}`;
  await room.sh(`yes '${line}' | head -n 2500 >/t; printf '# \\377\\n' >>/t; crontab /t`);
  const { result } = await stage.run(cron, { name: "\u00e9", job: "true" });
  assert.deepEqual(result.jobs, ["\u00e9"]);
  await room.sh("printf '#Ansible: \u00e9\\n* * * * * true\\n' >>/t; crontab -l | cmp - /t");
  assert.equal((await stage.run(cron, { name: "\u00e9", job: "true" })).plan.kind, "same");
});

Deno.test({ name: "cron leaves the old table where crontab refuses the new one", ignore }, async () => {
  await using room = await openRoom();
  await using stage = await stageIn(room);
  await room.sh("printf '1 1 1 1 1 mine\\n' | crontab -");
  const { result } = await stage.run(cron, { name: "a", job: "b", minute: "99" });
  assert.equal(result.failed, true);
  assert.match(String(result.msg), /bad minute/);
  assert.equal(await room.sh("crontab -l; ls -d /tmp/tmp.* 2>/dev/null || :"), "1 1 1 1 1 mine\n");
});
