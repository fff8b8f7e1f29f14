// A starter or a holder that is stopped between any two lines of its script, while the other comes and goes.
import assert from "node:assert/strict";
import type { Shell } from "../../src/ports/shell.ts";
import { holdScript } from "../../src/transports/hold_script.ts";
import { localTransport } from "../../src/transports/local.ts";
import { receiptWrapper } from "../../src/transports/receipt_script.ts";
import { lives, until } from "../contracts/shell_stage.ts";
import { enter } from "../fakes/entrances.ts";

const boot = Deno.readTextFileSync("/proc/sys/kernel/random/boot_id").trim();
const SHELLS = [["dash"], ["bash"], ["busybox", "sh"]];
const LEASE = "0a1b";

/** A folder with receipts' root, and what lies there. */
class Place {
  readonly folder = Deno.makeTempDirSync({ prefix: "hold-points-" });
  readonly root = `${this.folder}/receipts`;

  constructor() {
    Deno.mkdirSync(`${this.root}/loop/tokens`, { recursive: true });
  }

  read(name: string): string {
    try {
      return Deno.readTextFileSync(`${this.folder}/${name}`);
    } catch {
      return "";
    }
  }

  open(): Promise<Shell> {
    return localTransport({ receipts: this.root }).open(enter("localhost"));
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.folder, { recursive: true });
  }
}

/** The script with a line put in before line `at`, which stops the process that comes to it, once. */
function stopping(script: string, at: number, file: string): string {
  const stop = `[ -e '${file}' ] || { >'${file}'; sh -c 'echo $PPID >"$0.pid"; kill -STOP $PPID' '${file}'; }`;
  return script.split("\n").toSpliced(at, 0, stop).join("\n");
}

/** Lines before which a stop can be put: where a command of its own may stand. */
function points(script: string, within: (line: string) => boolean): number[] {
  return script.split("\n").flatMap((line, at) => line !== "" && within(line) ? [at] : []);
}

/** Starts a shell in a session of its own. */
function start(argv: string[], env: Record<string, string> = {}): Deno.ChildProcess {
  return new Deno.Command("setsid", { args: ["--wait", ...argv], env, stdin: "null", stdout: "piped", stderr: "null" })
    .spawn();
}

/** The process that has stopped at its point; null when it has ended without coming there. */
async function stopped(file: string, child: Deno.ChildProcess): Promise<number | null> {
  let over = false;
  child.status.then(() => over = true);
  let pid: number | null = null;
  await until("a stop or an end", async () => {
    const ended = over;
    const text = await Deno.readTextFile(`${file}.pid`).catch(() => "");
    if (text.endsWith("\n")) pid = Number(text);
    if (pid === null) return ended;
    const stat = await Deno.readTextFile(`/proc/${pid}/stat`).catch(() => ") X");
    return /^[TXZ]/.test(stat.slice(stat.lastIndexOf(")") + 2));
  });
  return pid;
}

/** Every line of the wrapper's work; those of a refusal are not come to. */
const inMain = receiptWrapper.split("\n").slice(
  receiptWrapper.split("\n").indexOf("  shift 8") + 1,
  receiptWrapper.split("\n").indexOf('  exit "$_ftl2_x"') + 1,
);
const onTop = (line: string) => !/^\s|^(done|esac|\}|set -- \$_ftl2_w)/.test(line);

