import assert from "node:assert/strict";
import type { JsonObject } from "../../src/model/json.ts";
import { strayName, unquoted } from "../../src/modules/archives/archive_names.ts";
import { unarchiveModule } from "../../src/modules/unarchive.ts";
import { lacking } from "./needs.ts";
import { Stage } from "./stage.ts";

const unarchive = unarchiveModule();
const ignore = lacking("tar", "gzip", "zip", "unzip", "busybox");
const FILES =
  "mkdir -p s/d/e out; echo one >s/f; echo two >'s/d/it'\\''s g'; chmod 640 s/f; ln -s f s/l; find s -exec touch -h -d 2020-01-01 {} +; ";

async function make(stage: Stage, script: string): Promise<void> {
  const made = await new Deno.Command("sh", { args: ["-c", script], cwd: stage.folder, stdin: "null" }).output();
  assert.equal(made.code, 0, new TextDecoder().decode(made.stderr));
}

/** A shell whose only programs are busybox's and these. */
async function bare(stage: Stage, ...programs: string[]): Promise<Stage> {
  const folder = stage.path("bare");
  await Deno.mkdir(folder);
  await make(
    stage,
    `busybox --install -s bare; ${programs.map((name) => `ln -sf "$(command -v ${name})" bare/${name}`).join("; ")}`,
  );
  return await Stage.open(["env", `PATH=${folder}`, "sh"]);
}

async function twice(runner: Stage, stage: Stage, params: JsonObject): Promise<void> {
  const whole = { dest: stage.path("out"), remote_src: true, ...params };
  const check = await runner.check(unarchive, whole);
  assert.deepEqual([check.kind, stage.names("out")], ["change", []]);
  const { result } = await runner.run(unarchive, whole);
  assert.equal(result.changed, true, JSON.stringify(result));
  assert.equal(await stage.read("out/d/it's g"), "two\n");
  assert.equal(await stage.mode("out/f"), "0640");
  assert.equal(await Deno.readLink(stage.path("out/l")), "f");
  assert.deepEqual(stage.names("out"), ["d", "f", "l"]);
  const again = await runner.run(unarchive, whole);
  assert.equal(again.plan.kind, "same", JSON.stringify(again.plan));
  await stage.write("out/f", "mine\n", 0o640);
  const third = await runner.run(unarchive, whole);
  assert.deepEqual(third.plan.kind === "change" && third.plan.diff[0]?.after.split(":")[0]?.replace("./", ""), "f");
  assert.equal(await stage.read("out/f"), "one\n");
  assert.deepEqual(stage.names("out"), ["d", "f", "l"]);
}

for (const words of [["sh"], ["bash"], ["busybox", "sh"]]) {
  Deno.test({
    name: `unarchive unpacks where something differs, and only then (${words.join(" ")})`,
    ignore,
    fn: async () => {
      await using stage = await Stage.open(words);
      await make(stage, `${FILES}tar czf a.tgz -C s .`);
      await twice(stage, stage, { src: stage.path("a.tgz") });
    },
  });
}

for (
  const [kind, pack] of [["tar.gz", "tar czf a -C s ."], ["tar", "tar cf a -C s ."], [
    "zip",
    "cd s; zip -q -y -r ../a.zip .; mv ../a.zip ../a",
  ]]
) {
  Deno.test({
    name: `unarchive unpacks ${kind} where the host has only busybox`,
    ignore,
    fn: async () => {
      await using stage = await Stage.open();
      await make(stage, `${FILES}${pack}`);
      await using runner = await bare(stage);
      // Busybox's unzip writes a link as a file.
      if (kind === "zip") await make(stage, `rm s/l a; ${pack}`);
      if (kind !== "zip") await twice(runner, stage, { src: stage.path("a") });
      else {
        const params = { dest: stage.path("out"), remote_src: true, src: stage.path("a"), mode: "u=rwX,g=rX,o=" };
        const { result } = await runner.run(unarchive, params);
        assert.equal(result.changed, true, JSON.stringify(result));
        assert.equal(await stage.read("out/d/it's g"), "two\n");
        assert.deepEqual([await stage.mode("out/f"), await stage.mode("out/d")], ["0640", "0750"]);
        // Its unzip sets no times, so that no time can be a difference.
        await make(stage, "find out -exec touch -d 2001-01-01 {} +");
        assert.equal((await runner.run(unarchive, params)).plan.kind, "same");
      }
    },
  });
}

