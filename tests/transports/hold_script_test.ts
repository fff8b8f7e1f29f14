// What hold() makes of claims that lie on a machine, written here as crashes and strangers leave them.
import assert from "node:assert/strict";
import type { Shell } from "../../src/ports/shell.ts";
import { localTransport } from "../../src/transports/local.ts";
import { enter } from "../fakes/entrances.ts";

const boot = Deno.readTextFileSync("/proc/sys/kernel/random/boot_id").trim();
const hold = { uid: "0a1b", token: 7 };

/** A shell on a machine where these claims lie, and a lease that was stored before. */
async function withClaims(
  claims: Record<string, string>,
  check: (shell: Shell, root: string) => Promise<void>,
): Promise<void> {
  const root = await Deno.makeTempDir();
  await Deno.mkdir(`${root}/.holds/0a1b/tokens`, { recursive: true });
  for (const [at, text] of Object.entries(claims)) {
    await Deno.mkdir(`${root}/${at.split("/")[0]}/tokens`, { recursive: true });
    await Deno.writeTextFile(`${root}/${at}.claim`, text);
  }
  {
    await using shell = await localTransport({ receipts: root }).open(enter("localhost"));
    await check(shell, root);
  }
  await Deno.remove(root, { recursive: true });
}

/** The fields of /proc/PID/stat from the state on. */
function stat(pid: number): string[] {
  const text = Deno.readTextFileSync(`/proc/${pid}/stat`);
  return text.slice(text.lastIndexOf(")") + 2).split(" ");
}

const start = stat(Deno.pid)[19]!;
const group = stat(Deno.pid)[2]!;

const cases: [string, Record<string, string>, "free" | "busy"][] = [
  ["by one who lives", { "a/1": `${Deno.pid} ${start} ${boot}\n` }, "busy"],
  ["by one who lives, among others", {
    "a/1": `4194303 1 ${boot}\n`,
    "b/2": `${Deno.pid} ${start} ${boot}\nwhy timeout\n`,
    "c/3": "settled\n",
  }, "busy"],
  ["by one who lives, and it has ended", { "a/1": `${Deno.pid} ${start} ${boot}\nend 0\n` }, "free"],
  ["by one who lives, and was refused", { "a/1": `${Deno.pid} ${start} ${boot}\nrefused\n` }, "free"],
  ["in another boot", { "a/1": `${Deno.pid} ${start} another-boot\n` }, "free"],
  ["by a process whose number another has now", { "a/1": `${Deno.pid} 1 ${boot}\n` }, "free"],
  ["by one who has gone", { "a/1": `4194303 1 ${boot}\n`, "b/1": `4194302 1 ${boot}\n` }, "free"],
  ["by one without his first line", { "a/1": "" }, "free"],
  ["by who looked for it", { "a/1": "settled\n", "a/2": "lost\n" }, "free"],
  ["by nobody", {}, "free"],
];

for (const [title, claims, expected] of cases) {
  Deno.test(`hold() calls a machine ${expected} with a receipt claimed ${title}`, () =>
    withClaims(claims, async (shell) => {
      assert.equal(await shell.hold(hold), expected);
      assert.equal(await shell.hold({ ...hold, token: 8 }), expected);
    }));
}

Deno.test("hold() calls a machine busy while the group of an owner who has gone lives on", async () => {
  const leader = new Deno.Command("setsid", {
    args: ["sh", "-c", "sleep 300 & echo $$ $!"],
    stdout: "piped",
    stdin: "null",
  }).spawn();
  const reader = leader.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const [pid, child] = (await reader.read()).value!.trim().split(" ");
  await leader.status;
  assert.notEqual(pid, group);
  await withClaims({ "a/1": `${pid} 1 ${boot}\n`, "b/1": `4194303 1 ${boot}\n` }, async (shell) => {
    assert.equal(await shell.hold(hold), "busy");
    Deno.kill(Number(child), "SIGKILL");
    const { rc } = await shell.run(["sh", "-c", `while [ -d /proc/${child} ]; do sleep 0.01; done`]);
    assert.equal(rc, 0);
    assert.equal(await shell.hold(hold), "free");
  });
  await reader.cancel();
});

Deno.test("hold() starts no program once the machine knows the lease", () =>
  withClaims({ "a/1": `${Deno.pid} 1 ${boot}\n`, "b/1": `4194303 1 ${boot}\n` }, async (_, root) => {
    const [bin, away] = [`${root}/bin`, `${root}/away`];
    await Deno.mkdir(bin);
    for (const program of ["mkdir", "rm", "cat", "head", "stat", "sync", "env", "setsid", "true"]) {
      const { stdout } = await new Deno.Command("which", { args: [program] }).output();
      await Deno.symlink(new TextDecoder().decode(stdout).trim(), `${bin}/${program}`);
    }
    let token = hold.token;
    for (const sh of [["/bin/dash"], ["/bin/bash"], ["/bin/busybox", "sh"]]) {
      const shell = ["/usr/bin/env", `PATH=${bin}`, ...sh];
      await using opened = await localTransport({ receipts: root, shell }).open(enter("localhost"));
      await Deno.rename(bin, away);
      assert.equal((await opened.run(["mkdir", "x"])).rc, 127);
      // busybox has its programs inside; that none is needed the other two show.
      for (let times = 0; times < 3; times++) assert.equal(await opened.hold({ ...hold, token: token++ }), "free");
      await Deno.rename(away, bin);
    }
  }));