for (const shell of SHELLS) {
  for (const how of ["_ftl2_program", "_ftl2_script"] as const) {
    Deno.test(`${shell.join(" ")}: a starter (${how}) that was stopped anywhere never acts after hold() said free`, async () => {
      const seen = new Map<string, number>();
      for (const at of points(receiptWrapper, (line) => inMain.includes(line) && line !== "  fi")) {
        using place = new Place();
        const file = `${place.folder}/stop`;
        const deed = `echo done >>'${place.folder}/deeds'`;
        const terms = [`${place.root}/loop`, "1", "1", `${place.root}/.holds/${LEASE}`, "1", boot, ""];
        const words = how === "_ftl2_program" ? ["sh", "-c", deed] : [deed];
        const text = stopping(receiptWrapper, at, file) +
          `\n( _ftl2_main ${how} "$_0" "$_1" "$_2" "$_3" "$_4" "$_5" "$_6" ${
            words.map((_, n) => `"$_w${n}"`).join(" ")
          } )\n`;
        const env = Object.fromEntries([
          ...terms.map((term, n) => [`_${n}`, term] as const),
          ...words.map((word, n) => [`_w${n}`, word] as const),
        ]);
        const child = start([...shell, "-c", text], env);
        const pid = await stopped(file, child);
        await using holder = await place.open();
        const said = await holder.hold({ uid: LEASE, token: 2 });
        const before = place.read("deeds");
        if (pid !== null && await lives(pid)) Deno.kill(pid, "SIGCONT");
        const { stdout } = await child.output();
        const word = new TextDecoder().decode(stdout).trim();
        const after = place.read("deeds");
        if (said === "free") assert.equal(after, before, `line ${at}: it acted after the machine was given to another`);
        if (after === "") assert.equal(word, "held", `line ${at}`);
        assert.equal(await holder.hold({ uid: LEASE, token: 2 }), "free");
        const state = await holder.settle({ loop: "loop", action: 1, token: 2 });
        assert.equal(state.state, after === "" ? "unclaimed" : "finished", `line ${at}`);
        const outcome = `${said}, ${after === "" ? "refused" : before === "" ? "acted later" : "had acted"}`;
        seen.set(outcome, (seen.get(outcome) ?? 0) + 1);
      }
      const kinds = ["busy, acted later", "busy, had acted", "busy, refused", "free, refused"];
      assert.deepEqual(
        [...seen.keys()].filter((kind) => kind !== "free, had acted").sort(),
        kinds,
        JSON.stringify([...seen]),
      );
    });
  }

  Deno.test(`${shell.join(" ")}: a holder that was stopped anywhere sees whoever started meanwhile`, async () => {
    const seen = new Map<string, number>();
    for (const at of points(holdScript, onTop)) {
      using place = new Place();
      const file = `${place.folder}/stop`;
      await using starter = await place.open();
      assert.equal(await starter.hold({ uid: LEASE, token: 1 }), "free");
      const child = start(
        [...shell, "-c", stopping(holdScript, at, file), "sh", place.root, `${place.root}/.holds/${LEASE}`, "2"],
        { _ftl2_b: boot },
      );
      const pid = await stopped(file, child);
      const receipt = { loop: "loop", action: 1, token: 1, hold: { uid: LEASE, token: 1 } };
      const argv = [
        "sh",
        "-c",
        `: >"$1"; until [ -e "$2" ]; do sleep 0.01; done`,
        "sh",
        `${place.folder}/deed`,
        `${place.folder}/go`,
      ];
      const acting = () => Deno.stat(`${place.folder}/deed`).then(() => true, () => false);
      let outcome = "";
      const running = starter.run(argv, { receipt }).then(() => outcome = "ran", () => outcome = "refused");
      await until("a start or a refusal", async () => await acting() || outcome !== "");
      const acts = await acting();
      if (pid !== null && await lives(pid)) Deno.kill(pid, "SIGCONT");
      const said = new TextDecoder().decode((await child.output()).stdout).trim();
      await Deno.writeTextFile(`${place.folder}/go`, "");
      assert.equal(await running, acts ? "ran" : "refused");
      if (acts) assert.equal(said, "busy", `line ${at}: it has not seen who runs`);
      else assert.equal(said, "free", `line ${at}`);
      const both = `${acts ? "started" : "refused"}, ${said}`;
      seen.set(both, (seen.get(both) ?? 0) + 1);
    }
    assert.deepEqual([...seen.keys()].sort(), ["refused, free", "started, busy"], JSON.stringify([...seen]));
  });
}
