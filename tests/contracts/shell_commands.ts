// The contract of running commands: exact words in, exact outputs out, and nothing that a command does breaks the session.
import assert from "node:assert/strict";
import fc from "fast-check";
import { ShellBroken } from "../../src/model/errors.ts";
import type { WayIn } from "./shell_contract.ts";
import { say, stage } from "./shell_stage.ts";

/** Any text that an argument can hold. */
const word = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc.string({ unit: "binary" }),
  fc.constantFrom("", "'", "'\\''", "\\", "\n", "-n", "$(exit)", "`exit`", "~", "*", "\u0081\u0088", "é'", "a\nb\n"),
).map((text) => text.replaceAll("\0", "").toWellFormed());

const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  fc.integer({ min: 4090, max: 4100 }).chain((length) =>
    fc.uint8Array({ minLength: length, maxLength: length, min: 1 })
  ),
  fc.uint8Array({ minLength: 70_000, maxLength: 70_100 }),
);

export function commandsContract(name: string, way: WayIn): void {
  Deno.test(`${name}: run() keeps stdout, stderr and exit status apart`, async () => {
    await using set = await stage(way);
    const result = await set.shell.run(["sh", "-c", "echo out; echo err >&2; exit 3"]);
    assert.deepEqual([result.rc, result.stdout, result.stderr], [3, "out\n", "err\n"]);
    assert.deepEqual([result.timedOut, result.cancelled, result.truncated], [false, false, false]);
    assert.ok(Date.parse(result.startedAt) <= Date.parse(result.endedAt));
    const program = await set.shell.run(["ls", "/nowhere at all"]);
    assert.equal(program.stdout, "");
    assert.match(program.stderr, /nowhere at all/);
    assert.notEqual(program.rc, 0);
  });

  Deno.test(`${name}: run() passes words, environment and scripts on exactly`, async () => {
    await using set = await stage(way);
    await fc.assert(
      fc.asyncProperty(fc.array(word, { maxLength: 5 }), word, async (words, value) => {
        const expected = [...words, value].map((text) => `${text}\0`).join("");
        const script = `printf '%s\\0' "$@" "$VALUE"`;
        const options = { env: { VALUE: value } };
        const inside = await set.shell.run(["sh", "-c", script, "sh", ...words], options);
        assert.deepEqual([inside.stdout, inside.stderr], [expected, ""]);
        const outside = await set.shell.run(["printf", "%s\\0", ...words, value], options);
        assert.deepEqual([outside.stdout, outside.stderr], [expected, ""]);
        const quoted = await set.shell.run(["sh", "-c", `printf %s '${value.replaceAll("'", `'"'"'`)}'`]);
        assert.equal(quoted.stdout, value);
      }),
      { numRuns: 60 },
    );
  });

  Deno.test(`${name}: run() passes any bytes on to standard input`, async () => {
    await using set = await stage(way);
    const file = `${set.folder}/input`;
    await fc.assert(
      fc.asyncProperty(bytes, async (input) => {
        const { rc } = await set.shell.run(["sh", "-c", `cat >"$1"`, "sh", file], { stdin: input });
        assert.equal(rc, 0);
        assert.deepEqual(await Deno.readFile(file), input);
      }),
      { numRuns: 40 },
    );
  });

  Deno.test(`${name}: run() goes on when a command leaves its input unread`, async () => {
    await using set = await stage(way);
    for (const stdin of ["few", "echo broken out\n".repeat(100_000)]) {
      assert.equal((await set.shell.run(["true"], { stdin })).rc, 0);
      assert.equal(await say(set.shell, "echo still here"), "still here\n");
    }
  });

  Deno.test(`${name}: run() means programs, never the shell's own words`, async () => {
    await using set = await stage(way);
    assert.equal((await set.shell.run(["exit", "7"])).rc, 127);
    assert.equal((await set.shell.run(["if"])).rc, 127);
    assert.equal((await set.shell.run(["echo", "-n", "a\\nb"])).stdout, "a\\nb");
    assert.equal((await set.shell.run(["-x"])).rc, 127);
    assert.equal((await set.shell.run([""])).rc, 127);
    await assert.rejects(set.shell.run([]), /no words/);
    await assert.rejects(set.shell.run(["echo", "a\0b"]), /NUL/);
    await assert.rejects(set.shell.run(["true"], { env: { "a b": "" } }), /"a b"/);
  });

  Deno.test(`${name}: run() tells what could not be started, and what a signal ended`, async () => {
    await using set = await stage(way);
    const missing = await set.shell.run(["no-such-program", "x"]);
    assert.equal(missing.rc, 127);
    assert.match(missing.stderr, /no-such-program.*not found/);
    assert.equal((await set.shell.run(["/etc/passwd"])).rc, 126);
    const nowhere = await set.shell.run(["sh", "-c", "echo ran"], { cwd: `${set.folder}/nowhere` });
    assert.deepEqual([nowhere.rc, nowhere.stdout], [1, ""]);
    assert.match(nowhere.stderr, /nowhere/);
    const killed = await set.shell.run(["sh", "-c", "kill -KILL $$; sleep 60", "a shell of its own"]);
    assert.deepEqual([killed.rc, killed.stderr], [137, ""]);
  });

  Deno.test(`${name}: run() works in a folder and with an environment of one command only`, async () => {
    await using set = await stage(way);
    const before = await say(set.shell, "pwd");
    await Deno.mkdir(`${set.folder}/-odd $name`);
    const there = await set.shell.run(["sh", "-c", `pwd; echo "$ODD"`], {
      cwd: `${set.folder}/-odd $name`,
      env: { ODD: "1", CDPATH: "/" },
    });
    assert.equal(there.stdout, `${set.folder}/-odd $name\n1\n`);
    assert.equal(await say(set.shell, `pwd; echo "\${ODD-unset}"`), `${before}unset\n`);
  });

  Deno.test(`${name}: run() isolates a script as a child would be`, async () => {
    await using set = await stage(way);
    const before = await say(set.shell, `echo "$- $PWD $(umask) \${LEAK-none} $#"; trap`);
    const scripts = [
      "set -euf; LEAK=1; export LEAK; cd /; umask 0",
      "trap 'echo trapped' EXIT TERM; exit 9",
      "leak() { :; }; alias ls=false; exec true",
      "set -- a b c; shift; IFS=x; PATH=/nowhere",
      "readonly LEAK=2; unset HOME; ulimit -c 0",
      "exec >&- 2>&- </dev/null",
      "exit 3",
    ];
    for (const script of scripts) {
      await set.shell.run(["sh", "-c", script]);
      assert.equal(await say(set.shell, `echo "$- $PWD $(umask) \${LEAK-none} $#"; trap`), before, script);
    }
    assert.equal((await set.shell.run(["sh", "-c", "set -e; false; echo not here"])).stdout, "");
    assert.equal((await set.shell.run(["sh", "-c", "trap 'echo bye' EXIT; exit 4"])).stdout, "bye\n");
    assert.equal(await say(set.shell, `echo "$1,$2,$#"`, "x y", ""), "x y,,2\n");
  });

  Deno.test(`${name}: run() survives a script that no shell can read`, async () => {
    await using set = await stage(way);
    for (const script of ["if then", "'", "(", "done", "$(", "}", "<<E", "case"]) {
      const { rc, stdout } = await set.shell.run(["sh", "-c", `${script}`]);
      assert.ok(rc !== 0 || script === "<<E", script);
      assert.equal(stdout, "");
      assert.equal(await say(set.shell, "echo still here"), "still here\n");
    }
  });

  Deno.test(`${name}: run() is not broken by what a command prints or does`, async () => {
    await using set = await stage(way);
    const deeds: [string, string][] = [
      ["cat; echo end", "end\n"],
      ['read x; echo "[$x]"', "[]\n"],
      ["printf 'no newline'", "no newline"],
      ["printf 'x 0 1 1\\nx 0 0 0\\n'", "x 0 1 1\nx 0 0 0\n"],
      ["printf '\\377\\0\\1'", "\ufffd\0\u0001"],
      ["printf '\\357\\273\\277bom'", "\ufeffbom"],
      ["exec echo replaced", "replaced\n"],
      ["exec >&-; echo lost", ""],
      ["echo before; exec 2>&1 >/dev/null; exit 0", "before\n"],
      ["( sleep 0.1; echo late ) & echo early; wait", "early\nlate\n"],
    ];
    for (const [script, expected] of deeds) {
      assert.equal((await set.shell.run(["sh", "-c", script])).stdout, expected, script);
      assert.equal(await say(set.shell, "echo still here"), "still here\n");
    }
  });

  Deno.test(`${name}: run() keeps a background child's noise out of later results`, async () => {
    await using set = await stage(way);
    const script = "( while :; do echo noise; echo noise >&2; done ) & echo $!";
    const pid = Number(
      (await set.shell.run(["sh", "-c", script])).stdout.split("\n").find((line) => /^\d+$/.test(line)),
    );
    try {
      for (let n = 0; n < 100; n++) {
        const { stdout, stderr } = await set.shell.run(["sh", "-c", "echo $1; echo $1 >&2", "sh", `${n}`]);
        assert.deepEqual([stdout, stderr], [`${n}\n`, `${n}\n`]);
      }
    } finally {
      Deno.kill(pid, "SIGKILL");
    }
  });

  Deno.test(`${name}: run() keeps head and tail of 50 MB and says how much is missing`, async () => {
    await using set = await stage(way);
    const script = `echo first; head -c 52428800 /dev/zero | tr '\\0' x; echo last; echo err >&2; exit 5`;
    const { rc, stdout, stderr, truncated } = await set.shell.run(["sh", "-c", script]);
    assert.deepEqual([rc, stderr, truncated], [5, "err\n", true]);
    const missing = 52428800 + 6 + 5 - 2 * 512 * 1024;
    assert.ok(stdout.startsWith("first\nxxx") && stdout.endsWith("xxxlast\n"));
    assert.ok(stdout.includes(`x\n[${missing} bytes left out]\nx`));
    assert.equal(stdout.length, 2 * 512 * 1024 + `\n[${missing} bytes left out]\n`.length);
    assert.equal(await say(set.shell, "echo still here"), "still here\n");
  });

  Deno.test(`${name}: run() cuts between characters and only beyond the limit`, async () => {
    await using set = await stage(way, { keepBytes: 10 });
    assert.equal(await say(set.shell, "printf 12345678901234567890"), "12345678901234567890");
    assert.equal(await say(set.shell, "printf 123456789012345678901"), "1234567890\n[1 bytes left out]\n2345678901");
    const cut = await set.shell.run(["printf", "éééééx%séééééé", "ä".repeat(50)]);
    assert.equal(cut.stdout, "ééééé\n[101 bytes left out]\nééééé".replace("101", `${1 + 100 + 2}`));
    const odd = await set.shell.run(["printf", "xééééé%sééééé\n", "ä".repeat(50)]);
    assert.ok(!odd.stdout.includes("\ufffd"), odd.stdout);
    const both = await set.shell.run(["sh", "-c", "seq 100; seq 100 >&2"]);
    assert.match(both.stdout, /^1\n2\n3\n4\n5\n\n\[\d+ bytes left out\]\n98\n99\n100\n$/);
    assert.equal(both.stderr, both.stdout);
  });

  Deno.test(`${name}: run() answers 2,000 commands one after another, and those that queue`, async () => {
    await using set = await stage(way);
    for (let n = 0; n < 2000; n++) {
      const { rc, stdout } = await set.shell.run(["sh", "-c", "echo $1; exit $2", "sh", `${n}`, `${n % 100}`]);
      assert.deepEqual([rc, stdout], [n % 100, `${n}\n`]);
    }
    const order = `${set.folder}/order`;
    const queued = Array.from({ length: 20 }, (_, n) => say(set.shell, `echo $1 >>"$2"; echo $1`, `${n}`, order));
    assert.deepEqual(await Promise.all(queued), queued.map((_, n) => `${n}\n`));
    assert.equal(await Deno.readTextFile(order), queued.map((_, n) => `${n}\n`).join(""));
  });

  Deno.test(`${name}: run() throws ShellBroken when the session dies, then and later`, async () => {
    await using set = await stage(way);
    const dying = set.shell.run(["sh", "-c", "kill -KILL $$"]);
    const waiting = set.shell.run(["true"]);
    await assert.rejects(dying, (error) => error instanceof ShellBroken && /outcome is unknown/.test(error.message));
    await assert.rejects(waiting, (error) => error instanceof ShellBroken && /gone/.test(error.message));
    await assert.rejects(set.shell.get("/etc/passwd"), ShellBroken);
  });

  Deno.test(`${name}: dispose lets what runs end, and refuses what comes later`, async () => {
    const set = await stage(way);
    const running = set.shell.run(["sh", "-c", "sleep 0.1; echo done"]);
    await set[Symbol.asyncDispose]();
    assert.equal((await running).stdout, "done\n");
    await assert.rejects(set.shell.run(["true"]), /was closed/);
  });
}
