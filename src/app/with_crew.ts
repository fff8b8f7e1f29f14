// Puts together what loops are walked with here: modules, shells of hosts, the queue, the pulse.
import type { LoopWithFlags } from "../model/loop.ts";
import type { Passwords } from "../model/way.ts";
import type { Clock } from "../ports/clock.ts";
import type { Events } from "../ports/events.ts";
import type { Files } from "../ports/files.ts";
import type { Modules } from "../ports/module.ts";
import type { Owner } from "../ports/queue.ts";
import type { Store } from "../store/open_store.ts";
import type { Crew } from "../worker/crew.ts";
import { IdleShells } from "../worker/idle_shells.ts";
import { Logins } from "../worker/logins.ts";
import { isGone } from "../worker/owner.ts";
import { PerHost } from "../worker/per_host.ts";
import { wait } from "../worker/wait.ts";
import { LoopsAtWork } from "./loops_at_work.ts";
import { Memories } from "./memories.ts";
import { reachHosts } from "./reach_hosts.ts";
import { modulesHere, restModules } from "./modules_here.ts";
import { readPlaybook } from "./read_playbook.ts";
import type { Outputs } from "./script_outputs.ts";
import type { Said } from "./secrets_at_work.ts";

/** What a crew is made of. */
export interface CrewMeans {
  store: Store;
  events: Events;
  clock: Clock;
  owner: Owner;
  /** What a human typed for hosts. */
  passwords?: Passwords;
  /** What an inventory's programs printed a moment ago, when the loop was checked. */
  outputs?: Outputs;
  /** What programs that say secrets said a moment ago, likewise. */
  said?: Said;
}

/** Milliseconds for closing all sessions: with the longest that a worker takes to stop it makes less than 10 s. */
const CLOSE_MS = 250;

/** Does the work with a crew; what it has opened is closed afterwards, as far as it lets itself be. */
export async function withCrew<T>(
  { store, events, clock, owner, passwords = {}, outputs = new Map(), said = new Map() }: CrewMeans,
  work: (crew: Crew) => Promise<T>,
): Promise<T> {
  const ways = reachHosts();
  const idle = new IdleShells(new Logins(ways));
  const transport = new PerHost(idle);
  const read = ({ options }: LoopWithFlags, files: Files, modules: Modules) =>
    readPlaybook(options, { files, modules });
  const memories = new Memories();
  const session = { transport, passwords, outputs, said };
  const loops = new LoopsAtWork({ store, events, clock, wait, modules: modulesHere, memories, read, ...session });
  using pulse = store.pulse();
  try {
    const { walk, leave } = loops;
    return await work({ queue: store.queue, clock, owner, isGone, pulse, random: Math.random, wait, walk, leave });
  } finally {
    await within(CLOSE_MS, loops[Symbol.asyncDispose]().then(() => idle[Symbol.asyncDispose]()));
    // What has not said goodbye by now is ended.
    await ways[Symbol.asyncDispose]();
    await restModules();
  }
}

/** A session that does not answer any more ends when this process does: who stops a worker does not wait for it. */
async function within(ms: number, work: Promise<void>): Promise<void> {
  const over = new AbortController();
  await Promise.race([work, wait(ms, over.signal)]);
  over.abort();
}
