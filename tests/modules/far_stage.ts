// Stages whose shell is far: over a real sshd of this machine, as who logs in there or as another user.
import type { ModuleCall } from "../../src/ports/module.ts";
import type { Shell } from "../../src/ports/shell.ts";
import { localTransport } from "../../src/transports/local.ts";
import { sshTransport } from "../../src/transports/ssh.ts";
import { enter } from "../fakes/entrances.ts";
import { type Farm, sshFarm } from "../sshd/farm.ts";
import type { Person } from "./oracle/ground.ts";
import { Stage } from "./stage.ts";

/** A far shell; the controller's is this machine's, as the same user. */
export class FarStage extends Stage {
  readonly #here: Shell;
  readonly #ssh: AsyncDisposable;

  constructor(folder: string, receipts: string, shells: { far: Shell; here: Shell; ssh: AsyncDisposable }) {
    super(folder, shells.far, receipts);
    this.#here = shells.here;
    this.#ssh = shells.ssh;
  }

  override call(...args: Parameters<Stage["call"]>): ModuleCall {
    return { ...super.call(...args), controller: () => Promise.resolve(this.#here) };
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    await this.#here[Symbol.asyncDispose]();
    await super[Symbol.asyncDispose]();
    await this.#ssh[Symbol.asyncDispose]();
  }
}

/** A host, and a user of it. */
export interface FarHost extends AsyncDisposable {
  /** Another user. */
  person: Person;
  /** Who logs in. */
  root: Person;
  farm: Farm;
  /** A shell over ssh in a folder that is the person's; who is not root is become by sudo. */
  stage(person: Person): Promise<FarStage>;
}

/** Starts it. */
export async function farHost(): Promise<FarHost> {
  const farm = await sshFarm();
  const sshd = await farm.sshd({ names: ["far"], config: ["MaxSessions 50"] });
  const { name, uid, home } = await farm.user();
  return {
    farm,
    person: { name, uid, gid: uid, home },
    root: { name: "root", uid: 0, gid: 0, home: sshd.home },
    stage: async (person) => {
      const folder = await Deno.makeTempDir({ prefix: "modules-" });
      const receipts = await Deno.makeTempDir({ prefix: "receipts-" });
      for (const each of [folder, receipts]) await Deno.chown(each, person.uid, person.gid);
      const become = person.uid === 0 ? {} : { become: { method: "sudo" as const, user: person.name } };
      // What a stage numbers is its own: each has its receipts, and so its transport.
      const ssh = sshTransport({ receipts });
      const far = await ssh.open(farm.enter("far", become));
      const { way } = enter("localhost");
      const here = await localTransport({ receipts }).open({ way: { ...way, ...become } });
      return new FarStage(folder, receipts, { far, here, ssh });
    },
    [Symbol.asyncDispose]: () => farm[Symbol.asyncDispose](),
  };
}
