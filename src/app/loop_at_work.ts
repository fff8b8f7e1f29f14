// One claimed loop with everything that it needs: playbook, hosts, shells, journal; turn after turn.
import { dirname } from "node:path";
import { runLoop } from "../engine/run_loop.ts";
import type { Decides, World } from "../engine/world.ts";
import type { Lease, Loop, LoopOptions, Next } from "../model/loop.ts";
import { TemplateError } from "../model/errors.ts";
import type { Entrance, Passwords } from "../model/way.ts";
import { entrancesOf, type PlaybookEntrances } from "../playbook/entrances.ts";
import type { Playbook } from "../playbook/playbook.ts";
import { parsePolicy } from "../policy/parse_policy.ts";
import { NO_POLICY, type Policy } from "../policy/policy.ts";
import { openSecrets, type Sources } from "../secrets/open_secrets.ts";
import type { Clock } from "../ports/clock.ts";
import type { Events } from "../ports/events.ts";
import type { Files } from "../ports/files.ts";
import type { Modules } from "../ports/module.ts";
import type { Transport } from "../ports/transport.ts";
import type { Store } from "../store/open_store.ts";
import { localFiles } from "../transports/local_files.ts";
import type { Walking } from "../worker/crew.ts";
import { KeptShells } from "../worker/kept_shells.ts";
import { describeHosts } from "./described_hosts.ts";
import { openFleet } from "./fleet.ts";
import { growingFleet } from "./growing_fleet.ts";
import type { Memories } from "./memories.ts";
import { noPlaybook } from "./no_playbook.ts";
import { passwordsOf } from "./password_files.ts";
import type { Outputs } from "./script_outputs.ts";
import { watchedState } from "./watched_state.ts";
import { wordsOf } from "./words_at_work.ts";

/** What loops are opened with. */
export interface Means {
  store: Store;
  events: Events;
  clock: Clock;
  wait: World["wait"];
  transport: Transport;
  modules: Modules;
  memories: Memories;
  /** What a human typed for this process. */
  passwords: Passwords;
  /** What an inventory's programs printed a moment ago: the first turn takes it. */
  outputs: Outputs;
  /** The playbook of a loop, its files read through `files`. Throws InputError. */
  read(loop: Loop, files: Files): Playbook;
}

/** A loop that this process works on, under one lease. Disposing closes its shells. */
export interface LoopAtWork {
  /** Walks it until it has something to say. The run may be another one than last time. Throws InputError for a playbook that cannot be read any more. */
  turn(lease: Lease, walking: Walking): Promise<Next>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Opens a claimed loop. */
export function openLoop(means: Means): LoopAtWork {
  const { store, transport, modules, events, clock, wait } = means;
  let shells: KeptShells | undefined;
  /** The run whose hosts are on record. */
  let noted: number | undefined;
  return {
    turn: async (lease, { held, signals }) => {
      const { loop, token } = lease;
      const { options } = loop;
      if (options === null) {
        const reason = "its flags were never recorded: it needs an inventory and a language model";
        return { kind: "done", status: "blocked", reason };
      }
      shells ??= new KeptShells(transport, options.forks);
      // A session takes 10 ms to start, and the playbook as long to read: side by side. Whoever needs the shell hears of its failure. Nobody
      // waits for a later run of a continuous loop, which may need none.
      const first = loop.lastRunAt === null;
      const here = options.inventory === undefined && options.reach === undefined;
      const giveUp = () => shells?.giveUp();
      for (const each of [signals.stop, signals.signal]) each.addEventListener("abort", giveUp);
      if (first && here) shells.foresee({ way: { host: "localhost", connection: "local" } });
      try {
        const journal = store.journal(lease);
        const { hosts: added } = await journal.state();
        const { playbook, inventory: read, files, grown } = await openFleet(options, {
          added,
          keep: (inner) => store.keptFiles(lease, inner),
          outputs: taken(means.outputs),
          read: (files) =>
            options.file === undefined ? noPlaybook(dirname(options.goalFile ?? "/goal")) : means.read(loop, files),
        }, signals.signal);
        const { extraVars, reach, forks } = options;
        const passwords = await passwordsOf(means.passwords, reach ?? {}, {
          files: localFiles(),
          signal: signals.signal,
        });
        const { inventory, entrances, meet } = growingFleet(read, {
          added,
          read: grown,
          entrances: (inventory) =>
            entrancesOf(playbook, { inventory, files, passwords, ...given({ extraVars, reach }) }),
        });
        if (!here) foresee(shells, firstEntrances(playbook, entrances), first);
        const secrets = await openSecrets(options.secrets ?? [], sourcesOf(files));
        const decides: Decides = options.file === undefined
          ? await wordsOf(loop, { files, modules, inventory, secrets })
          : { by: "playbook", playbook };
        const hostNotes = store.hostNotes(lease);
        const hosts = decides.by === "words" ? decides.hosts : hostsOf(playbook);
        if (noted !== loop.run) await hostNotes.note(describeHosts(inventory, hosts));
        noted = loop.run;
        return await runLoop({ loop, token }, {
          journal: watchedState(journal, ({ hosts }) => meet(hosts)),
          modules,
          shells,
          entrances,
          inventory,
          hostNotes,
          hosts: store.hostLeases(lease),
          held,
          files,
          events,
          clock,
          policy: policyOf(options, files),
          secrets,
          wait,
          passwords,
          ...given({ forks, environment: options.environment }),
          decides,
          ...means.memories.of(loop),
        }, signals);
      } finally {
        for (const each of [signals.stop, signals.signal]) each.removeEventListener("abort", giveUp);
        shells.rest();
      }
    },
    [Symbol.asyncDispose]: async () => await shells?.[Symbol.asyncDispose](),
  };
}

function policyOf({ policy }: LoopOptions, files: Files): Policy {
  return policy === undefined ? NO_POLICY : parsePolicy(files.readText(policy), policy);
}

/** Values of secrets are read past what the run keeps of its files: they are on no record. */
function sourcesOf(files: Files): Sources {
  const run = () => Promise.reject(new Error("programs are not asked yet"));
  return { env: files.env, readText: (path) => localFiles().readText(path), run };
}

/** The hosts of all plays, each once. */
function hostsOf({ plays }: Playbook): Set<string> {
  return new Set(plays.flatMap(({ hosts }) => hosts));
}

/** Begins to open shells of far hosts, all at once; those of this machine only for a first run. */
function foresee(shells: KeptShells, entrances: readonly Entrance[], first: boolean): void {
  for (const entrance of entrances) {
    if (first || entrance.way.connection !== "local") shells.foresee(entrance);
  }
}

/** Of the hosts of the first play that has any. One that cannot be worked out is left out: the task that needs it says so. */
function firstEntrances({ plays }: Playbook, entrances: PlaybookEntrances): Entrance[] {
  const play = plays.find(({ hosts }) => hosts.length > 0);
  return (play?.hosts ?? []).flatMap((host) => {
    try {
      return [entrances.inPlay(play!, host)];
    } catch (error) {
      if (error instanceof TemplateError) return [];
      throw error;
    }
  });
}

/** What was there; nobody else takes it. */
function taken(outputs: Outputs): Outputs {
  const own = new Map(outputs);
  outputs.clear();
  return own;
}

/** What there is of these. */
function given<T extends object>(of: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(of).filter(([, value]) => value !== undefined)) as never;
}
