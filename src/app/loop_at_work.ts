// One claimed loop with everything that it needs: playbook, hosts, shells, journal; turn after turn.
import { runLoop } from "../engine/run_loop.ts";
import type { Decides, World } from "../engine/world.ts";
import type { Lease, LoopOptions, LoopWithFlags, Next } from "../model/loop.ts";
import { InputError, VaultClosed } from "../model/errors.ts";
import type { Passwords } from "../model/way.ts";
import { entrancesOf } from "../playbook/entrances.ts";
import type { Playbook } from "../playbook/playbook.ts";
import { parsePolicy } from "../policy/parse_policy.ts";
import { NO_POLICY, type Policy } from "../policy/policy.ts";
import { redactedError } from "../secrets/redacted_error.ts";
import { redactedEvents } from "../secrets/redacted_events.ts";
import { redactedHostLeases, redactedHostNotes } from "../secrets/redacted_hosts.ts";
import { redactedJournal } from "../secrets/redacted_journal.ts";
import { withBindings } from "../secrets/with_bindings.ts";
import type { Clock } from "../ports/clock.ts";
import type { Events } from "../ports/events.ts";
import type { Files } from "../ports/files.ts";
import type { Modules } from "../ports/module.ts";
import type { Secrets } from "../ports/secrets.ts";
import type { Transport } from "../ports/transport.ts";
import type { Store } from "../store/open_store.ts";
import { localFiles } from "../transports/local_files.ts";
import type { Walking } from "../worker/crew.ts";
import { KeptShells } from "../worker/kept_shells.ts";
import { describeHosts, sealedBy } from "./described_hosts.ts";
import { openFleet } from "./fleet.ts";
import { foreseeShells } from "./foreseen_shells.ts";
import { growingFleet } from "./growing_fleet.ts";
import { LACKING_MS, legacyHere, legacyOptions, legacyPolicy } from "./legacy_loop.ts";
import type { Memories } from "./memories.ts";
import { goalFolder, noPlaybook } from "./no_playbook.ts";
import { passwordsOf } from "./password_files.ts";
import { openVaults, reopen } from "./open_vaults.ts";
import { RunSecrets } from "./run_secrets.ts";
import type { Outputs } from "./script_outputs.ts";
import { stateAtWork } from "./state_at_work.ts";
import { digests, passwordsIn, type Said } from "./secrets_at_work.ts";
import { unhidden } from "./unhidden_ways.ts";
import { VaultedSecrets } from "./vaulted_secrets.ts";
import { withOpenedVars } from "./vaults_at_work.ts";
import { missingWords, withoutSecret } from "./without_secret.ts";
import { watchedState } from "./watched_state.ts";

/** What loops are opened with. */
export interface Means {
  store: Store;
  events: Events;
  clock: Clock;
  wait: World["wait"];
  transport: Transport;
  /** As a loop may use them. */
  modules(options: LoopOptions): Promise<Modules>;
  memories: Memories;
  /** What a human typed for this process. */
  passwords: Passwords;
  /** What an inventory's programs printed a moment ago: the first turn takes it. */
  outputs: Outputs;
  /** What programs that say secrets said a moment ago, likewise. */
  said: Said;
  /** The playbook of a loop, its files read through `files`. Throws InputError. */
  read(loop: LoopWithFlags, files: Files, modules: Modules): Playbook | Promise<Playbook>;
}

