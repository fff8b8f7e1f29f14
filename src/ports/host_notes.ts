// What is on record of a loop's hosts: how they are called and entered, what was found on them, whether they answered.
import type { Json, JsonObject } from "../model/json.ts";

/** A host as the inventory has it. */
export interface HostNote {
  host: string;
  /** `ansible_host`, `ansible_user`, `ansible_port`, where they are plain values. */
  address?: string;
  user?: string;
  port?: number;
  groups: readonly string[];
  /** Variables with the file each comes from. What by its name looks like a secret is not written. */
  vars: { [name: string]: { value: Json; from: string } };
}

/** Facts of one host. */
export interface KeptFacts {
  facts: JsonObject;
  /** The parameters of `setup` that they were gathered with. */
  asked: JsonObject;
  /** Milliseconds since 1970 when they were gathered. */
  at: number;
  /** Something is hidden in them: they are for readers, and stand for nothing. */
  partial?: true;
}

/** Writes and reads them for one leased loop. Every write is a transaction of its own and throws LeaseLost. */
export interface HostNotes {
  /** The run's hosts; those that are not among them any more are marked as gone. Writes nothing where all is on record so already. */
  note(hosts: readonly HostNote[]): Promise<void>;
  /** What was gathered on hosts, all in one commit. */
  keepFacts(kept: ReadonlyMap<string, KeptFacts>): Promise<void>;
  /** Facts of these hosts that nothing was changed after, by this loop, as far as is on record; hosts without any are left out. */
  facts(hosts: readonly string[]): Promise<Map<string, KeptFacts>>;
}
