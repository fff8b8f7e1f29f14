// What a shell as another user is: whose commands, whose files; and that its password is seen by nobody.
import assert from "node:assert/strict";
import type { Become } from "../../src/model/way.ts";
import { overdue, say } from "../contracts/shell_stage.ts";
import { done, eventually } from "../sshd/processes.ts";
import { doasRules, shellFrom, sudo, sudoRules, there, withUsers } from "./become_ground.ts";

withUsers(
  "connectAs() with each method: commands are the user's, with his home and no terminal",
  async (alice, bob) => {
    await using _ = await sudoRules(`Defaults:${alice.name} lecture=always`, `${alice.name} ALL=(ALL) ALL`);
    await using __ = await doasRules(`permit nopass ${alice.name}`);
    await Deno.chmod(alice.home, 0o700);
    const ways: [Become, string?][] = [
      [sudo(bob.name), "pass of alice"],
      [sudo(bob.name, ["-H", "-n"]), "pass of alice"],
      [sudo(bob.name, ["-i"]), "pass of alice"],
      [{ method: "su", user: bob.name }, "pass of bob"],
      [{ method: "su", user: bob.name, flags: ["-"] }, "pass of bob"],
      [{ method: "doas", user: bob.name }],
      [{ method: "doas", user: bob.name, flags: ["-n"] }, "not asked for"],
    ];
    for (const [become, password] of ways) {
      await using shell = await shellFrom({ from: alice, become, ...(password === undefined ? {} : { password }) });
      const script = 'id -un; id -Gn; echo "$HOME"; umask; tty; pwd; [ -r . ] && echo readable';
      const [user, groups, home, umask, tty, folder, readable] = (await shell.run(["sh", "-c", script])).stdout.split(
        "\n",
      );
      const name = JSON.stringify(become);
      assert.deepEqual([user, groups, home, tty], [bob.name, bob.name, bob.home, "not a tty"], name);
      assert.match(umask!, /^00[02]2$/);
      // Nobody may read alice's home, where it began.
      assert.deepEqual([folder, readable], [bob.home, "readable"], name);
    }
  },
);

withUsers("connectAs(): the password is in no list of processes, no environment and no file", async (alice, bob) => {
  const canary = `canary-${crypto.randomUUID()}`;
  await done("chpasswd", [], `${alice.name}:${canary}\n${bob.name}:${canary}\n`);
  await using _ = await sudoRules(`${alice.name} ALL=(ALL) ALL`);
  let looking = true;
  const seen: string[] = [];
  let looks = 0;
  const watch = (async () => {
    for (; looking; looks++) {
      for await (const { name } of Deno.readDir("/proc")) {
        if (!/^\d+$/.test(name)) continue;
        for (const file of [`/proc/${name}/cmdline`, `/proc/${name}/environ`]) {
          const text = await Deno.readTextFile(file).catch(() => "");
          if (text.includes(canary)) seen.push(file);
        }
      }
    }
  })();
  const ways = [sudo(bob.name), sudo("root"), { method: "su", user: bob.name } as const];
  for (const [action, become] of ways.entries()) {
    const receipts = `${become.user === "root" ? alice.home : bob.home}/.ftl2`;
    await using shell = await shellFrom({ from: alice, become, password: canary, receipts });
    const before = looks;
    const run = shell.run(["sleep", "60"], { timeoutMs: 300, receipt: { loop: "canary", action, token: 1 } });
    assert.equal((await run).timedOut, true);
    await eventually("a look from end to end", () => looks > before + 1);
    const search = 'grep -rl -f - "$1" "$_ftl2_d" /tmp/ftl2-* /var/tmp';
    const files = await shell.run(["sh", "-c", search, "sh", receipts], { stdin: canary });
    assert.equal(files.stdout, "");
    assert.equal(await say(shell, "set | grep -c canary-.*- || :"), "0\n");
  }
  looking = false;
  await watch;
  assert.deepEqual(seen, []);
});