Deno.test({
  name: "unarchive refuses names that lead out, and touches nothing",
  ignore,
  fn: async () => {
    await using stage = await Stage.open();
    await make(
      stage,
      `mkdir -p s/d out; echo evil >evil; echo good >s/good
tar czPf up.tgz -C s/d ../../evil ../good; tar czPf root.tgz ${stage.folder}/evil s/good
cd s && zip -q ../up.zip ../evil good`,
    );
    await using runner = await bare(stage);
    const outside = stage.names();
    for (const src of ["up.tgz", "root.tgz", "up.zip"]) {
      const params = { src: stage.path(src), dest: stage.path("out"), remote_src: true };
      const { result } = await stage.run(unarchive, params);
      assert.equal(result.failed, true, src);
      assert.match(String(result.msg), /^Refused to unpack .*: its entry '.*evil' leads out of/, src);
      assert.deepEqual(stage.names("out"), []);
      // Busybox's tar takes off what leads out, and tells nobody.
      await runner.run(unarchive, params);
      assert.deepEqual([stage.names(), await stage.read("evil")], [outside, "evil\n"]);
      await make(stage, "rm -rf out; mkdir out");
    }
  },
});

Deno.test({
  name: "unarchive takes a URL for one word, whatever is in it",
  ignore: ignore || lacking("curl"),
  fn: async () => {
    await using stage = await Stage.open();
    const src = `http://127.0.0.1:1/a.tgz\natrace-ascii = "${stage.path("made")}"`;
    const { result } = await stage.run(unarchive, { src, dest: stage.folder, remote_src: true });
    assert.match(String(result.msg), /holds a space or a control character: write %20 for a space$/);
    assert.deepEqual(stage.names(), []);
  },
});

Deno.test({
  name: "unarchive writes through no link of the archive",
  ignore,
  fn: async () => {
    await using stage = await Stage.open();
    await make(
      stage,
      `mkdir -p one two/a out outside; ln -s ${stage.path("outside")} one/a; echo evil >two/a/x
tar cf a.tar -C one a; tar rf a.tar -C two a/x; gzip a.tar
( cd one && zip -q -y ../a.zip a ); ( cd two && zip -q ../a.zip a/x )`,
    );
    await using runner = await bare(stage);
    for (const on of [stage, runner]) {
      for (const src of ["a.tar.gz", "a.zip"]) {
        await on.run(unarchive, { src: stage.path(src), dest: stage.path("out"), remote_src: true });
        assert.deepEqual(stage.names("outside"), [], src);
        await make(stage, "rm -rf out; mkdir out");
      }
    }
  },
});

Deno.test({
  name: "unarchive leaves whole files when it is killed before it puts them in place, and goes on afterwards",
  ignore,
  fn: async () => {
    await using stage = await Stage.open();
    await make(stage, `${FILES}tar czf a.tgz -C s .; echo mine >out/f`);
    await stage.write("bin/mv", "#!/bin/sh\nkill -9 $PPID\n", 0o755);
    const params = { src: stage.path("a.tgz"), dest: stage.path("out"), remote_src: true };
    await using dying = await Stage.open(["env", `PATH=${stage.path("bin")}:${Deno.env.get("PATH")}`, "sh"]);
    await assert.rejects(async () => {
      const { result } = await dying.run(unarchive, params);
      assert.equal(result.failed, true);
      throw new Error("it failed");
    });
    assert.equal(await stage.read("out/f"), "mine\n");
    assert.equal((await stage.run(unarchive, params)).result.changed, true);
    assert.equal(await stage.read("out/f"), "one\n");
    assert.equal((await stage.run(unarchive, params)).plan.kind, "same");
  },
});

Deno.test({
  name: "unarchive sees a content that changed while size and time did not",
  ignore,
  fn: async () => {
    await using stage = await Stage.open();
    await make(
      stage,
      `${FILES}tar czf a.tgz -C s .; tar xzf a.tgz -C out; echo two >out/f; chmod 640 out/f; touch -r s/f out/f`,
    );
    const { result } = await stage.run(unarchive, {
      src: stage.path("a.tgz"),
      dest: stage.path("out"),
      remote_src: true,
    });
    assert.equal(result.changed, true);
    assert.equal(await stage.read("out/f"), "one\n");
  },
});

