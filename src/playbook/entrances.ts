// How the hosts of a playbook are entered, as inventory, plays and flags say.
import type { JsonObject } from "../model/json.ts";
import type { Passwords, Reach } from "../model/way.ts";
import type { Entrances } from "../ports/entrances.ts";
import type { Files } from "../ports/files.ts";
import type { Inventory } from "../ports/inventory.ts";
import type { Playbook } from "./playbook.ts";

/** What it is worked out from besides the playbook. */
export interface EntranceTerms {
  inventory: Inventory;
  files: Files;
  extraVars?: JsonObject;
  /** Flags; inventory and playbook come before them. */
  reach?: Reach;
  /** What a human typed; variables come before it. */
  passwords?: Passwords;
}

/** The entrances of a bound playbook. */
export function entrancesOf(_playbook: Playbook, _terms: EntranceTerms): Entrances {
  return { to: (host) => ({ way: { host, connection: "local" } }), again: (way) => ({ way }) };
}
