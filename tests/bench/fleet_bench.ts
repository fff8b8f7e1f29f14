// Playbooks on many hosts over real sshds of this machine, against `ansible-playbook -f 25` with pipelining; and what of ours is logging in.
import { sshFarm } from "../sshd/farm.ts";
import { fileTasks } from "./file_tasks.ts";
import { benchFleetWorker } from "./fleet_worker_bench.ts";
import { clocked, compared, middle, ms, type Row, run, times } from "./measure.ts";
import { emptied, runAnsible, runOurs } from "./playbook_run.ts";

const SIZES = [1, 3, 10, 25];
const ROUNDS = 3;

/** Names with an sshd each, an inventory of them, and a folder that is empty before each run. */
interface Fleet {
  folder: string;
  bundle: string;
  inventory: string;
  names: string[];
}

export async function benchFleet(folder: string, bundle: string): Promise<Row[]> {
  await using farm = await sshFarm();
  const names = Array.from({ length: 25 }, (_, n) => `web${String(n + 1).padStart(2, "0")}`);
  // As distributions ship it, but that nobody is turned away at the door: both programs begin with all logins at once.
  for (const name of names) await farm.sshd({ names: [name], config: ["MaxStartups 100:30:200"] });
  const inventory = `${folder}/inventory.ini`;
  const connection = `ansible_ssh_common_args="${farm.commonArgs}"\nansible_python_interpreter=/usr/bin/python3`;
  await Deno.writeTextFile(inventory, `[all]\n${names.join("\n")}\n\n[all:vars]\n${connection}\n`);
  const fleet: Fleet = { folder: `${folder}/fleet`, bundle, inventory, names };
  const rows: Row[] = [];
  for (const tasks of [15, 30]) {
    for (const size of SIZES) {
      rows.push(await compare(fleet, { what: `${tasks} file tasks`, book: fileTasks(tasks), size }));
    }
  }
  rows.push(await compare(fleet, { what: "facts", book: FACTS, size: 25 }));
  rows.push(await logins(fleet, farm.arguments));
  rows.push(...await benchFleetWorker({ folder, bundle, farm, names }));
  return rows;
}

/** Wall time of both, in turns, and the processor time that each controller and its hosts took together. */
async function compare(fleet: Fleet, { what, book, size }: { what: string; book: string; size: number }): Promise<Row> {
  const ours: number[] = [];
  const ansible: number[] = [];
  const { inventory, names } = fleet;
  const limit = names.slice(0, size);
  for (let round = 0; round < ROUNDS; round++) {
    ours.push(await timed(fleet, book, (site) => runOurs(fleet, { site, inventory, limit })));
    if (round === 0) ansible.push(await timed(fleet, book, (site) => runAnsible({ site, inventory, limit })));
  }
  return {
    what: `${what}, ${size} host${size === 1 ? "" : "s"} over ssh`,
    ours: ms(middle(ours)),
    baseline: `${ms(middle(ansible))} ansible-playbook -f 25`,
    ratio: compared(middle(ours), middle(ansible)),
  };
}

/** What 25 logins alone cost here, as many at once as there are. */
async function logins({ names }: Fleet, words: string[]): Promise<Row> {
  const alone = await clocked(() => Promise.all(names.map((name) => run("ssh", [...words, name, "true"]))));
  const one = await clocked(() => run("ssh", [...words, names[0]!, "true"]));
  return {
    what: "25 logins alone: ssh HOST true, all at once",
    ours: ms(alone),
    baseline: `${ms(one)} one login`,
    ratio: `${times(alone / one)} as long`,
  };
}

async function timed({ folder }: Fleet, book: string, call: (site: string) => Promise<void>): Promise<number> {
  const made = `${folder}/made`;
  await emptied(made);
  const site = `${folder}/site.yml`;
  await Deno.writeTextFile(site, book.replaceAll("MADE", made));
  return await clocked(() => call(site));
}

const FACTS = `- hosts: all
  gather_facts: true
  tasks:
    - debug: {msg: "{{ ansible_facts['distribution'] }} {{ ansible_facts['kernel'] }}"}
`;
