// The 30-task file workload as whole processes, against ansible-playbook, and where the time of ours goes.
import { DatabaseSync } from "node:sqlite";
import { median, ms, type Row, run, times } from "./measure.ts";

const ROUNDS = 7;
const ANSIBLE_ROUNDS = 3;

/** Ten touched, ten looked at, ten removed, each its own task. */
export function workload(folder: string): string {
  const tasks = [
    ...steps((file) => `file: {path: ${folder}/${file}, state: touch}`, "touch"),
    ...steps((file) => `stat: {path: ${folder}/${file}}`, "stat"),
    ...steps((file) => `file: {path: ${folder}/${file}, state: absent}`, "absent"),
  ];
  return `- hosts: localhost\n  gather_facts: false\n  tasks:\n${tasks.join("")}`;
}

function steps(body: (file: string) => string, name: string): string[] {
  return Array.from({ length: 10 }, (_, index) => `    - name: ${name} ${index}\n      ${body(`file-${index}`)}\n`);
}

export async function benchWorkload(folder: string, bundle: string): Promise<Row[]> {
  const site = `${folder}/workload.yml`;
  await Deno.writeTextFile(site, workload(folder));
  const once = (round: number) => {
    const db = `${folder}/workload-${round}.db`;
    return run(Deno.execPath(), ["run", "-A", bundle, "--db", db, "run", "-f", site, "--once"]);
  };
  await once(-1);
  const ours = await median(ROUNDS, once);
  const rows: Row[] = [];
  try {
    const env = { ANSIBLE_LOCALHOST_WARNING: "False", ANSIBLE_INVENTORY_UNPARSED_WARNING: "False" };
    const ansible = await median(
      ANSIBLE_ROUNDS,
      () => run("ansible-playbook", ["-c", "local", "-i", "localhost,", site], { env }),
    );
    rows.push({
      what: "30 file tasks, whole process",
      ours: ms(ours),
      baseline: `${ms(ansible)} ansible-playbook`,
      ratio: `${times(ansible / ours)} faster`,
    });
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    rows.push({
      what: "30 file tasks, whole process",
      ours: ms(ours),
      baseline: "ansible-playbook is not installed",
      ratio: "-",
    });
  }
  return [...rows, ...await shares(folder, bundle, site)];
}

/** Where one run's time goes, by the record's own times. */
async function shares(folder: string, bundle: string, site: string): Promise<Row[]> {
  const db = `${folder}/shares.db`;
  const began = Date.now();
  await run(Deno.execPath(), ["run", "-A", bundle, "--db", db, "run", "-f", site, "--once"]);
  const ended = Date.now();
  using file = new DatabaseSync(db, { readOnly: true });
  const row = file.prepare(
    "select (select created_at from loops) as submitted, (select min(created_at) from iterations) as opened," +
      " (select max(completed_at) from iterations) as closed",
  ).get() as Record<string, string>;
  const at = (name: string) => Date.parse(row[name]!);
  const share = (what: string, from: number, to: number): Row => ({
    what: `  of which ${what}`,
    ours: ms(to - from),
    baseline: `${ms(ended - began)} in this run`,
    ratio: `${Math.round(100 * (to - from) / (ended - began))} %`,
  });
  return [
    share("start, playbook, database", began, at("submitted")),
    share("engine, modules, shell loaded and opened", at("submitted"), at("opened")),
    share("the 30 tasks: looks, deeds, commits", at("opened"), at("closed")),
    share("recap and exit", at("closed"), ended),
  ];
}
