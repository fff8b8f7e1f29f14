// The self-extracting file does the whole job for a user who has nothing else, and is unpacked whole or not at all, whatever happens meanwhile.
import assert from "node:assert/strict";
import { Lines } from "../e2e/serve_ground.ts";
import { Bare, packed, runFile, USER } from "./run_file.ts";

const SITE = `
- hosts: localhost
  gather_facts: false
  tasks:
    - name: line
      lineinfile: { path: DIR/file, line: here, create: true }
`;

/** It is another user's, and has no network. */
const ignore = Deno.build.os !== "linux" || Deno.uid() !== 0;
const ELSEWHERE = `/var/tmp/ftl2-enterprise-${USER}`;

Deno.test.afterAll(async () => {
  if (!ignore) await Deno.remove((await runFile()).replace(/\/[^/]*$/, ""), { recursive: true });
});

Deno.test({ name: "the self-extracting file is the same bytes twice, and its checksum is right", ignore }, async () => {
  const [first, second] = [await runFile(), await packed()];
  const folder = second.replace(/\/[^/]*$/, "");
  const run = (program: string, ...args: string[]) => new Deno.Command(program, { args, cwd: folder }).output();
  assert.equal((await run("cmp", first, second)).code, 0);
  const { code, stdout } = await run("sha256sum", "-c", "SHA256SUMS");
  assert.equal(code, 0);
  assert.match(new TextDecoder().decode(stdout), /^ftl2-enterprise-linux-\w+\.run: OK$/m);
  await Deno.remove(folder, { recursive: true });
});

Deno.test(
  { name: "the self-extracting file converges, works on what is submitted, and opens its page", ignore },
  async () => {
    using bare = new Bare(await runFile());
    bare.write("site.yml", SITE);
    bare.give();
    assert.match((await bare.started("--version")).stdout, /^ftl2-enterprise \d/);
    // It may ask all that a look at this machine needs.
    const doctor = await bare.started("doctor");
    assert.match(doctor.stdout, /^ok +permissions /m);
    assert.doesNotMatch(doctor.stdout, /^unseen/m);
    const first = await bare.started("run", "-f", "site.yml");
    assert.equal(first.code, 0, first.stderr);
    assert.deepEqual(bare.lines("file"), ["here"]);
    const second = await bare.started("run", "-f", "site.yml");
    assert.match(second.stdout + second.stderr, /changed=0/);
    assert.equal((await bare.started("run", "--no-such-flag")).code, 2);
    const copy = await bare.started("backup", "copy.db");
    assert.equal(copy.code, 0, copy.stderr);
    const file = ["-f", "site.yml", "--mode", "continuous", "--interval", "1", "--name", "watch"];
    const submitted = await bare.started("submit", ...file);
    assert.equal(submitted.code, 0, submitted.stderr);
    await Deno.remove(`${bare.folder}/file`);
    await using worker = new Lines(bare.start("worker", "--log-format", "json", "--serve", "127.0.0.1:8640"));
    const page = () => worker.out.map((line) => JSON.parse(line)).find(({ url }) => url !== undefined);
    await bare.until("the page", () => page() !== undefined);
    await bare.until("convergence", () => bare.lines("file").length === 1);
    const { pid } = worker.child;
    // Nothing is left between whoever started it and Deno.
    assert.match(await Deno.readTextFile(`/proc/${pid}/comm`), /^deno/);
    const words = (await Deno.readTextFile(`/proc/${page().pid}/cmdline`)).split("\0");
    assert.ok(
      words.some((word) => word.startsWith("--allow-net=127.0.0.1")) &&
        !words.some((word) => word.startsWith("--allow-run")),
    );
    const there = ["-t", `${pid}`, "--net", "curl", "-sf", `${page().url}api/v1/loops`];
    const loops = await new Deno.Command("nsenter", { args: there }).output();
    assert.match(new TextDecoder().decode(loops.stdout), /"watch"/);
    const status = await bare.started("-o", "json", "status", "watch");
    assert.match(status.stdout, /"mode":\s*"continuous"/);
    worker.child.kill("SIGTERM");
    assert.equal(await worker.end(), 0);
  },
);

Deno.test({ name: "the self-extracting file goes by what was typed", ignore }, async () => {
  using bare = new Bare(await runFile());
  const next = async () =>
    /next: (.*?) --db|next: (.*?) run/.exec((await bare.started("--db", `${crypto.randomUUID()}.db`, "init-db")).stdout)
      ?.[1];
  assert.equal(await next(), bare.program);
  await Deno.symlink(bare.program, `${bare.bin}/ftl2-enterprise`);
  Object.assign(bare, { program: `${bare.bin}/ftl2-enterprise` });
  assert.equal(await next(), "ftl2-enterprise");
});

Deno.test(
  { name: "two first starts of the self-extracting file at once both work, and leave nothing behind", ignore },
  async () => {
    using bare = new Bare(await runFile());
    const both = await Promise.all([bare.started("--version"), bare.started("--version")]);
    assert.deepEqual(both.map(({ code, stderr }) => [code, stderr]), [[0, ""], [0, ""]]);
    assert.deepEqual(bare.unpacked().map((name) => name.replace(/-.*/, "")), ["deno", "ftl2"]);
  },
);

