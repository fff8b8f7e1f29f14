// Ansible's own modules on hosts over real sshds: by the warm Python of a session, against `ansible-playbook` with pipelining; and one call alone.
import { ansibleModule } from "../../src/ansible/ansible_module.ts";
import { controllerAnsible } from "../../src/ansible/controller_ansible.ts";
import { Stage } from "../modules/stage.ts";
import { sshFarm } from "../sshd/farm.ts";
import { clocked, compared, middle, ms, type Row, run } from "./measure.ts";
import { runAnsible, runOurs } from "./playbook_run.ts";

const TASKS = 30;
const ROUNDS = 3;

export async function benchAnsible(folder: string, bundle: string): Promise<Row[]> {
  await using farm = await sshFarm();
  const names = Array.from({ length: 10 }, (_, n) => `node${n}`);
  for (const name of names) await farm.sshd({ names: [name], config: ["MaxStartups 100:30:200"] });
  const inventory = `${folder}/ansible.ini`;
  const connection = `ansible_ssh_common_args="${farm.commonArgs}"\nansible_python_interpreter=/usr/bin/python3`;
  await Deno.writeTextFile(inventory, `[all]\n${names.join("\n")}\n\n[all:vars]\n${connection}\n`);
  const rows = await alone();
  for (const size of [1, 10]) {
    const limit = names.slice(0, size);
    const ours = (site: string) => runOurs({ bundle, folder }, { site, inventory, limit });
    const theirs = (site: string) => runAnsible({ site, inventory, limit });
    for (const [what, deeds] of [["that change something", true], ["that find nothing to do", false]] as const) {
      const took = { ours: [] as number[], theirs: [] as number[] };
      for (let round = 0; round < ROUNDS; round++) {
        took.ours.push(await timed(`${folder}/made-${size}`, deeds, ours));
        if (round === 0) took.theirs.push(await timed(`${folder}/made-${size}`, deeds, theirs));
      }
      const [one, other] = [middle(took.ours), middle(took.theirs)];
      rows.push({
        what: `${TASKS} calls of Ansible's modules ${what}, ${size} host${size === 1 ? "" : "s"} over ssh`,
        ours: `${ms(one)}, ${ms(one / TASKS)} a task`,
        baseline: `${ms(other)}, ${ms(other / TASKS)} a task: ansible-playbook -f 25`,
        ratio: compared(one, other),
      });
    }
  }
  return rows;
}

/** A look, and a look with its deed, through a session on this machine; against the same module in a Python of its own. */
async function alone(): Promise<Row[]> {
  await using ansible = controllerAnsible();
  const known = (await ansible.describe(["community.general.ini_file"])).get("community.general.ini_file");
  if (known === undefined || "refusal" in known) throw new Error("ansible has no community.general.ini_file");
  const module = ansibleModule(known);
  await using stage = await Stage.open();
  const path = stage.path("x.ini");
  const call = (value: string) => stage.run(module, { path, section: "s", option: "o", value });
  const took = { look: [] as number[], deed: [] as number[], cold: [] as number[] };
  for (let round = 0; round < 60; round++) {
    took.deed.push(await clocked(() => call(String(round))));
    took.look.push(await clocked(() => call(String(round))));
    took.cold.push(await clocked(() => run("/usr/bin/python3", ["-c", "import ansible.module_utils.basic"])));
  }
  const cold = middle(took.cold);
  const row = (what: string, ours: number): Row => ({
    what,
    ours: ms(ours),
    baseline: `${ms(cold)} a Python that loads ansible.module_utils.basic`,
    ratio: compared(ours, cold),
  });
  return [
    row("ini_file of Ansible's, nothing to do", middle(took.look)),
    row("ini_file of Ansible's, look and deed", middle(took.deed)),
  ];
}

/** Without `deeds` the files are there already. */
async function timed(folder: string, deeds: boolean, call: (site: string) => Promise<void>): Promise<number> {
  const site = `${folder}.yml`;
  const tasks = Array.from(
    { length: TASKS },
    (_, n) =>
      `    - community.general.ini_file: {path: "${folder}/{{ inventory_hostname }}-${n}", section: s, option: o, value: v}`,
  );
  await Deno.writeTextFile(site, `- hosts: all\n  gather_facts: false\n  tasks:\n${tasks.join("\n")}\n`);
  if (deeds) await Deno.remove(folder, { recursive: true }).catch(() => {});
  await Deno.mkdir(folder, { recursive: true });
  return await clocked(() => call(site));
}
