// Writes the fixture of a schema version: the program of that time makes a record of every kind with its own commands, and dies amid one.
//
//   git archive COMMIT | tar x -C /tmp/then        the last commit that wrote that version; none of them for the newest
//   deno run -A tests/store/upgrades/record.ts /tmp/then     writes tests/data/vN-loops.db, and what its death left of the log
//
// `v0` is `legacy-loops.db`, which the Python program wrote. No program ever wrote version 1: the original's tables and ours came at once.
import { DatabaseSync } from "node:sqlite";
import { placeFiles } from "./fixtures.ts";
import { RECORDED_IN } from "./recorded_in.ts";

/** What a program of each version can do already; below 3 there are no workers, no `submit`, no `respond`. */
const SINCE = { workers: 3, hosts: 4, words: 5 };

const [program = new URL("../../..", import.meta.url).pathname] = Deno.args;
const here = new URL("../../data/", import.meta.url).pathname;

Deno.mkdirSync(RECORDED_IN);
try {
  placeFiles(RECORDED_IN);
  await run(0, "init-db");
  const version = Number(ask("PRAGMA user_version")[0]?.["user_version"]);
  await recordLoops(version);
  await die(version);
  keep(version);
} finally {
  Deno.removeSync(RECORDED_IN, { recursive: true });
}

async function recordLoops(version: number): Promise<void> {
  await run(0, "run", "-f", "site.yml", "--name", "done");
  await run(1, "run", "-f", "fails.yml", "--once", "--name", "fails");
  await run(3, "run", "-f", "asks.yml", "--non-interactive", "--name", "asks");
  if (version >= SINCE.workers) await recordForWorkers();
  if (version >= SINCE.hosts) await run(0, "run", "-f", "fleet.yml", "-i", "hosts.yml", "--name", "fleet");
  if (version >= SINCE.words) await recordWords();
}

async function recordForWorkers(): Promise<void> {
  await run(3, "run", "-f", "asks.yml", "--non-interactive", "--name", "answered");
  await run(0, "respond", String(ask("SELECT max(id) AS id FROM prompts")[0]?.["id"]), "");
  await run(0, "resume", "answered", "--non-interactive");
  await run(1, "run", "-f", "fails.yml", "--once", "--name", "tells", "--notify", "command:/bin/true");
  await run(0, "run", "-f", "plays.yml", "--mode", "incremental", "--yes", "--name", "plays");
  await run(0, "submit", "-f", "site.yml", "--interval", "1s", "--name", "waits");
  await run(0, "submit", "-f", "site.yml", "--name", "cancelled");
  await run(0, "cancel", "cancelled");
  await run(0, "submit", "-f", "site.yml", "--name", "later");
  await run(0, "pause", "later", "--reason", "not before the feast");
  await work(`name = 'waits' AND run > 1`);
  await Deno.writeTextFile(`${RECORDED_IN}/page`, "somebody else's\n");
  await work("EXISTS (SELECT 1 FROM drifts WHERE loop_id = loops.id AND corrected_at IS NOT NULL)");
  await run(0, "submit", "-f", "site.yml", "--name", "pends");
}

async function recordWords(): Promise<void> {
  await run(0, "run", "some words are there", "--model", "command-json:./model.sh", "--name", "words");
  await Deno.remove(`${RECORDED_IN}/words`);
  const byCommand = ["run", "words made by a command", "--model", "command-json:./model.sh", "--non-interactive"];
  await run(3, ...byCommand, "--name", "approval");
  await run(3, ...byCommand, "--name", "declined");
  await run(0, "respond", String(ask("SELECT max(id) AS id FROM prompts")[0]?.["id"]), "no", "--comment", "not today");
  await run(0, "run", "the ruled page is there", "--rules-dir", "rules", "--model", "none", "--name", "ruled");
}

/** A worker of that time, until a loop is so. */
async function work(so: string): Promise<void> {
  const worker = command("worker").spawn();
  await until(() => ask(`SELECT 1 FROM loops WHERE ${so}`).length > 0);
  worker.kill("SIGTERM");
  await worker.output();
}

/** Killed with its command; what it held, and what is only in the log, stays as it is. A reader that stays keeps SQLite from tidying up. */
async function die(version: number): Promise<void> {
  const reader = new DatabaseSync(`${RECORDED_IN}/loops.db`);
  reader.prepare("SELECT count(*) FROM loops").get();
  const words = version >= SINCE.workers ? ["worker"] : ["run", "-f", "killed.yml", "--name", "killed"];
  if (version >= SINCE.workers) {
    await run(0, "submit", "-f", "killed.yml", "--name", "killed", "--on-interrupted", "rerun");
  }
  const dying = command(...words).spawn();
  const started = `${RECORDED_IN}/at-work`;
  await until(() => {
    try {
      return Deno.readTextFileSync(started).endsWith("\n");
    } catch {
      return false;
    }
  });
  dying.kill("SIGKILL");
  await dying.output();
  Deno.kill(Number(await Deno.readTextFile(started)), "SIGKILL");
  const folder = `${RECORDED_IN}/kept`;
  await Deno.mkdir(folder);
  for (const end of ["", "-wal"]) await Deno.copyFile(`${RECORDED_IN}/loops.db${end}`, `${folder}/loops.db${end}`);
  reader.close();
}

/** One keeps its log as the death left it; the others are whole in one file, which any opening makes of them. */
function keep(version: number): void {
  const kept = `${RECORDED_IN}/kept/loops.db`;
  if (version !== SINCE.workers) foldLog(kept);
  for (const end of ["", "-wal"]) {
    try {
      Deno.copyFileSync(`${kept}${end}`, `${here}v${version}-loops.db${end}`);
    } catch (error) {
      if (end === "" || !(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
}

/** Its last connection moves the log into the file. */
function foldLog(path: string): void {
  const db = new DatabaseSync(path);
  db.prepare("SELECT count(*) FROM loops").get();
  db.close();
}

function ask(sql: string): Record<string, unknown>[] {
  const db = new DatabaseSync(`${RECORDED_IN}/loops.db`);
  try {
    return db.prepare(sql).all();
  } finally {
    db.close();
  }
}

function command(...words: string[]): Deno.Command {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", `${program}/main.ts`, "--db", `${RECORDED_IN}/loops.db`, ...words],
    cwd: RECORDED_IN,
    env: {
      HOME: RECORDED_IN,
      NO_COLOR: "1",
      DENO_DIR: Deno.env.get("DENO_DIR") ?? `${Deno.env.get("HOME")}/.cache/deno`,
    },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  });
}

async function run(expected: number, ...words: string[]): Promise<void> {
  const { code, stdout, stderr } = await command(...words).output();
  if (code === expected) return;
  const said = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes)).join("\n");
  throw new Error(`${words.join(" ")} ended with ${code} and not ${expected}:\n${said}`);
}

async function until(holds: () => boolean): Promise<void> {
  for (let looks = 0; !holds(); looks++) {
    if (looks === 1200) throw new Error("it did not come to pass within a minute");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
