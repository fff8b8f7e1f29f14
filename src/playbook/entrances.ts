// How the hosts of a playbook are entered, as inventory, plays and flags say.
import { TemplateError } from "../model/errors.ts";
import type { JsonObject } from "../model/json.ts";
import type { Secret } from "../model/secret.ts";
import type { Dict, Scope } from "../model/value.ts";
import type { Entrance, Passwords, Reach } from "../model/way.ts";
import type { Entrances } from "../ports/entrances.ts";
import type { Files } from "../ports/files.ts";
import type { Inventory } from "../ports/inventory.ts";
import { fromPlain } from "../templates/value.ts";
import { becomePasswordNames, entranceOf, PASSWORD_NAMES, withSecrets } from "./entrance.ts";
import { NO_ENTRY_WORDS } from "./entry_words.ts";
import { EveryHost } from "./every_host.ts";
import type { Play, Playbook } from "./playbook.ts";
import { Said } from "./said.ts";
import { EVERYTHING } from "./selection.ts";
import { Stage } from "./stage.ts";
import type { HostVariables } from "./variables.ts";

/** What it is worked out from besides the playbook. */
export interface EntranceTerms {
  inventory: Inventory;
  files: Files;
  extraVars?: JsonObject;
  /** Flags; inventory and playbook come before them. Its files of passwords are not read here: what a run reads is kept on record. */
  reach?: Reach;
  /** What a human typed, or what stands in files of passwords; variables come before it. */
  passwords?: Passwords;
}

/** Entrances, also as a play's own words have them. */
export interface PlaybookEntrances extends Entrances {
  /** As most tasks of the play enter this host. Throws TemplateError. */
  inPlay(play: Play, host: string): Entrance;
}

/** The entrances of a bound playbook. */
export function entrancesOf(
  playbook: Playbook,
  { inventory, files, extraVars = {}, reach = {}, passwords = {} }: EntranceTerms,
): PlaybookEntrances {
  const every = new EveryHost({
    playbook,
    inventory,
    files,
    reach,
    passwords,
    extraVars: fromPlain(extraVars) as Dict,
    stage: new Stage(),
    selection: EVERYTHING,
    checkMode: false,
    diffMode: false,
    forks: 0,
  });
  return {
    to(host) {
      if (host === CONTROLLER.way.host) return CONTROLLER;
      const variables = every.named(host);
      return entranceOf({ variables, scope: variables.scope(undefined), words: NO_ENTRY_WORDS });
    },
    inPlay(play, host) {
      const variables = every.named(host);
      return entranceOf({ variables, scope: variables.scope(play), words: play.entry });
    },
    again(way) {
      const { connection, become } = way;
      const find = (names: readonly string[]) => secretOf(every.of(way.host), names, playbook);
      const password = connection === "local" ? undefined : find(PASSWORD_NAMES) ?? passwords.connection;
      const becomePassword = become === undefined
        ? undefined
        : find(becomePasswordNames(become.method)) ?? passwords.become;
      return withSecrets({ way, password, becomePassword });
    },
  };
}

/** The machine that all this runs on, whatever an inventory calls by that name. */
const CONTROLLER: Entrance = { way: { host: "localhost", connection: "local" } };

/**
 * What a host's variables are in each play that has it, then in the inventory. A host of no play was delegated to, by any of them; other hosts are
 * told no secret of a play that is not theirs.
 */
function scopesOf(variables: HostVariables, { plays }: Playbook): (() => Scope)[] {
  const own = plays.filter(({ hosts }) => hosts.includes(variables.host));
  return [...own, undefined, ...own.length === 0 ? plays : []].map((play) => () => variables.scope(play));
}

/** What needs a fact or a result to be worked out is not known here, and the next scope is asked. */
function secretOf(variables: HostVariables, names: readonly string[], playbook: Playbook): Secret | undefined {
  for (const scope of scopesOf(variables, playbook)) {
    try {
      const seen = scope();
      const found = new Said(variables.host, { variables: seen, words: seen }).secret(names);
      if (found !== undefined) return found;
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
    }
  }
  return undefined;
}
