// The local transport passes the contract with every shell that this project promises, with and without its shortcuts.
import assert from "node:assert/strict";
import type { Shell } from "../../src/ports/shell.ts";
import { connectLocal, localTransport } from "../../src/transports/local.ts";
import { openShell } from "../../src/transports/posix_shell.ts";
import { shellContract, type WayIn } from "../contracts/shell_contract.ts";
import { until } from "../contracts/shell_stage.ts";
import { enter } from "../fakes/entrances.ts";

const controllerScript = new URL("../contracts/shell_controller.ts", import.meta.url).pathname;

function installed(program: string): boolean {
  const here = new Deno.Command("sh", { args: ["-c", `command -v ${program}`], stdout: "null" }).outputSync().success;
  if (!here && Deno.env.get("CI") === "true") {
    throw new Error(`${program} is not installed: the shell contract needs it`);
  }
  return here;
}

/** Where sessions lie: in memory, on machines that have 256 MiB of it to spare (a container's share is 64). */
const memory = (() => {
  const stat = new Deno.Command("stat", { args: ["-f", "-c", "%T %a %S", "/dev/shm"] }).outputSync();
  const [type, blocks, size] = new TextDecoder().decode(stat.stdout).trim().split(" ");
  return type === "tmpfs" && Number(blocks) * Number(size) >= 256 * 1024 * 1024 ? "/dev/shm" : "/tmp";
})();

function local(shell: string[]): WayIn {
  return {
    open: (options) => localTransport({ shell, ...options }).open(enter("localhost")),
    controller: ["run", "-A", controllerScript, JSON.stringify({ shell })],
  };
}

for (const shell of [["dash"], ["bash"], ["busybox", "sh"]]) {
  const name = `local ${shell.join(" ")}`;
  if (installed(shell[0]!)) shellContract(name, local(shell));
  else Deno.test.ignore(`${name}: skipped, ${shell[0]} is not installed`, () => {});
}

/** As over a network: the controller cannot read the host's files itself. */
shellContract("local sh, outputs through the pipe", {
  ...local(["sh"]),
  open: (options) => openShell({ host: "localhost", shell: ["sh"], connect: connectLocal(["sh"]), ...options }),
});

/** A folder with every program of the machine but setsid. */
async function withoutSetsid(): Promise<string> {
  const folder = await Deno.makeTempDir();
  const programs =
    "mkdir rm cat head tail wc mv cp chown chmod stat readlink sleep true sync touch env ls seq printf tr sh dash";
  for (const program of programs.split(" ")) {
    const { stdout } = await new Deno.Command("sh", { args: ["-c", `command -v $0`, program] }).output();
    const path = new TextDecoder().decode(stdout).trim();
    await Deno.symlink(path.startsWith("/") ? path : `/usr/bin/${program}`, `${folder}/${program}`);
  }
  await Deno.symlink("/bin/bash", `${folder}/bash`);
  return folder;
}

async function opened(shell: string[], receipts: string): Promise<Shell> {
  return await localTransport({ shell, receipts }).open(enter("localhost"));
}

for (const [program, survives] of [["bash", true], ["dash", false]] as const) {
  Deno.test(`local ${program} without setsid: a timeout ends the command${survives ? "" : ", and at worst the session"}`, async () => {
    const bin = await withoutSetsid();
    {
      await using shell = await opened(["env", `PATH=${bin}`, program], `${bin}/receipts`);
      const receipt = { loop: "l", action: 1, token: 1 };
      assert.equal((await shell.run(["sh", "-c", "echo $((1 + 1)); exit 4"], { receipt })).rc, 4);
      assert.equal((await shell.settle(receipt)).state, "finished");
      const easy = await shell.run(["sh", "-c", "sleep 300"], { timeoutMs: 200 });
      assert.deepEqual([easy.rc, easy.timedOut], [124, true]);
      assert.equal((await shell.run(["true"])).rc, 0);
      // Time enough to come to the trap on a busy machine too: what it prints may be lost with the session.
      const hard = await shell.run(["sh", "-c", "trap '' TERM; while :; do sleep 0.2; done"], { timeoutMs: 3000 });
      assert.deepEqual([hard.rc, hard.timedOut], [124, true]);
      if (survives) assert.equal((await shell.run(["true"])).rc, 0);
      else await assert.rejects(shell.run(["true"]), /Open a new one/);
    }
    await Deno.remove(bin, { recursive: true });
  });
}

