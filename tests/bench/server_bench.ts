// Accounts, keys and packages on hosts with a root of their own (an sshd in a room each), against `ansible-playbook` with pipelining.
import { openRoom, prepareRooms, type Room } from "../rooms/room.ts";
import { type RoomSshd, roomSshd } from "../rooms/room_sshd.ts";
import { clocked, compared, middle, ms, type Row } from "./measure.ts";
import { runAnsible, runOurs } from "./playbook_run.ts";

const HOSTS = 10;
const ROUNDS = 3;

/** Hosts, and an inventory of them. */
interface Hosts extends AsyncDisposable {
  inventory: string;
}

/** Each program has hosts of its own: both begin with the same nothing. */
export async function benchServer(folder: string, bundle: string): Promise<Row[]> {
  const rows: Row[] = [];
  const accounts = `${folder}/accounts.yml`;
  await Deno.writeTextFile(accounts, ACCOUNTS);
  const ours = (inventory: string, site: string) => clocked(() => runOurs({ bundle, folder }, { site, inventory }));
  const theirs = (inventory: string, site: string) => clocked(() => runAnsible({ site, inventory }));
  const row = (what: string, mine: number, baseline: number): Row => ({
    what,
    ours: ms(mine),
    baseline: `${ms(baseline)} ansible-playbook -f 25`,
    ratio: compared(mine, baseline),
  });
  {
    await using mine = await openHosts(HOSTS, `${folder}/mine.ini`);
    await using other = await openHosts(HOSTS, `${folder}/other.ini`);
    const made = await ours(mine.inventory, accounts);
    rows.push(row(`5 users with keys made, ${HOSTS} hosts`, made, await theirs(other.inventory, accounts)));
    const held = middle(await inTurn(() => ours(mine.inventory, accounts)));
    rows.push(row(`the same, nothing to do`, held, await theirs(other.inventory, accounts)));
  }
  await using host = await openHosts(1, `${folder}/one.ini`);
  const packages = `${folder}/packages.yml`;
  await Deno.writeTextFile(packages, await packagesPlay());
  const held = middle(await inTurn(() => ours(host.inventory, packages)));
  rows.push(row("apt: 20 packages present, 10 tasks", held, await theirs(host.inventory, packages)));
  return rows;
}

async function openHosts(count: number, inventory: string): Promise<Hosts> {
  const ground = await prepareRooms(":");
  const rooms: Room[] = [];
  const doors: RoomSshd[] = [];
  for (let n = 0; n < count; n++) {
    const room = await openRoom({ ground, hostname: `web${n}` });
    rooms.push(room);
    doors.push(await roomSshd(room));
  }
  const lines = doors.map(({ variables }, n) => `web${n} ${variables} ansible_python_interpreter=/usr/bin/python3`);
  await Deno.writeTextFile(inventory, `${lines.join("\n")}\n`);
  return {
    inventory,
    [Symbol.asyncDispose]: async () => {
      for (const each of [...doors, ...rooms, ground]) await each[Symbol.asyncDispose]();
    },
  };
}

async function inTurn(call: () => Promise<number>): Promise<number[]> {
  const taken: number[] = [];
  for (let round = 0; round < ROUNDS; round++) taken.push(await call());
  return taken;
}

/** Twenty packages that this machine has, by name. */
async function packagesPlay(): Promise<string> {
  const { stdout } = await new Deno.Command("dpkg-query", { args: ["-W", "-f", "${Package}\n"], stdin: "null" })
    .output();
  const all = new TextDecoder().decode(stdout).trim().split("\n").filter((name) => /^[a-z0-9.+-]+$/.test(name));
  const names = all.filter((_, at) => at % Math.floor(all.length / 20) === 0).slice(0, 20);
  const tasks = Array.from(
    { length: 10 },
    (_, n) => `    - name: packages ${n}\n      apt:\n        name: [${names.join(", ")}]\n`,
  );
  return `- hosts: all\n  gather_facts: false\n  tasks:\n${tasks.join("")}`;
}

const ACCOUNTS = `- hosts: all
  gather_facts: false
  vars:
    people: [ann, bob, cid, dan, eve]
  tasks:
    - name: A group
      group: {name: people}
    - name: Accounts
      user: {name: "{{ item }}", groups: people, shell: /bin/bash}
      loop: "{{ people }}"
    - name: Keys
      ansible.posix.authorized_key:
        user: "{{ item }}"
        key: ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGZ1bGwgb2Ygbm90aGluZyBhdCBhbGwsIHJlYWxseSE= {{ item }}@example.org
      loop: "{{ people }}"
`;
