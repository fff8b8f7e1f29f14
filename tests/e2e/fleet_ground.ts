// A ground with a farm of sshds: an inventory whose hosts are entered over ssh, and a world in which they leave their deeds.
import type { Farm } from "../sshd/farm.ts";
import { sshFarm } from "../sshd/farm.ts";
import { type Ended, Ground } from "./program.ts";

/** The program in a folder of its own, with sshds that it may go to. All users may write into `world`. */
export class FleetGround extends Ground implements AsyncDisposable {
  readonly farm: Farm;
  readonly world: string = `${this.folder}/world`;

  private constructor(farm: Farm) {
    super();
    this.farm = farm;
    Deno.chmodSync(this.folder, 0o755);
    Deno.mkdirSync(this.world);
    Deno.chmodSync(this.world, 0o777);
    Deno.writeTextFileSync(`${this.world}/deeds`, "");
    Deno.chmodSync(`${this.world}/deeds`, 0o666);
  }

  static async make(): Promise<FleetGround> {
    return new FleetGround(await sshFarm());
  }

  /** Writes `inventory.yml`: all hosts are entered as the farm's configuration says. `hosts` are lines of YAML, a host each. */
  inventory(hosts: readonly string[], vars: readonly string[] = []): void {
    const lines = [
      "all:",
      "  vars:",
      ...[`ansible_ssh_common_args: ${this.farm.commonArgs}`, ...vars].map((line) => `    ${line}`),
      "  hosts:",
      ...hosts.map((line) => `    ${line.includes(":") ? line : `${line}:`}`),
    ];
    this.write("inventory.yml", `${lines.join("\n")}\n`);
  }

  /** Writes `site.yml`: a play on all hosts without facts. `tasks` are lines of YAML. */
  site(...tasks: string[]): void {
    this.write("site.yml", ["- hosts: all", "  gather_facts: false", "  tasks:", ...tasks, ""].join("\n"));
  }

  /** `run` of both, to its end. */
  async converge(...flags: string[]): Promise<Ended> {
    return await this.run("run", "-f", "site.yml", "-i", "inventory.yml", ...flags);
  }

  /** What hosts did, a line each. */
  get deeds(): string[] {
    return this.lines("world/deeds");
  }

  /** How often each line of the deeds is there. */
  get counted(): Record<string, number> {
    const counted: Record<string, number> = {};
    for (const line of this.deeds) counted[line] = (counted[line] ?? 0) + 1;
    return counted;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // Who becomes root by sudo is at home in the real home of root.
    const made = await Deno.stat(this.db).then(() => true, () => false);
    for (const { uid } of made ? this.query("select uid from loops") : []) {
      await Deno.remove(`/root/.ftl2/${uid}`, { recursive: true }).catch(() => {});
    }
    await this.farm[Symbol.asyncDispose]();
    this[Symbol.dispose]();
  }
}

/** Lines of a recap by host: `ok=3 changed=3 unreachable=0 …`. */
export function recapOf(stdout: string): Record<string, string> {
  return Object.fromEntries([...stdout.matchAll(/^(\S+)\s+: (ok=.*)$/gm)].map(([, host, sums]) => [host!, sums!]));
}

/** What is told of hosts that fail, by host; the last of each counts. */
export function fatalOf(stderr: string): Record<string, string> {
  return Object.fromEntries(
    [...stderr.matchAll(/^fatal: \[(\S+)\]: (.*)$/gm)].map(([, host, words]) => [host!, words!]),
  );
}