for (const program of ["dash", "bash", "busybox sh"]) {
  const words = program.split(" ");
  if (!installed(words[0]!)) continue;

  Deno.test(`local ${program}: the session's folder is private, stays small and goes with it`, async () => {
    const folder = await Deno.makeTempDir();
    const names = () => Array.fromAsync(Deno.readDir(folder), ({ name }) => name);
    {
      await using shell = await opened(["env", `TMPDIR=${folder}`, ...words], `${folder}.receipts`);
      const [session] = await names();
      assert.equal((await Deno.stat(`${folder}/${session}`)).mode! & 0o777, 0o700);
      for (let n = 0; n < 300; n++) await shell.run(["sh", "-c", "echo x"]);
      await shell.run(["sh", "-c", "cat"], { stdin: "secret\0" });
      const files = await Array.fromAsync(Deno.readDir(`${folder}/${session}`), ({ name }) => name);
      assert.ok(files.length < 150, `${files.length} files`);
      assert.deepEqual(files.filter((name) => name.startsWith("i")), []);
    }
    assert.deepEqual(await names(), []);
    const shell = await opened(["env", `TMPDIR=${folder}`, ...words], `${folder}.receipts`);
    await assert.rejects(shell.run(["sh", "-c", "kill -KILL $$"]));
    assert.equal((await names()).length, 1);
    await shell[Symbol.asyncDispose]();
    assert.deepEqual(await names(), []);
    await Deno.remove(folder);
  });

  Deno.test(`local ${program}: without TMPDIR the folder lies in memory, a large input on a disk, and neither stays`, async () => {
    const receipts = await Deno.makeTempDir();
    const name = async (shell: Shell) =>
      (await shell.run(["sh", "-c", 'printf %s "$_ftl2_d"'])).stdout.replace(`${memory}/`, "");
    const left = async (session: string) => {
      const found = [];
      for (const folder of ["/dev/shm", "/tmp", "/var/tmp", Deno.env.get("HOME")!]) {
        for await (const entry of Deno.readDir(folder)) if (entry.name.startsWith(session)) found.push(entry.name);
      }
      return found;
    };
    const places = "readlink /proc/self/fd/0; wc -c";
    let session = "";
    {
      await using shell = await opened(["env", "-u", "TMPDIR", ...words], receipts);
      session = await name(shell);
      assert.match(session, /^ftl2-[0-9a-f-]{36}$/);
      const short = await shell.run(["sh", "-c", places], { stdin: new Uint8Array(10_000) });
      assert.match(short.stdout, new RegExp(`^${memory}/${session}/i\\d+ \\(deleted\\)\n *10000\n$`));
      const long = await shell.run(["sh", "-c", places], { stdin: new Uint8Array(2_000_000) });
      assert.match(
        long.stdout,
        new RegExp(`^/tmp/${session}${memory === "/tmp" ? "/" : "\\."}i\\d+ \\(deleted\\)\n *2000000\n$`),
      );
      assert.deepEqual(await left(session), [session]);
    }
    assert.deepEqual(await left(session), []);
    const shell = await opened(["env", "-u", "TMPDIR", ...words], receipts);
    session = await name(shell);
    await Deno.writeTextFile(`/tmp/${session}.i9`, "an input that was on its way");
    await assert.rejects(shell.run(["sh", "-c", "kill -KILL $$"]));
    await shell[Symbol.asyncDispose]();
    assert.deepEqual(await left(session), []);
    await Deno.remove(receipts, { recursive: true });
  });

  Deno.test(`local ${program}: a killed controller leaves no session and no folder behind`, async () => {
    const folder = await Deno.makeTempDir();
    const session = `${folder}/session`;
    await Deno.mkdir(session);
    const pipe = `${folder}/pipe`;
    await new Deno.Command("mkfifo", { args: [pipe] }).output();
    const job = {
      shell: ["env", `TMPDIR=${session}`, ...words],
      receipts: `${folder}/receipts`,
      argv: ["sh", "-c", `echo go >"$1"; read x <"$1"`, "sh", pipe],
      receipt: { loop: "l", action: 1, token: 1 },
    };
    const args = ["run", "-A", controllerScript, JSON.stringify(job)];
    const controller = new Deno.Command(Deno.execPath(), { args, stdout: "null" }).spawn();
    await Deno.readTextFile(pipe);
    controller.kill("SIGKILL");
    await controller.status;
    await Deno.writeTextFile(pipe, "go\n");
    await until("the session to go", async () => (await Array.fromAsync(Deno.readDir(session))).length === 0);
    await Deno.remove(folder, { recursive: true });
  });

  Deno.test(`local ${program}: a command sees the environment and the descriptors that any child would`, async () => {
    const folder = await Deno.makeTempDir();
    {
      await using shell = await opened(words, folder);
      const child = async (...argv: string[]) =>
        new TextDecoder().decode((await new Deno.Command(argv[0]!, { args: argv.slice(1) }).output()).stdout);
      const own = /^(_|SHLVL|PWD|OLDPWD)=/;
      const sorted = (text: string) => text.split("\0").filter((line) => !own.test(line)).sort();
      const receipt = { loop: "l", action: 1, token: 1 };
      for (const options of [{}, { timeoutMs: 60_000 }, { receipt }]) {
        assert.deepEqual(sorted((await shell.run(["env", "-0"], options)).stdout), sorted(await child("env", "-0")));
      }
      const open = ["sh", "-c", "cd /proc/self/fd && for f in *; do [ -e $f ] && echo $f; done", "x"];
      const inherited = new Set((await child(...open)).split("\n"));
      const seen = (await shell.run(open)).stdout.split("\n").filter((fd) => !inherited.has(fd));
      assert.deepEqual(seen, []);
    }
    await Deno.remove(folder, { recursive: true });
  });
}

Deno.test("localTransport() says which shell cannot be started", async () => {
  await assert.rejects(
    localTransport({ shell: ["/no/such/sh"] }).open(enter("localhost")),
    /Cannot start a shell with "\/no\/such\/sh"/,
  );
  await assert.rejects(
    localTransport({ shell: ["sh", "-c", "echo no way in >&2; exit 3"] }).open(enter("web1")),
    (error) => {
      assert.match((error as Error).message, /Cannot start a shell on web1: no way in/);
      return true;
    },
  );
});

Deno.test("localTransport() stops opening when it is told to", async () => {
  const stop = new AbortController();
  const opening = localTransport({ shell: ["sleep", "300"] }).open(enter("localhost"), stop.signal);
  stop.abort(new Error("enough"));
  await assert.rejects(opening, /enough/);
});
