// The same file tasks over SSH by pyinfra and by FTL2, where they are installed; where they are not, a row says so.
import { sshFarm } from "../sshd/farm.ts";
import { fileTasks } from "./file_tasks.ts";
import { clocked, compared, middle, ms, type Row, run } from "./measure.ts";
import { emptied, runOurs } from "./playbook_run.ts";

const SIZES = [1, 10, 25];
const TASKS = 15;
const ROUNDS = 3;

/** What it takes to run a program's side of the tasks. */
interface Peer {
  name: string;
  /** Whether it can be run here. */
  isHere(): Promise<boolean>;
  /** Its command, and what goes into the environment. */
  command(hosts: Hosts): { program: string; args: string[]; env: Record<string, string> };
}

/** Some of the farm, and the folder in which files are made. */
interface Hosts {
  ports: Map<string, number>;
  keyFile: string;
  knownHosts: string;
  made: string;
  folder: string;
}

const peer = (name: string) => new URL(`peers/${name}`, import.meta.url).pathname;

const peers: Peer[] = [
  {
    name: "pyinfra",
    isHere: () => answers("pyinfra", ["--version"]),
    command: ({ ports, keyFile, knownHosts, made }) => {
      const entered = { ssh_hostname: "127.0.0.1", ssh_user: "root", ssh_key: keyFile };
      const hosts = Object.fromEntries(
        [...ports].map((
          [name, port],
        ) => [name, { ...entered, ssh_port: port, ssh_known_hosts_file: knownHosts }]),
      );
      const args = ["-y", "--parallel", "25", peer("pyinfra_hosts.py"), peer("pyinfra_files.py")];
      return { program: "pyinfra", args, env: { BENCH_HOSTS: JSON.stringify(hosts), BENCH_MADE: made } };
    },
  },
  {
    name: "FTL2",
    isHere: () => answers("python3", ["-c", "import ftl2"]),
    command: ({ ports, made, folder }) => ({
      program: "python3",
      args: [peer("ftl2_files.py")],
      env: {
        BENCH_INVENTORY: `${folder}/peers.yml`,
        BENCH_NAMES: [...ports.keys()].join(","),
        BENCH_MADE: made,
      },
    }),
  },
];

export async function benchPeers(folder: string, bundle: string): Promise<Row[]> {
  await using farm = await sshFarm();
  const ports = new Map<string, number>();
  for (let n = 1; n <= SIZES.at(-1)!; n++) {
    const name = `web${String(n).padStart(2, "0")}`;
    ports.set(name, (await farm.sshd({ names: [name], config: ["MaxStartups 100:30:200"] })).port);
  }
  const rows: Row[] = [];
  for (const { name, isHere, command } of peers) {
    if (!await isHere()) {
      rows.push(notHere(`${TASKS} file tasks over ssh, beside ${name}`, name));
      continue;
    }
    for (const size of SIZES) {
      const some = new Map([...ports].slice(0, size));
      const made = `${folder}/made`;
      const hosts: Hosts = { ports: some, keyFile: farm.keyFile, knownHosts: farm.knownHosts, made, folder };
      await writeInventory(hosts);
      const theirs = command(hosts);
      const env = { ...theirs.env, BENCH_TASKS: String(TASKS) };
      const site = `${folder}/peers-site.yml`;
      await Deno.writeTextFile(site, fileTasks(TASKS).replaceAll("MADE", made));
      const took = { ours: [] as number[], theirs: [] as number[] };
      for (let round = 0; round < ROUNDS; round++) {
        const playbook = { site, inventory: `${folder}/peers.yml` };
        took.ours.push(await timed(made, () => runOurs({ bundle, folder }, playbook)));
        took.theirs.push(await timed(made, () => run(theirs.program, theirs.args, { env })));
      }
      const [one, other] = [middle(took.ours), middle(took.theirs)];
      rows.push({
        what: `${TASKS} file tasks, ${size} host${size === 1 ? "" : "s"} over ssh`,
        ours: ms(one),
        baseline: `${ms(other)} ${name}`,
        ratio: compared(one, other),
      });
    }
  }
  return rows;
}

/** The row of a comparison that cannot be made here. */
function notHere(what: string, name: string): Row {
  return { what, ours: "-", baseline: `${name} is not installed`, ratio: "-" };
}

/** Of the plainest kind, which every one of these programs reads. */
async function writeInventory({ ports, keyFile, knownHosts, folder }: Hosts): Promise<void> {
  const common = `-o UserKnownHostsFile=${knownHosts} -o IdentitiesOnly=yes`;
  const lines = [...ports].map(([name, port]) =>
    `    ${name}: {ansible_host: 127.0.0.1, ansible_port: ${port}, ansible_user: root, ` +
    `ansible_ssh_private_key_file: ${keyFile}, ansible_ssh_common_args: "${common}"}`
  );
  await Deno.writeTextFile(`${folder}/peers.yml`, `all:\n  hosts:\n${lines.join("\n")}\n`);
}

async function answers(program: string, args: string[]): Promise<boolean> {
  try {
    const { success } = await new Deno.Command(program, { args, stdin: "null", stdout: "null", stderr: "null" })
      .output();
    return success;
  } catch {
    return false;
  }
}

async function timed(made: string, call: () => Promise<void>): Promise<number> {
  await emptied(made);
  return await clocked(call);
}
