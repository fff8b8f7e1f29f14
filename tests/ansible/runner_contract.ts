// What Ansible's modules must find on a host, and what must become of them: run against each shell and each way in.
import assert from "node:assert/strict";
import { ReceiptRefused } from "../../src/model/errors.ts";
import { withEnvironment } from "../../src/engine/with_environment.ts";
import type { Shell } from "../../src/ports/shell.ts";
import type { WayIn } from "../contracts/shell_contract.ts";
import { groupLives, lives, say, stage, until } from "../contracts/shell_stage.ts";
import { done, oddModule, seen } from "./odd.ts";

const receipt = (action: number) => ({ loop: "ansible", action, token: 1 });

/** Process ids of the warm Pythons of a session. */
export async function pythons(shell: Shell): Promise<number[]> {
  const found: number[] = [];
  for await (const { name } of Deno.readDir("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const words = (await Deno.readTextFile(`/proc/${name}/cmdline`).catch(() => "")).split("\0");
    if (words[2] === `${shell.folder}/ansible/runner.py` && await lives(Number(name))) found.push(Number(name));
  }
  return found;
}

/** Waits until a module says who it is: its process, its child's, its group. */
async function started(path: string): Promise<number[]> {
  await until("the module", () => Deno.stat(path).then(() => true, () => false));
  return (await Deno.readTextFile(path)).split(" ").map(Number);
}

/** Registers the suite. `name` begins every title. */
export function runnerContract(name: string, way: WayIn): void {
  Deno.test(`${name}: a module gets its parameters letter by letter, and the session's folder, umask and environment`, async () => {
    await using set = await stage(way);
    const shell = withEnvironment(set.shell, { ODD: 'a b\n{"x"}\n\n\'', PYTHONPATH: "/odd/path" });
    const text = "\0\n\r\t'\"\\$(id)`id` {{ no }} \u{1f600}\u2028é";
    const told = await seen(shell, { deed: "tell", text, password: "canary-7" });
    assert.equal(told["text"], text);
    const env = told["seen"] as Record<string, string>;
    assert.deepEqual([env["ODD"], env["PYTHONPATH"]], ['a b\n{"x"}\n\n\'', "/odd/path"]);
    const [home, mask, folder] = (await say(set.shell, 'echo "$HOME"; umask; pwd')).trim().split("\n");
    assert.deepEqual([env["HOME"], told["cwd"]], [home, folder]);
    assert.equal(told["umask"], parseInt(mask!, 8));
    assert.deepEqual([told["stdin"], told["pid"]], ["/dev/null", told["group"]]);
    assert.equal((told["open"] as number[]).filter((each) => each > 3).length, 0, JSON.stringify(told["open"]));
    assert.doesNotMatch(JSON.stringify(told["password"]), /canary-7/);
    const plain = (await seen(set.shell, { deed: "tell" }))["seen"] as Record<string, string>;
    assert.equal(plain["ODD"], undefined, "a call's environment is its own");
    assert.equal((await pythons(set.shell)).length, 1);
    // Half a character is none: Python's own words say so, and nothing breaks.
    assert.equal((await seen(set.shell, { deed: "tell", text: "a\ud800b" }))["failed"], true);
  });

  Deno.test(`${name}: parameters of 10 MB come whole, results of 3 MB too; one that is too long is said to be`, async () => {
    await using set = await stage(way);
    const text = "é\n'x".repeat(2_000_000);
    const told = await seen(set.shell, { deed: "tell", text });
    assert.ok(told["text"] === text, "the text has changed on its way");
    assert.equal(String((await seen(set.shell, { deed: "long", size: 3_000_000 }))["much"]).length, 3_000_000);
    const much = await seen(set.shell, { deed: "noise", size: 1_500_000 });
    assert.deepEqual([much.changed, much["failed"]], [false, true]);
    assert.match(String(much["msg"]), /its result is 30\d{5} bytes long: too much to be brought here/);
    assert.equal((await seen(set.shell, { deed: "long", size: 2900 }))["failed"], undefined);
  });

  Deno.test(`${name}: a deed leaves a receipt that is concluded like the deed itself, and is not done twice`, async () => {
    await using set = await stage(way);
    const params = { deed: "append", path: `${set.folder}/deeds`, text: "once" };
    const result = await done(set.shell, params, { receipt: receipt(1) });
    assert.deepEqual([result.changed, result["text"], result["invocation"]], [true, "once", undefined]);
    await assert.rejects(done(set.shell, params, { receipt: receipt(1) }), ReceiptRefused);
    const state = await set.shell.settle(receipt(1));
    assert(state.state === "finished");
    assert.deepEqual((await oddModule()).conclude({ changed: true }, state.result), result);
    assert.equal(await Deno.readTextFile(`${set.folder}/deeds`), "once\n");
  });

  for (const deed of ["wait", "stubborn"]) {
    Deno.test(`${name}: a cancel ends a module that ${deed === "wait" ? "waits" : "will not go"}, and all that it has started`, async () => {
      await using set = await stage(way);
      const go = await set.fifo("go");
      for (const [at, kind] of ["look", "deed"].entries()) {
        const controller = new AbortController();
        const path = `${set.folder}/${kind}`;
        const more = { signal: controller.signal, receipt: receipt(at) };
        // The odd module's looks do not wait: a look that does is the same run without a receipt.
        const shell: Shell = kind === "deed" ? set.shell : {
          ...withEnvironment(set.shell, {}),
          run: (argv, { receipt: _, ...options } = {}, signal) => set.shell.run(argv, options, signal),
        };
        const running = done(shell, { deed, path, text: go }, more);
        const [pid = 0, child = 0, group = 0] = await started(path);
        assert.equal(pid, group);
        controller.abort();
        const result = await running;
        assert.deepEqual([result["failed"], result["msg"]], [true, "Cancelled"]);
        assert.deepEqual([await groupLives(group), await lives(child)], [false, false], `${kind}: it lives`);
        assert.equal((await seen(set.shell, { deed: "long", size: 1 }))["much"], "x");
        assert.equal((await pythons(set.shell)).length, 1);
      }
    });
  }

  Deno.test(`${name}: a time limit ends a module and all that it has started`, async () => {
    await using set = await stage(way);
    const go = await set.fifo("go");
    const path = `${set.folder}/who`;
    const limited = (timeoutMs: number): Shell => ({
      ...withEnvironment(set.shell, {}),
      run: (argv, options, signal) =>
        set.shell.run(argv, options?.receipt === undefined ? options : { ...options, timeoutMs }, signal),
    });
    const begun = () => Deno.stat(path).then(() => true, () => false);
    // On a busy machine three seconds may be too little for a Python to begin.
    for (let [action, timeoutMs] = [1, 3000]; timeoutMs < 100_000 && !await begun(); action++, timeoutMs *= 4) {
      const result = await done(limited(timeoutMs), { deed: "stubborn", path, text: go }, { receipt: receipt(action) });
      assert.deepEqual([result["failed"], result["msg"]], [true, "Timed out"]);
    }
    const [, child = 0, group = 0] = await started(path);
    assert.deepEqual([await groupLives(group), await lives(child)], [false, false]);
    assert.equal((await seen(set.shell, { deed: "long", size: 1 }))["much"], "x");
  });

  Deno.test(`${name}: who ends a receipt from another session has ended the module`, async () => {
    await using set = await stage(way);
    const go = await set.fifo("go");
    const path = `${set.folder}/who`;
    const running = done(set.shell, { deed: "wait", path, text: go }, { receipt: receipt(1) });
    const [, child = 0, group = 0] = await started(path);
    await using other = await set.another();
    assert.deepEqual(await other.settle(receipt(1)), { state: "running" });
    await other.end(receipt(1));
    assert.deepEqual([await groupLives(group), await lives(child)], [false, false]);
    assert.equal((await running)["failed"], true);
    const state = await other.settle(receipt(1));
    assert(state.state === "finished" && state.result.cancelled, JSON.stringify(state));
  });

  Deno.test(`${name}: a module that leaves a daemon behind has ended, and the daemon lives`, async () => {
    await using set = await stage(way);
    const path = `${set.folder}/daemon`;
    const result = await done(set.shell, { deed: "daemon", path }, { receipt: receipt(1) });
    assert.deepEqual([result.changed, result["failed"]], [true, undefined]);
    const [pid = 0] = await started(path);
    assert.equal(await lives(pid), true);
    assert.equal((await seen(set.shell, { deed: "long", size: 1 }))["much"], "x");
    await set.shell[Symbol.asyncDispose]();
    assert.equal(await lives(pid), true);
    await new Deno.Command("kill", { args: ["-KILL", String(pid)] }).output();
  });

  Deno.test(`${name}: what is printed besides the result is left out; without one it is a failure with all that was said`, async () => {
    await using set = await stage(way);
    const print = (text: string, size = 0) => seen(set.shell, { deed: "print", text, size });
    const junk = await print('motd\n{"changed": false, "stdout": "a\\nb"}\nlater\n');
    assert.deepEqual(junk["stdout_lines"], ["a", "b"]);
    assert.deepEqual(junk["warnings"], ["Module invocation had junk after the JSON data: later"]);
    assert.deepEqual(await print('{"big": Infinity, "rc": "0"}'), { big: null, rc: "0", changed: false });
    assert.deepEqual(await print('{"rc": 3, "_ansible_x": 1, "results": {}, "add_host": {}}', 3), {
      rc: 3,
      ansible_module_results: {},
      changed: false,
      failed: true,
    });
    for (const text of ["", "words\n", "[1]", "{no}"]) {
      const none = await print(text, 7);
      assert.deepEqual([none["failed"], none["rc"], none["module_stdout"]], [true, 7, text]);
      assert.match(String(none["msg"]), /^MODULE FAILURE\n/);
    }
    const raised = await seen(set.shell, { deed: "raise", text: "odd end" });
    assert.deepEqual([raised["failed"], raised["rc"]], [true, 1]);
    assert.match(String(raised["exception"]), /^Traceback[\s\S]*odd_module\.py[\s\S]*RuntimeError: odd end/);
    assert.match(String((await seen(set.shell, { deed: "nothing" }))["msg"]), /no such deed: nothing/);
    assert.match(String((await seen(set.shell, { text: "x" }))["msg"]), /missing required arguments: deed/);
  });

  Deno.test(`${name}: a Python that dies is told of, and another one takes its place`, async () => {
    await using set = await stage(way);
    const died = await done(set.shell, { deed: "die" }, { receipt: receipt(1) });
    assert.equal(died["failed"], true);
    assert.match(String(died["msg"]), /has died: whether it has done anything is not known/);
    assert.equal((await seen(set.shell, { deed: "long", size: 1 }))["much"], "x");
    const [pid = 0] = await pythons(set.shell);
    await new Deno.Command("kill", { args: ["-KILL", String(pid)] }).output();
    await until("its end", async () => !await lives(pid));
    assert.equal((await seen(set.shell, { deed: "long", size: 1 }))["much"], "x");
    assert.notDeepEqual(await pythons(set.shell), [pid]);
  });

  Deno.test(`${name}: many calls at once come one after another; the Python goes with the session, and so does all that was sent`, async () => {
    await using set = await stage(way);
    const { folder } = set.shell;
    const texts = Array.from({ length: 20 }, (_, at) => `call ${at} ${"x".repeat(at * 400)}`);
    const told = await Promise.all(texts.map((text) => seen(set.shell, { deed: "tell", text })));
    assert.deepEqual(told.map(({ text }) => text), texts);
    const [pid = 0, ...others] = await pythons(set.shell);
    assert.deepEqual(others, []);
    assert.equal((await Deno.stat(`${folder}/ansible`)).mode! & 0o777, 0o700);
    await set.shell[Symbol.asyncDispose]();
    await until("the Python's end", async () => !await lives(pid));
    await assert.rejects(Deno.stat(folder), Deno.errors.NotFound);
  });

  Deno.test(`${name}: a module may go on in another Python; one that is asked for and not there is named`, async () => {
    await using set = await stage(way);
    const respawned = await seen(set.shell, { deed: "respawn", text: "again" });
    assert.deepEqual([respawned["respawned"], respawned["text"]], [true, "again"]);
    const wrong = await seen(set.shell, { deed: "tell" }, { python: "/no/such python3" });
    assert.equal(wrong["failed"], true);
    assert.match(String(wrong["msg"]), /^ansible_python_interpreter is "\/no\/such python3", which is no Python 3\.6/);
    const found = await seen(set.shell, { deed: "tell", text: "x" }, { python: "/usr/bin/env python3" });
    assert.equal(found["text"], "x");
  });
}
