// A host that is in the middle of a long command, beside two others, when something happens to its sshd.
import assert from "node:assert/strict";
import { checkEnd } from "../crash/invariants.ts";
import { eventually, processes, signalTo } from "../sshd/processes.ts";
import type { Sshd } from "../sshd/sshd.ts";
import { type FleetGround, recapOf } from "./fleet_ground.ts";
import { Watched } from "./watched.ts";

/** A command that ends when its host is told to, and a task that shows what came of it. */
const SITE = [
  "    - name: long",
  "      shell: |",
  "        echo begins {{ inventory_hostname }} >>DIR/world/deeds",
  "        until [ -e DIR/world/go.{{ inventory_hostname }} ] || [ ! -e DIR/world ]; do sleep 0.02; done",
  "        echo ends {{ inventory_hostname }} >>DIR/world/deeds",
  "        echo said on {{ inventory_hostname }}",
  "      register: long",
  "    - name: after",
  "      shell: echo after {{ long.stdout }} >>DIR/world/deeds",
  "      when: long.changed",
];

/** What each host did in the end: all of it once. */
export function onceOn(...hosts: string[]): Record<string, number> {
  const deeds = hosts.flatMap((host) => [`begins ${host}`, `ends ${host}`, `after said on ${host}`]);
  return Object.fromEntries(deeds.map((deed) => [deed, 1]));
}

/** Every host did all of it, and the last pass found nothing more to do. */
export function assertAllWell(ground: FleetGround, run: Watched): void {
  const sums = "ok=1 changed=2 unreachable=0 failed=0 skipped=1 rescued=0 ignored=0";
  assert.deepEqual(recapOf(run.out), { web1: sums, web2: sums, frail: sums });
  const ends = "select status from actions where status <> 'skipped' group by status";
  assert.deepEqual(ground.query(ends).map((row) => row["status"]), ["completed"]);
  checkEnd(ground.db, 1);
}

/** sshd's own processes, without what runs in its sessions: the listener first, so that nobody logs in anew while they are killed in this order. */
export async function ofSshd({ pid }: Sshd): Promise<number[]> {
  const all = await processes();
  const found = [pid];
  for (const each of found) {
    for (const child of all.filter(({ parent }) => parent === each)) {
      const name = await Deno.readTextFile(`/proc/${child.pid}/comm`).catch(() => "");
      if (name.startsWith("sshd")) found.push(child.pid);
    }
  }
  return found;
}

export async function killed(pids: readonly number[]): Promise<void> {
  for (const pid of pids) signalTo(pid, "SIGKILL");
  const left = async () => (await processes()).filter(({ pid }) => pids.includes(pid));
  await eventually("sshd to be gone", async () => (await left()).length === 0);
}

/** web1 and web2 on one sshd, frail on another; all in the middle of the long command. */
export async function inTheMiddle(ground: FleetGround, vars: string[] = []): Promise<{ frail: Sshd; run: Watched }> {
  await ground.farm.sshd({ names: ["web1", "web2"] });
  const frail = await ground.farm.sshd({ names: ["frail"] });
  ground.inventory(["web1", "frail", "web2"], vars);
  ground.site(...SITE);
  const run = new Watched(ground.command("run", "-f", "site.yml", "-i", "inventory.yml"));
  await run.until("all hosts at work", () => ground.deeds.length === 3);
  return { frail, run };
}
