// Hosts that are rebooted: once, proved by the boot id, whatever dies meanwhile.
import assert from "node:assert/strict";
import { noRoom } from "../rooms/room.ts";
import { eventually } from "../sshd/processes.ts";
import { isDown, type Rebootable, rebootable } from "./reboot_ground.ts";

const ignore = noRoom() !== undefined;

const BOOT = "echo asked >>/root/asked; cat /proc/sys/kernel/random/boot_id";

function play(timeout = 60): string {
  return `
- hosts: web
  gather_facts: false
  tasks:
    - {name: before, shell: echo before >>/root/deeds}
    - name: again
      reboot: {reboot_timeout: ${timeout}, search_paths: [/opt/sbin], msg: "it's time", boot_time_command: ${BOOT}}
      register: booted
    - {name: after, shell: "echo after {{ booted.rebooted }} >>/root/deeds; cat /proc/sys/kernel/random/boot_id >>/root/boots"}
`;
}

for (const how of ["", "abrupt"]) {
  const told = how === "" ? "" : ", where its session dies under the command";
  Deno.test({
    name: `reboot: the host boots once, and the tasks after it meet the new boot${told}`,
    ignore,
    async fn() {
      await using host = await rebootable(how);
      host.ground.write("site.yml", play());
      const { code, stdout, stderr } = await host.ground.run("run", "site.yml", ...host.inventory);
      assert.equal(code, 0, stdout + stderr);
      assert.deepEqual(await host.lines("shutdowns"), ["-r 0 it's time"]);
      await inNewBoot(host);
    },
  });

  Deno.test({
    name: `reboot: whoever goes on after a kill -9 waits for the host, and reboots it no second time${told}`,
    ignore,
    async fn() {
      await using host = await rebootable(how);
      const { ground, room } = host;
      ground.write("site.yml", play());
      await room.sh("touch /root/hold");
      const run = ground.command("run", "site.yml", ...host.inventory).spawn();
      await eventually("the host to be down", () => isDown(host.door.port));
      run.kill("SIGKILL");
      await run.output();
      await room.sh("rm /root/hold");
      await eventually("the host to be up", async () => !await isDown(host.door.port));
      const { code, stdout, stderr } = await ground.run("resume", "1");
      assert.equal(code, 0, stdout + stderr);
      assert.equal((await host.lines("shutdowns")).length, 1);
      await inNewBoot(host);
    },
  });
}

Deno.test({
  name: "reboot: whoever goes on after a kill -9 waits also where the host has not even gone down yet",
  ignore,
  async fn() {
    await using host = await rebootable("later");
    const { ground, room } = host;
    ground.write("site.yml", play());
    const run = ground.command("run", "site.yml", ...host.inventory).spawn();
    await eventually("the command to be given", async () => (await host.lines("shutdowns")).length > 0);
    run.kill("SIGKILL");
    await run.output();
    const resumed = ground.command("resume", "1").output();
    await eventually("the row to be settled", () => {
      return ground.query("SELECT id FROM actions WHERE status = 'running'").length === 0;
    });
    const before = (await host.lines("asked")).length;
    await eventually("the host to be asked again and again, or not waited for", async () => {
      return (await host.lines("asked")).length > before + 2 || (await host.lines("boots")).length > 0;
    });
    await room.sh("touch /root/now");
    const { code, stdout } = await resumed;
    assert.equal(code, 0, new TextDecoder().decode(stdout));
    assert.equal((await host.lines("shutdowns")).length, 1);
    await inNewBoot(host);
  },
});

Deno.test({
  name: "reboot: a host that does not come back has failed after reboot_timeout, with a sentence",
  ignore,
  async fn() {
    await using host = await rebootable("never");
    host.ground.write("site.yml", play(2));
    const { code, stdout } = await host.ground.run("run", "site.yml", "--once", ...host.inventory);
    assert.notEqual(code, 0);
    assert.match(stdout, /Timed out waiting for last boot time check \(timeout=2\)/);
    assert.deepEqual(await host.lines("shutdowns"), ["-r 0 it's time"]);
  },
});

Deno.test({
  name: "reboot: a command that refuses has failed with its words, and nothing is waited for",
  ignore,
  async fn() {
    await using host = await rebootable("refuses");
    host.ground.write("site.yml", play());
    const { code, stdout } = await host.ground.run("run", "site.yml", "--once", ...host.inventory);
    assert.notEqual(code, 0);
    assert.match(stdout, /Reboot command failed\. Error was: ', not now'/);
  },
});

Deno.test({
  name: "reboot: the machine that we run on is refused",
  ignore,
  async fn() {
    await using host = await rebootable();
    host.ground.write(
      "here.yml",
      "- hosts: localhost\n  gather_facts: false\n  tasks:\n    - reboot: {reboot_command: /nonexistent/reboot}\n",
    );
    const { code, stdout } = await host.ground.run("run", "here.yml", "--once");
    assert.notEqual(code, 0);
    assert.match(stdout, /Running reboot with local connection would reboot the control node\./);
  },
});

Deno.test({
  name: "wait_for_connection: a play waits for a host that comes up late, and goes on with it",
  ignore,
  async fn() {
    await using host = await rebootable();
    const { ground, door } = host;
    ground.write(
      "wait.yml",
      "- hosts: web\n  gather_facts: false\n  tasks:\n    - {wait_for_connection: {timeout: 60, connect_timeout: 2}}\n" +
        "    - {shell: echo up >>/root/deeds}\n",
    );
    await door.stop();
    const run = ground.command("run", "wait.yml", ...host.inventory).output();
    await eventually("the pass to begin", () => Promise.resolve(passes(ground.db) > 0));
    await door.start();
    const { code, stdout } = await run;
    assert.equal(code, 0, new TextDecoder().decode(stdout));
    assert.deepEqual(await host.lines("deeds"), ["up"]);

    function passes(_db: string): number {
      try {
        return ground.query("SELECT id FROM iterations").length;
      } catch {
        return 0; // the database is being made
      }
    }
  },
});

Deno.test({
  name: "wait_for_connection: a host that does not come up has failed, and says how it was tried",
  ignore,
  async fn() {
    await using host = await rebootable();
    host.ground.write(
      "wait.yml",
      "- {hosts: web, gather_facts: false, tasks: [{wait_for_connection: {timeout: 1}}]}\n",
    );
    await host.door.stop();
    const { code, stdout } = await host.ground.run("run", "wait.yml", "--once", ...host.inventory);
    assert.notEqual(code, 0);
    assert.match(stdout, /timed out waiting for ping module test: web cannot be reached/);
  },
});

/** The task after the reboot ran once, and in the boot that came after it. */
async function inNewBoot({ lines, room }: Rebootable): Promise<void> {
  assert.deepEqual(await lines("deeds"), ["before", "after True"]);
  assert.deepEqual(await lines("boots"), [(await room.sh("cat /run/boot_id")).trim()]);
}