Deno.test({
  name: "unarchive does not mind a folder's time",
  ignore,
  fn: async () => {
    await using stage = await Stage.open();
    await make(stage, `${FILES}tar czf a.tgz -C s .; tar xzf a.tgz -C out; echo other >out/d/other`);
    const { plan } = await stage.run(unarchive, {
      src: stage.path("a.tgz"),
      dest: stage.path("out"),
      remote_src: true,
    });
    assert.equal(plan.kind, "same");
  },
});

Deno.test({
  name: "unarchive keeps old files where its options say so",
  ignore,
  fn: async () => {
    await using stage = await Stage.open();
    await make(stage, `${FILES}tar czf a.tgz -C s .; echo mine >out/f`);
    const params = {
      src: stage.path("a.tgz"),
      dest: stage.path("out"),
      remote_src: true,
      extra_opts: ["--skip-old-files"],
    };
    assert.equal((await stage.run(unarchive, params)).result.changed, true);
    assert.deepEqual([await stage.read("out/f"), await stage.read("out/d/it's g")], ["mine\n", "two\n"]);
    assert.equal((await stage.run(unarchive, params)).plan.kind, "same");
  },
});

Deno.test({
  name: "unarchive sends an archive of megabytes from the controller",
  ignore,
  fn: async () => {
    await using stage = await Stage.open();
    await make(stage, "mkdir -p source s out; head -c 5000000 /dev/urandom >s/large; tar cf source/a.tar -C s large");
    const params = { src: "a.tar", dest: stage.path("out") };
    assert.equal((await stage.run(unarchive, params)).result.changed, true);
    assert.deepEqual(await Deno.readFile(stage.path("out/large")), await Deno.readFile(stage.path("s/large")));
    assert.equal((await stage.run(unarchive, params)).plan.kind, "same");
  },
});

Deno.test({
  name: "unarchive unpacks more files than an output or a command line holds, and sets their modes",
  ignore,
  fn: async () => {
    await using stage = await Stage.open();
    const name = "a long name of a file ".repeat(8);
    await make(stage, `mkdir -p s out; cd s; for i in $(seq 2000); do : >"${name}$i"; done; tar czf ../a.tgz .`);
    await using runner = await Stage.open(["sh"], { keepBytes: 200_000 });
    const params = { src: stage.path("a.tgz"), dest: stage.path("out"), remote_src: true };
    assert.equal((await runner.run(unarchive, params)).result.changed, true);
    assert.equal(stage.names("out").length, 2000);
    assert.equal((await runner.run(unarchive, params)).plan.kind, "same");
    const moded = await runner.run(unarchive, { ...params, mode: "u=rwX,go=" });
    assert.equal(moded.result.changed, true, JSON.stringify(moded.result).slice(0, 300));
    assert.deepEqual([await stage.mode(`out/${name}1`), await stage.mode(`out/${name}2000`)], ["0600", "0600"]);
    assert.equal((await runner.run(unarchive, { ...params, mode: "u=rwX,go=" })).plan.kind, "same");
  },
});

Deno.test({
  name: "unarchive names the package that a host lacks",
  ignore: ignore || lacking("zstd"),
  fn: async () => {
    await using stage = await Stage.open();
    await make(stage, `${FILES}tar --zstd -cf a.tzst -C s .; tar czf a.tgz -C s .; cd s; zip -q -r ../a.zip .`);
    await using runner = await bare(stage);
    await make(stage, "rm bare/unzip");
    const msg = async (src: string, more: JsonObject = {}) =>
      String(
        (await runner.run(unarchive, { src: stage.path(src), dest: stage.path("out"), remote_src: true, ...more }))
          .result.msg,
      );
    assert.match(
      await msg("a.tzst"),
      /^Failed to find handler for .*\n.*needs 'zstd' on the host: install the package zstd$/,
    );
    assert.match(await msg("a.zip"), /needs 'unzip' on the host: install the package unzip$/);
    assert.match(
      await msg("a.tgz", { exclude: ["f"] }),
      /^exclude needs GNU tar on the host: install the package tar$/,
    );
    assert.deepEqual(stage.names("out"), []);
  },
});

Deno.test("unquoted() and strayName() read names as tar writes them", () => {
  assert.deepEqual(
    ['"a\\"b\\\\c"', '"\\303\\274\\n\\t"', '"new"/', "plain"].map(unquoted),
    ['a"b\\c', "ü\n\t", "new/", "plain"],
  );
  assert.deepEqual(
    [["a/..b", "..c", "d.."], ["a", "b/../c"], [".."], ["/x"], ["./"]].map(strayName),
    [undefined, "b/../c", "..", "/x", undefined],
  );
});
