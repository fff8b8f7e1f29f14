// Puts together what loops are walked with here: modules, shells of this machine, the queue, the pulse.
import type { Loop } from "../model/loop.ts";
import { modules as allModules } from "../modules/registry.ts";
import type { Clock } from "../ports/clock.ts";
import type { Events } from "../ports/events.ts";
import type { Files } from "../ports/files.ts";
import type { Owner } from "../ports/queue.ts";
import type { Store } from "../store/open_store.ts";
import { localTransport } from "../transports/local.ts";
import type { Crew } from "../worker/crew.ts";
import { IdleShells } from "../worker/idle_shells.ts";
import { isGone } from "../worker/owner.ts";
import { PerHost } from "../worker/per_host.ts";
import { wait } from "../worker/wait.ts";
import { LoopsAtWork } from "./loops_at_work.ts";
import { Memories } from "./memories.ts";
import { readPlaybook } from "./read_playbook.ts";

/** What a crew is made of. */
export interface Hands {
  store: Store;
  events: Events;
  clock: Clock;
  owner: Owner;
}

/** Milliseconds for closing all sessions: with the longest that a worker takes to stop it makes less than 10 s. */
const CLOSE_MS = 250;

/** Does the work with a crew; what it has opened is closed afterwards, as far as it lets itself be. */
export async function withCrew<T>(
  { store, events, clock, owner }: Hands,
  work: (crew: Crew) => Promise<T>,
): Promise<T> {
  const modules = allModules();
  const transport = new IdleShells(new PerHost(localTransport()));
  const read = ({ options }: Loop, files: Files) => readPlaybook(options?.file ?? "", { files, modules });
  const means = { store, events, clock, wait, transport, modules, memories: new Memories(), read };
  const loops = new LoopsAtWork(means);
  using pulse = store.pulse();
  try {
    const { walk, leave } = loops;
    return await work({ queue: store.queue, clock, owner, isGone, pulse, random: Math.random, wait, walk, leave });
  } finally {
    await within(CLOSE_MS, loops[Symbol.asyncDispose]().then(() => transport[Symbol.asyncDispose]()));
  }
}

/** A session that does not answer any more ends when this process does: who stops a worker does not wait for it. */
async function within(ms: number, work: Promise<void>): Promise<void> {
  const over = new AbortController();
  await Promise.race([work, wait(ms, over.signal)]);
  over.abort();
}