Deno.test(
  {
    name:
      "two first starts with the same process number, as of two containers with one home, do not disturb each other",
    ignore,
  },
  async () => {
    using bare = new Bare(await runFile());
    bare.alone = ["--pid", "--fork", "--kill-child"];
    const gzip = `${bare.bin}/gzip`;
    const real = await Deno.readLink(gzip);
    await Deno.remove(gzip);
    // The first waits amid the first file until the second is through; none waits after that.
    const wait = `[ -e ${bare.folder}/amid ] || { echo 1 >${bare.folder}/amid; read -r _ <${bare.folder}/go; }`;
    await Deno.writeTextFile(gzip, `#!/bin/sh\n${wait}\nexec ${real} "$@"\n`, { mode: 0o755 });
    await new Deno.Command("mkfifo", { args: ["-m", "666", `${bare.folder}/go`] }).output();
    const first = bare.start("--version").output();
    await bare.until("half a file", () => bare.lines("amid").length === 1);
    const second = await bare.started("--version");
    await Deno.writeTextFile(`${bare.folder}/go`, "\n");
    const { code, stderr } = await first;
    assert.deepEqual([second.code, second.stderr, code, new TextDecoder().decode(stderr)], [0, "", 0, ""]);
    assert.deepEqual(bare.unpacked().map((name) => name.replace(/-.*/, "")), ["deno", "ftl2"]);
  },
);

Deno.test({
  name: "a first start that was killed while it unpacked is no harm, and is cleaned up after an hour",
  ignore,
}, async () => {
  using bare = new Bare(await runFile());
  const gzip = `${bare.bin}/gzip`;
  const real = await Deno.readLink(gzip);
  await Deno.remove(gzip);
  await Deno.writeTextFile(gzip, `#!/bin/sh\nhead -c 1000\necho $$ >${bare.folder}/amid\nexec sleep 600\n`, {
    mode: 0o755,
  });
  await using start = new Lines(bare.start("--version"));
  await bare.until("half a file", () => bare.lines("amid").length === 1);
  const children = async (pid: number): Promise<number[]> => {
    const text = await Deno.readTextFile(`/proc/${pid}/task/${pid}/children`);
    const found = text.split(" ").filter((word) => word !== "").map(Number);
    return [pid, ...(await Promise.all(found.map(children))).flat()];
  };
  for (const pid of await children(start.child.pid)) Deno.kill(pid, "SIGKILL");
  await start.end();
  const [part = "", ...more] = bare.unpacked();
  assert.match(part, /\.part\.\w+$/);
  assert.deepEqual(more, []);
  await Deno.remove(gzip);
  await Deno.symlink(real, gzip);
  const hoursAgo = Date.now() / 1000 - 7200;
  await Deno.utime(`${bare.cache}/${part}`, hoursAgo, hoursAgo);
  assert.equal((await bare.started("--version")).code, 0);
  assert.equal(bare.unpacked().length, 2);
});

Deno.test({
  name:
    "without a home to write to, the self-extracting file is unpacked in /var/tmp, but not into what is somebody else's",
  ignore,
}, async () => {
  using bare = new Bare(await runFile());
  try {
    bare.sees = { PATH: bare.bin };
    await Deno.mkdir(ELSEWHERE, { mode: 0o777 });
    const refused = await bare.started("--version");
    assert.equal(refused.code, 2);
    assert.match(
      refused.stderr,
      /^error: There is nowhere to unpack this file to: \/var\/tmp\/\S+ belongs to somebody else/,
    );
    assert.deepEqual(namesIn(ELSEWHERE), []);
    await Deno.remove(ELSEWHERE);
    await Deno.chown(bare.folder, 0, 0);
    await Deno.chmod(bare.folder, 0o755);
    bare.sees = { PATH: bare.bin, HOME: bare.folder };
    for (let start = 0; start < 2; start++) {
      assert.deepEqual((await bare.started("--version")).stderr, "");
      assert.equal(namesIn(ELSEWHERE).length, 2);
    }
    assert.equal((await Deno.stat(ELSEWHERE)).mode! & 0o777, 0o700);
  } finally {
    await Deno.remove(ELSEWHERE, { recursive: true });
  }
});

Deno.test(
  { name: "the self-extracting file says why it cannot be unpacked, and leaves nothing behind", ignore },
  async () => {
    const file = await runFile();
    const why = async (bare: Bare) => {
      const { code, stderr } = await bare.started("--version");
      assert.equal(code, 2);
      return stderr;
    };
    using full = new Bare(file);
    await Deno.mkdir(full.cache, { recursive: true, mode: 0o700 });
    full.give();
    full.before += `; mount -t tmpfs -o size=20m,mode=700,uid=${USER} tmpfs ${full.cache}`;
    assert.match(
      await why(full),
      /^error: It cannot be unpacked into \S+: \d+ MB are needed there\nerror: XDG_CACHE_HOME names another place/,
    );
    full.before = full.before.replace("size=20m", "noexec");
    assert.match(await why(full), /does not start: .*\n.*noexec/);
    using open = new Bare(file);
    await Deno.mkdir(open.cache, { recursive: true });
    await Deno.chmod(open.cache, 0o777);
    open.give();
    assert.match(await why(open), /is a link, or others may write to it/);
    // Who may write there cannot be told without ls.
    using blind = new Bare(file);
    await Deno.remove(`${blind.bin}/ls`);
    assert.match(await why(blind), /is a link, or others may write to it/);
    using cut = new Bare(file);
    const changed = (script: string) =>
      new Deno.Command("sh", { args: ["-c", script, "sh", file, `${cut.folder}/cut`] }).output();
    await changed(`head -c 9000000 "$1" >"$2" && chmod 755 "$2"`);
    Object.assign(cut, { program: `${cut.folder}/cut` });
    assert.match(await why(cut), /cut is not whole: download it again/);
    await changed(`LC_ALL=C sed 's#^\\(system=.*loader="/\\)lib#\\1bil#' "$1" >"$2"`);
    assert.match(await why(cut), /needs glibc, and this system has another C library, as Alpine does/);
    assert.deepEqual([open.unpacked(), cut.unpacked()], [[], []]);
  },
);

function namesIn(folder: string): string[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => name);
}