/** A loop that this process works on, under one lease. Disposing closes its shells. */
export interface LoopAtWork {
  /** Walks it until it has something to say. The run may be another one than last time. Throws InputError for a playbook that cannot be read any more. */
  turn(lease: Lease, walking: Walking): Promise<Next>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Opens a claimed loop. */
export function openLoop(means: Means): LoopAtWork {
  const { store, transport, clock, wait } = means;
  let shells: KeptShells | undefined;
  /** The run whose hosts are on record, and whose files were opened again. */
  let noted: number | undefined;
  const opened = new RunSecrets(means);
  return {
    turn: async (lease, { held, signals }) => {
      const { token } = lease;
      const options = lease.loop.options ?? legacyOptions(lease.loop, legacyHere(store.path));
      // Its questions and its place in the queue stay: it is no end, for what is lacking may come.
      if ("lacking" in options) return { kind: "again", afterMs: LACKING_MS, reason: options.lacking, away: true };
      const sealed: LoopWithFlags = { ...lease.loop, options };
      shells ??= new KeptShells(transport, options.forks);
      // A session takes 10 ms to start, and the playbook as long to read: side by side. Whoever needs the shell hears of its failure. Nobody
      // waits for a later run of a continuous loop, which may need none.
      const first = sealed.lastRunAt === null;
      const here = options.inventory === undefined && options.reach === undefined;
      const giveUp = () => shells?.giveUp();
      for (const each of [signals.stop, signals.signal]) each.addEventListener("abort", giveUp);
      if (first && here) shells.foresee({ way: { host: "localhost", connection: "local" } });
      let secrets: Secrets | undefined;
      let vaulted: VaultedSecrets | undefined;
      try {
        const passwords = await passwordsOf(means.passwords, options.reach ?? {}, {
          files: localFiles(),
          signal: signals.signal,
        });
        const found = await opened.of(sealed, passwords, signals.signal);
        if ("missing" in found) {
          return signals.signal.aborted ? STOPPED : await withoutSecret(found.missing, store.journal(lease));
        }
        secrets = found.secrets;
        const hidden: Secrets = found.secrets;
        vaulted = new VaultedSecrets({ learn: (values) => hidden.learn(values), digests });
        const learnt = vaulted;
        const vaults = openVaults(found.vaults, (parts) => learnt.add(parts));
        const loop = { ...sealed, options: withOpenedVars(options, vaults) };
        const modules = withBindings(await means.modules(options), hidden);
        const { originals, ...memory } = means.memories.of(loop);
        const journal = redactedJournal(store.journal(lease), hidden, originals);
        const { state, keep } = await stateAtWork(journal, {
          path: options.file === undefined ? options.stateFile : undefined,
          files: localFiles(),
          clock,
          dryRun: options.dryRun,
          redact: (text) => hidden.redact(text),
        });
        const added = state.hosts;
        const before: string[] = [];
        const { playbook, inventory: read, files, grown } = await openFleet(loop.options, {
          added,
          vaults,
          keep: (inner) => {
            const isSecret = (content: Uint8Array) => hidden.holds(new TextDecoder().decode(content));
            const kept = store.keptFiles(lease, inner, isSecret);
            if (noted !== loop.run) before.push(...kept.readBefore?.() ?? []);
            return kept;
          },
          outputs: taken(means.outputs),
          read: (files) =>
            options.file === undefined ? noPlaybook(goalFolder(options)) : means.read(loop, files, modules),
        }, signals.signal);
        const { extraVars, reach, forks } = loop.options;
        reopen(before, files);
        learnt.know([...read.hosts, ...read.groups.keys(), ...hostsOf(playbook)]);
        hidden.learn(passwordsIn(read, playbook));
        const { inventory, entrances: known, meet } = growingFleet(read, {
          added,
          read: grown,
          entrances: (inventory) =>
            entrancesOf(playbook, { inventory, files, passwords, ...given({ extraVars, reach }) }),
        });
        const entrances = unhidden(known);
        if (!here) foreseeShells(shells, { playbook, entrances, first });
        await keep(state);
        const decides: Decides = options.file === undefined
          ? await (await import("./words_at_work.ts")).wordsOf(loop, { files, modules, inventory, secrets: hidden })
          : { by: "playbook", playbook };
        const hostNotes = redactedHostNotes(store.hostNotes(lease), hidden);
        const hosts = decides.by === "words" ? decides.hosts : hostsOf(playbook);
        if (noted !== loop.run) await hostNotes.note(describeHosts(sealedBy(inventory, vaults), hosts));
        noted = loop.run;
        const world: World = {
          journal: watchedState(journal, async (now) => {
            meet(now.hosts);
            await keep(now);
          }),
          modules,
          shells,
          entrances,
          inventory,
          hostNotes,
          hosts: redactedHostLeases(store.hostLeases(lease), hidden),
          held,
          files,
          events: redactedEvents(means.events, hidden),
          clock,
          policy: lease.loop.options === null ? await legacyPolicy(store.archive, loop) : policyOf(options, files),
          secrets: hidden,
          wait,
          passwords,
          ...given({ forks, environment: options.environment }),
          decides,
          ...memory,
        };
        // A run of a playbook pays for none of it.
        const lessons = decides.by === "words"
          ? (await import("./run_lessons.ts")).runLessons(
            loop,
            { goal: decides.goal, world, archive: store.archive },
            signals.signal,
          )
          : undefined;
        return hidden.hide(await runLoop({ loop, token }, { ...world, ...given({ lessons }) }, signals));
      } catch (error) {
        // What was opened so far may be in its words, and nobody has said which names are hosts'.
        vaulted?.know([]);
        if (signals.signal.aborted && error instanceof InputError) return STOPPED;
        if (error instanceof VaultClosed) {
          return await withoutSecret(
            missingWords(error),
            store.journal(lease),
            `; or type it: resume ${lease.loop.id} -J`,
          );
        }
        throw secrets === undefined ? error : redactedError(error, secrets);
      } finally {
        for (const each of [signals.stop, signals.signal]) each.removeEventListener("abort", giveUp);
        shells.rest();
      }
    },
    [Symbol.asyncDispose]: async () => await shells?.[Symbol.asyncDispose](),
  };
}

/** A program that was to say a secret, a password or hosts was ended with all that runs: that nothing came of it says nothing about the loop. */
const STOPPED: Next = { kind: "stopped" };

function policyOf({ policy }: LoopOptions, files: Files): Policy {
  return policy === undefined ? NO_POLICY : parsePolicy(files.readText(policy), policy);
}

/** The hosts of all plays, each once. */
function hostsOf({ plays }: Playbook): Set<string> {
  return new Set(plays.flatMap(({ hosts }) => hosts));
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
