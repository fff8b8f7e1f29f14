// Playbooks as whole processes, against ansible-playbook in turns, and where the time of ours goes.
import { DatabaseSync } from "node:sqlite";
import { clocked, compared, middle, ms, type Row, run } from "./measure.ts";
import { emptied } from "./playbook_run.ts";
import { type Workload, workloads } from "./workloads.ts";

const ROUNDS = 9;
/** Of ours for each of Ansible's, which take long. */
const OURS_PER_ANSIBLE = 3;

/** Both programs, each with one playbook of its own folder. */
class Ground {
  readonly #folder: string;
  readonly #bundle: string;
  readonly #url: string;
  #runs = 0;

  constructor(folder: string, { bundle, url }: { bundle: string; url: string }) {
    this.#folder = folder;
    this.#bundle = bundle;
    this.#url = url;
  }

  /** Writes the playbook and returns its path. */
  async write({ playbook, files = {} }: Workload): Promise<string> {
    await Deno.mkdir(this.#folder, { recursive: true });
    for (const [name, text] of Object.entries(files)) await Deno.writeTextFile(`${this.#folder}/${name}`, text);
    const site = `${this.#folder}/site.yml`;
    await Deno.writeTextFile(site, playbook({ folder: `${this.#folder}/made`, url: this.#url }));
    return site;
  }

  /** Milliseconds of a run of ours, with a database of its own; the database's path. */
  async ours(site: string): Promise<{ took: number; db: string }> {
    const db = `${this.#folder}/loops-${++this.#runs}.db`;
    const took = await this.#timed(() =>
      run(Deno.execPath(), ["run", "-A", this.#bundle, "--db", db, "run", "-f", site, "--once"])
    );
    return { took, db };
  }

  /** The same of ansible-playbook; undefined where it is not installed. */
  async ansible(site: string): Promise<number | undefined> {
    const env = { ANSIBLE_LOCALHOST_WARNING: "False", ANSIBLE_INVENTORY_UNPARSED_WARNING: "False" };
    try {
      return await this.#timed(() => run("ansible-playbook", ["-c", "local", "-i", "localhost,", site], { env }));
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return undefined;
      throw error;
    }
  }

  async #timed(call: () => Promise<void>): Promise<number> {
    const made = `${this.#folder}/made`;
    await emptied(made);
    return await clocked(call);
  }
}

export async function benchWorkload(folder: string, bundle: string): Promise<Row[]> {
  await using server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    ({ url }) => Response.json({ asked: new URL(url).pathname, words: ["a", "b"] }),
  );
  const url = `http://127.0.0.1:${server.addr.port}`;
  const rows: Row[] = [];
  for (const [index, workload] of workloads.entries()) {
    const ground = new Ground(`${folder}/workload-${index}`, { bundle, url });
    const site = await ground.write(workload);
    rows.push(await compare(workload.what, ground, site));
    if (index === 0) rows.push(...await shares(ground, site));
  }
  return rows;
}

async function compare(what: string, ground: Ground, site: string): Promise<Row> {
  const ours: number[] = [];
  const ansible: number[] = [];
  await ground.ours(site);
  for (let round = 0; round < ROUNDS; round++) {
    ours.push((await ground.ours(site)).took);
    if (round % OURS_PER_ANSIBLE !== 0) continue;
    const took = await ground.ansible(site);
    if (took !== undefined) ansible.push(took);
  }
  const named = `${what}, whole process`;
  if (ansible.length === 0) {
    return { what: named, ours: ms(middle(ours)), baseline: "ansible-playbook is not installed", ratio: "-" };
  }
  return {
    what: named,
    ours: ms(middle(ours)),
    baseline: `${ms(middle(ansible))} ansible-playbook`,
    ratio: compared(middle(ours), middle(ansible)),
  };
}

/** Where one run's time goes, by the record's own times. */
async function shares(ground: Ground, site: string): Promise<Row[]> {
  const began = Date.now();
  const { db } = await ground.ours(site);
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