withUsers("connectAs() over a shell of root's: a timeout ends what only root may end", async (alice) => {
  await using _ = await sudoRules(`${alice.name} ALL=(ALL) ALL`);
  await using shell = await shellFrom({ from: alice, become: sudo("root"), password: "pass of alice" });
  const cancel = new AbortController();
  const began = `${alice.home}/began`;
  const looking = shell.run(["sh", "-c", `echo $$ >"$1"; sleep 300`, "sh", began], {}, cancel.signal);
  await eventually("a start", () => there(began));
  cancel.abort();
  assert.equal((await looking).cancelled, true);
  const { stdout } = await overdue(shell, "trap '' TERM; echo $$; while :; do sleep 0.2; done", { lines: 1 });
  assert.equal(await there(`/proc/${stdout.trim()}`), false);
  assert.equal(await say(shell, "id -u"), "0\n");
});

withUsers("put() and get() are the user's: no file of his is readable by others", async (alice, bob) => {
  await using _ = await sudoRules(`${alice.name} ALL=(ALL) NOPASSWD: ALL`);
  await Deno.chmod(bob.home, 0o700);
  await using shell = await shellFrom({ from: alice, become: sudo(bob.name) });
  const content = crypto.getRandomValues(new Uint8Array(60_000));
  await shell.put(`${bob.home}/made`, content);
  assert.deepEqual(await shell.get(`${bob.home}/made`), content);
  const { uid, mode } = await Deno.stat(`${bob.home}/made`);
  assert.deepEqual([uid, mode! & 0o777], [bob.uid, 0o600]);
  await Deno.writeTextFile(`${alice.home}/hers`, "hers", { mode: 0o600 });
  await Deno.chown(`${alice.home}/hers`, alice.uid, alice.uid);
  await assert.rejects(shell.get(`${alice.home}/hers`), /Cannot read .*hers.*: .*Permission denied/);
  await assert.rejects(shell.put(`${alice.home}/hers`, content), /Cannot write .*hers.*: .*Permission denied/);
});

withUsers("localTransport() of a controller that is not root lets go of what it cannot kill", async (alice) => {
  await using _ = await sudoRules(`${alice.name} ALL=(ALL) NOPASSWD: ALL`);
  const place = `${alice.home}/here`;
  await Deno.writeTextFile(`${place}.stuck`, `#!/bin/sh\nexec sudo sh -c 'echo $$ >${place}.pid; exec sleep 300'\n`);
  await Deno.chmod(`${place}.stuck`, 0o755);
  // Whoever may read the sources where they are, she may not.
  const root = new URL("../..", import.meta.url).pathname;
  await done("mkdir", ["-p", `${alice.home}/src`, `${alice.home}/tests/transports`]);
  await done("cp", [
    "-r",
    ...["model", "ports", "transports"].map((room) => `${root}src/${room}`),
    `${alice.home}/src`,
  ]);
  await done("cp", [`${root}tests/transports/become_child.ts`, `${alice.home}/tests/transports`]);
  await done("chown", ["-R", alice.name, alice.home]);
  const words = ["setpriv", `--reuid=${alice.uid}`, `--regid=${alice.uid}`, "--init-groups", "env", "-C", alice.home];
  const own = [`HOME=${alice.home}`, `DENO_DIR=${alice.home}/cache`, Deno.execPath(), "run", "-A", "--no-check"];
  const said = await done(words[0]!, [...words.slice(1), ...own, "tests/transports/become_child.ts", place]);
  const stuck = Number(await Deno.readTextFile(`${place}.pid`));
  Deno.kill(stuck, "SIGTERM");
  const [user, cancelled, broken, late, inTime] = JSON.parse(said);
  assert.deepEqual([user, cancelled, broken, inTime], ["0", "cancelled true", "ShellBroken", "in time"]);
  assert.match(late, /did not answer within 1 s/);
});

withUsers("connectAs() skips a profile's noise, and tells it no password", async (alice, bob) => {
  const trap =
    `printf 'noise without an end'; printf 'Choose a colour: ' >&2; read -t 1 -r x; echo "$x" >"$HOME/eaten"\n`;
  await Deno.writeTextFile(`${bob.home}/.profile`, trap);
  await Deno.writeTextFile(`${bob.home}/.bash_profile`, trap);
  await using _ = await sudoRules(`${alice.name} ALL=(ALL) NOPASSWD: ALL`);
  const ways: Become[] = [
    sudo(bob.name, ["-i"]),
    { method: "su", user: bob.name, exe: "sudo su", flags: ["-"] },
  ];
  for (const become of ways) {
    await using shell = await shellFrom({ from: alice, become, password: "canary" });
    assert.equal(await say(shell, 'id -un; cat "$HOME/eaten"'), `${bob.name}\n\n`);
  }
});
