import assert from "node:assert/strict";
import { isGone, ownerName } from "../../src/worker/owner.ts";

/** This process's name with parts of it replaced. */
function name(others: { host?: string; boot?: string; pid?: number; start?: string; namespace?: string } = {}): string {
  const [host, boot, pid, start, namespace] = ownerName().split("/");
  const parts = { host, boot, pid, start, namespace, ...others };
  return `${parts.host}/${parts.boot}/${parts.pid}/${parts.start}/${parts.namespace}`;
}

/** State and start of a process, from proc(5). */
function stat(pid: number): { state: string; start: string } {
  const text = Deno.readTextFileSync(`/proc/${pid}/stat`);
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return { state: fields[0]!, start: fields[19]! };
}

Deno.test("isGone() knows this process, and that one of another start had its pid before", () => {
  assert.equal(isGone(ownerName()), false);
  assert.equal(isGone(name({ start: "1" })), true);
});

Deno.test("isGone() knows a process that lives and that it has ended", async () => {
  const child = new Deno.Command("sleep", { args: ["60"] }).spawn();
  const owner = name({ pid: child.pid, start: stat(child.pid).start });
  assert.equal(isGone(owner), false);
  child.kill("SIGKILL");
  await child.status;
  assert.equal(isGone(owner), true);
});

Deno.test("isGone() takes a process that has ended and was not waited for as gone", async () => {
  // The sleep that replaces the shell never waits for the shell's child.
  const parent = new Deno.Command("sh", { args: ["-c", "sleep 0 & echo $!; exec sleep 60"], stdout: "piped" }).spawn();
  const reader = parent.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const pid = Number((await reader.read()).value);
  const { start } = stat(pid);
  while (stat(pid).state !== "Z") await Promise.resolve();
  assert.equal(isGone(name({ pid, start })), true);
  parent.kill("SIGKILL");
  await parent.status;
  await reader.cancel();
});

Deno.test("isGone() takes everything of another boot of this machine as gone", () => {
  assert.equal(isGone(name({ boot: "another" })), true);
});

Deno.test("isGone() cannot tell of another machine, or of what is no such name: its lease has to run out", () => {
  assert.equal(isGone(name({ host: "elsewhere", boot: "another" })), false);
  assert.equal(isGone(name({ start: "unknown" })), false);
  assert.equal(isGone("worker-1"), false);
  assert.equal(isGone(Deno.hostname()), false);
});

Deno.test("isGone() never takes a process of another pid namespace as gone: its pids are not ours", () => {
  assert.match(ownerName(), /\/\d+$/);
  assert.equal(isGone(name({ namespace: "4026530000", pid: 999_999_999 })), false);
  assert.equal(isGone(name({ namespace: "4026530000", boot: "another" })), false);
  assert.equal(isGone(ownerName().split("/").slice(0, 4).join("/").replace(/\d+$/, "1")), false);
});

Deno.test("isGone() knows the same where Deno keeps /proc from the program", async () => {
  const child = new Deno.Command("sleep", { args: ["60"] }).spawn();
  const lives = name({ pid: child.pid, start: stat(child.pid).start });
  const ended = name({ pid: child.pid, start: "1" });
  const owner = new URL("../../src/worker/owner.ts", import.meta.url).href;
  const ask = `import { isGone, ownerName } from ${JSON.stringify(owner)};
    console.log(JSON.stringify([ownerName(), ...${
    JSON.stringify([lives, ended, name({ pid: 99_999_999 })])
  }.map(isGone)]));`;
  const answer = async (...rights: string[]) => {
    const given = ["--no-prompt", "--allow-read", "--allow-sys=hostname", ...rights];
    const args = ["run", "--no-config", ...given, `data:text/javascript,${encodeURIComponent(ask)}`];
    const { stdout } = await new Deno.Command(Deno.execPath(), { args }).output();
    return JSON.parse(new TextDecoder().decode(stdout));
  };
  const [theirs, ...gone] = await answer("--allow-run=sh");
  assert.deepEqual(gone, [false, true, true]);
  const parts = ([host, boot, , , namespace]: string[]) => [host, boot, namespace];
  assert.deepEqual(parts(theirs.split("/")), parts(ownerName().split("/")));
  assert.match(theirs.split("/")[3], /^\d+$/);
  const [nameless, ...unknown] = await answer();
  assert.match(nameless, /\/unknown\/\d+\/unknown\/unknown$/);
  assert.deepEqual(unknown, [false, false, false]);
  child.kill("SIGKILL");
  await child.status;
});
