import assert from "node:assert/strict";
import { unitText } from "../../src/cli/unit_text.ts";
import { run } from "./scripted_app.ts";

/** What systemd itself says of a unit; the service's user and program are this machine's. */
async function verified(text: string): Promise<{ success: boolean; said: string }> {
  const folder = await Deno.makeTempDir({ prefix: "unit-" });
  try {
    const file = `${folder}/ftl2-enterprise.service`;
    await Deno.writeTextFile(file, text);
    const { success, stderr } = await new Deno.Command("systemd-analyze", { args: ["verify", file] }).output();
    return { success, said: new TextDecoder().decode(stderr) };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("unit prints what systemd takes without a word, closed or open, whoever it runs as", async () => {
  for (
    const argv of [["unit"], ["unit", "--local"], ["unit", "--as", "root", "--local"], [
      "unit",
      "--program",
      "/bin/true",
    ]]
  ) {
    const { exit, out } = await run(argv);
    assert.equal(exit, 0, argv.join(" "));
    assert.deepEqual(await verified(out()), { success: true, said: "" }, argv.join(" "));
  }
  assert.equal((await verified("[Service]\nType=never\nExecStart=/nowhere\n")).success, false);
});

Deno.test("unit names this program, and another place where it is told one", async () => {
  const { out } = await run(["unit"]);
  assert.match(
    out(),
    /^ExecStart=\S+ run -A --no-prompt \S+ --db \/var\/lib\/ftl2-enterprise\/loops\.db worker --serve$/m,
  );
  const other = (await run(["unit", "--program", "/opt/ftl2-enterprise", "--as", "deploy"])).out();
  assert.match(other, /^ExecStart=\/opt\/ftl2-enterprise --db /m);
  assert.match(other, /^User=deploy$/m);
  assert.doesNotMatch(other, /DENO_DIR/);
});

Deno.test("unit says first where it goes and what root types then, in the order in which it is typed", async () => {
  const head = (await run(["unit"])).out().split("\n[Unit]")[0]!;
  assert.match(
    head,
    /^# It goes into \/etc\/systemd\/system\/ftl2-enterprise\.service;[^]*\n# {3}useradd [^]*\n# {3}systemctl daemon-reload /m,
  );
});

Deno.test("unit names a self-extracting file by what was typed, found as a shell finds it", async () => {
  const start = async (typed: string) => {
    const { out } = await run(["unit"], {}, {
      env: { FTL2_PROGRAM: typed, PATH: "/usr/bin:/opt/bin" },
      programs: ["/opt/bin/ftl2-enterprise"],
    });
    return /^ExecStart=(\S+)/m.exec(out())![1];
  };
  assert.equal(await start("ftl2-enterprise"), "/opt/bin/ftl2-enterprise");
  assert.equal(await start("./dist/ftl2-enterprise.run"), "/home/me/dist/ftl2-enterprise.run");
});

Deno.test("unit warns of a program at somebody's home, which the service's user may not read", async () => {
  const warned = async (...argv: string[]) => (await run(["unit", ...argv])).err();
  assert.match(
    await warned("--program", "/home/ann/ftl2"),
    /^warning: \/home\/ann\/ftl2 may be .*ftl2 cannot read.*--program\n$/,
  );
  assert.equal(await warned("--program", "/home/ann/ftl2", "--as", "root"), "");
  assert.equal(await warned("--program", "/usr/local/bin/ftl2-enterprise"), "");
});

Deno.test("unit closes this machine unless it is kept, too", async () => {
  const closed = (await run(["unit"])).out();
  const open = (await run(["unit", "--local"])).out();
  for (const line of ["NoNewPrivileges=yes", "ProtectSystem=strict", "CapabilityBoundingSet=", "UMask=0077"]) {
    assert.ok(closed.includes(`\n${line}\n`), line);
    assert.ok(!open.includes(`\n${line}\n`), line);
  }
  // V8 compiles: with these it could not start.
  assert.doesNotMatch(closed, /MemoryDenyWriteExecute/);
  for (const text of [closed, open]) assert.match(text, /^KillMode=process$/m);
});

Deno.test("unitText quotes words that systemd would part or fill in", () => {
  const text = unitText({ user: "ftl2", start: ["/opt/my tools/100%/$x"], deno: false, local: false });
  assert.match(text, /^ExecStart="\/opt\/my tools\/100%%\/\$\$x" --db /m);
  // What a shell is typed is quoted as a shell takes it.
  assert.match(text, /^# {3}cd \/ && sudo -u ftl2 -H '\/opt\/my tools\/100%\/\$x' --db /m);
});

Deno.test("unit refuses a program whose path would begin a line of its own in the unit", async () => {
  const { exit, out, err } = await run(["unit", "--program", "/opt/x\nUser=root"]);
  assert.equal(exit, 2);
  assert.equal(out(), "");
  assert.match(err(), /control characters/);
});

Deno.test("unit refuses a user's name that is none", async () => {
  for (const name of ["Root User", "a\nExecStart=/bin/sh", ""]) {
    const { exit, out } = await run(["unit", "--as", name]);
    assert.deepEqual([exit, out()], [2, ""], JSON.stringify(name));
  }
});
