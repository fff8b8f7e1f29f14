import assert from "node:assert/strict";
import { commandModule } from "../../src/modules/command.ts";
import { shellModule } from "../../src/modules/shell.ts";
import { Stage } from "./stage.ts";

const [command, shell] = [commandModule(), shellModule()];

for (const words of [["sh"], ["bash"], ["busybox", "sh"]]) {
  Deno.test(`command gives words, input, folder and exit status as they are (${words.join(" ")})`, async () => {
    await using stage = await Stage.open(words);
    await Deno.mkdir(stage.path("d"));
    const echo = await stage.run(command, {
      argv: ["printf", "%s|", "a b", "$HOME", "*", "'"],
      chdir: stage.path("d"),
    });
    assert.equal(echo.result.stdout, "a b|$HOME|*|'|".replace("$HOME", Deno.env.get("HOME")!));
    const cat = await stage.run(command, { cmd: "cat", stdin: "in", chdir: "/" });
    assert.equal(cat.result.stdout, "in");
    const raw = await stage.run(command, {
      cmd: "cat",
      stdin: "x\n\n",
      stdin_add_newline: false,
      strip_empty_ends: false,
    });
    assert.equal(raw.result.stdout, "x\n\n");
    assert.deepEqual(raw.result.stdout_lines, ["x", ""]);
    const pwd = await stage.run(command, { cmd: "pwd", chdir: stage.path("d") });
    assert.equal(pwd.result.stdout, stage.path("d"));
    const bad = await stage.run(command, { cmd: "ls /no/such" });
    assert.deepEqual([bad.result.failed, bad.result.changed, bad.result.msg], [true, true, "non-zero return code"]);
    assert.notEqual(bad.result.rc, 0);
    const gone = await stage.run(command, { cmd: "no-such-program-here" });
    assert.deepEqual([gone.result.failed, gone.result.changed, gone.result.rc], [true, false, 2]);
    assert.match(String(gone.result.msg), /^\[Errno 2\] No such file or directory: b'/);
  });
}

Deno.test("command without creates and removes looks at nothing", async () => {
  await using stage = await Stage.open();
  const { result } = await stage.run(command, { cmd: "true" });
  assert.equal(stage.looks, 0);
  assert.deepEqual([result.rc, result.changed, result.stdout_lines], [0, true, []]);
  assert.match(String(result.delta), /^0:00:\d\d(\.\d{6})?$/);
  assert.match(String(result.start), /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/);
});

Deno.test("command sees creates and removes as patterns, from its folder", async () => {
  await using stage = await Stage.open();
  const params = { cmd: "touch 'made 1'", chdir: stage.folder, creates: "made *" };
  const first = await stage.run(command, params);
  assert.equal(first.plan.kind === "change" && first.plan.cannotTell, undefined);
  assert.deepEqual(stage.names(), ["made 1"]);
  const second = await stage.run(command, params);
  assert.equal(second.plan.kind, "same");
  assert.equal(second.result.stdout, "skipped, since made * exists");
  const removes = await stage.run(command, { cmd: "true", chdir: stage.folder, removes: "made [2-9]" });
  assert.equal(removes.plan.kind, "same");
  const literal = await stage.check(command, { cmd: "true", creates: stage.path("$(touch evil)'*'") });
  assert.equal(literal.kind, "change");
  assert.deepEqual(stage.names(), ["made 1"]);
});

Deno.test("shell is a real shell of its own", async () => {
  await using stage = await Stage.open();
  const { result } = await stage.run(shell, {
    cmd: "x=$(printf 'b\\na\\n' | sort | head -n 1); echo \"$x $0\"; echo e >&2; exit 4",
  });
  assert.deepEqual([result.stdout, result.stderr, result.rc], ["a /bin/sh", "e", 4]);
  const bash = await stage.run(shell, { cmd: "echo ${BASH_VERSION:+bash}", executable: "/bin/bash" });
  assert.equal(bash.result.stdout, "bash");
  assert.equal((await stage.run(shell, { cmd: "exit 0" })).result.rc, 0);
  assert.equal((await stage.run(shell, { cmd: "cd /; exec pwd" })).result.stdout, "/");
});

Deno.test("shell warns of an output whose middle was left out, and of no other", async () => {
  await using stage = await Stage.open();
  const long = await stage.run(shell, { cmd: "head -c 3000000 /dev/zero | tr '\\0' x" });
  assert.ok(String(long.result.stdout).length < 3_000_000);
  assert.match(String(long.result.warnings), /longer than what is kept: its middle is left out/);
  assert.equal((await stage.run(shell, { cmd: "echo short" })).result.warnings, undefined);
});

Deno.test("a result adopted from a receipt concludes as the run itself does", async () => {
  await using stage = await Stage.open();
  const call = stage.call({ cmd: "echo once >>log; cat log", chdir: stage.folder });
  const plan = await shell.look(call);
  assert.ok(plan.kind === "change");
  const receipt = { loop: "adopted", action: 7, token: 3 };
  const result = await shell.apply(plan, { ...call, receipt });
  const settled = await stage.shell.settle(receipt);
  assert.ok(settled.state === "finished");
  const adopted = shell.conclude(plan.result, settled.result);
  assert.deepEqual([adopted.stdout, adopted.rc, adopted.cmd], [result.stdout, result.rc, result.cmd]);
  assert.equal(await stage.read("log"), "once\n");
});
