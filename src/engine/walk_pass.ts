// One iteration of a playbook: a pass through its tasks, noted as it goes.
import type { Secrets } from "../ports/secrets.ts";
import type { Question } from "../model/decision.ts";
import type { Iteration, RecordedPrompt } from "../model/iteration.ts";
import type { Playbook } from "../playbook/playbook.ts";
import { walk } from "../playbook/walk.ts";
import { Approvals } from "./approvals.ts";
import { foreseeAsks } from "./foresee_asks.ts";
import { HeldHosts, type InTheWay } from "./held_hosts.ts";
import { KnownFacts } from "./known_facts.ts";
import { Ledger } from "./ledger.ts";
import type { Part } from "./part.ts";
import type { Pass } from "./pass.ts";
import { PendingEnds } from "./pending_ends.ts";
import { Reached } from "./reached.ts";
import type { ResumePoint } from "./resume_point.ts";
import { deadlineOf, TIME_IS_UP } from "./time_budget.ts";
import { STOPPED } from "./stopped.ts";
import { changedNothing, Tallies } from "./tally.ts";
import { Temporary } from "./temporary.ts";
import { walkStep } from "./walk_step.ts";
import type { Charge, Signals, World } from "./world.ts";

/**
 * Walks one pass from its opening to its close. Returns who was in the way of its next deed, if that cut it short.
 */
export async function walkPass(
  playbook: Playbook,
  { run, point, part, away }: Place,
  { charge, world, signals }: { charge: Charge; world: World; signals: Signals },
): Promise<InTheWay | null> {
  const { journal, events } = world;
  const fresh = point.chain.length === 0;
  const checkMode = charge.loop.options.dryRun;
  const opened = await journal.openIteration({ fresh, decidedBy: "playbook", increment: part?.increment ?? null });
  events.emit({
    kind: "iteration opened",
    loop: charge.loop.id,
    n: opened.n,
    fresh,
    checkMode,
    ...(part === undefined ? {} : { part: part.name }),
  });
  const tallies = new Tallies();
  const reached = new Reached(away);
  const pass: Pass = {
    iteration: opened.id,
    charge,
    world,
    ledger: new Ledger(run, { chain: point.chain, unrecorded: world.unrecorded, secrets: world.secrets }),
    tallies,
    checkMode,
    ends: new PendingEnds(world),
    temporary: new Temporary(run, world.temporary),
    hosts: new HeldHosts(reached),
    facts: new KnownFacts({ charge, world }),
    reached,
    differences: [],
    approvals: new Approvals(point.chain, await declinedIn(world)),
    covered: new Set(),
  };
  const until = deadlineOf(run, opened, charge.loop.options);
  const cut = await asked(playbook, { pass, until }, { run, point, signals }) ??
    await following(playbook, { pass, until }, signals);
  const inTheWay = typeof cut === "object" ? cut : null;
  const stopped = inTheWay?.reason ?? (typeof cut === "string" ? cut : null);
  const tally = tallies.byHost();
  const failures = tallies.failures();
  const whole = stopped === null && failures.length === 0 && !reached.cut;
  const converged = whole && fresh && !checkMode && changedNothing(tally);
  const error = stopped ??
    (failures.length === 0 ? null : failures.map(({ host, name, msg }) => `${host}: ${name}: ${msg}`).join("\n"));
  await journal.closeIteration(opened.id, {
    phase: whole ? "completed" : "unfinished",
    converged,
    observations: { tally, failures },
    reached: reached.byHost(),
    ...(reached.left.length === 0 ? {} : { away: reached.left }),
    ...(error === null ? {} : { error }),
    ...(inTheWay === null ? {} : { waits: true }),
    ...(checkMode && charge.loop.mode === "continuous" ? { differences: pass.differences } : {}),
  });
  events.emit({ kind: "iteration closed", loop: charge.loop.id, n: opened.n, tally, converged });
  return inTheWay;
}

/** What a pass is walked of, and from where on. */
interface Place {
  /** The record so far. */
  run: readonly Iteration[];
  /** Where it, or the increment, stands. */
  point: ResumePoint;
  part?: Pick<Part, "name" | "increment">;
  /** Hosts on which something may still run, and why they cannot be asked. */
  away?: ReadonlyMap<string, string>;
}

/** A pass, and when the time of its run will be used up (ms since 1970, UTC). */
interface Walking {
  pass: Pass;
  until: number;
}

/** Only a policy that asks has answers to be read: a rule that denies does, too, where it cannot tell whether it is for an action. */
async function declinedIn({ policy, journal }: World): Promise<RecordedPrompt[]> {
  return policy.rules.some(({ decision }) => decision !== "allow") ? await journal.declined() : [];
}

/** Asks about all that can be foreseen. Null: everything is approved, or nothing asked about. */
async function asked(
  playbook: Playbook,
  { pass, until }: Walking,
  { run, point, signals }: { run: readonly Iteration[]; point: ResumePoint; signals: Signals },
): Promise<string | null> {
  const follow = (of: Playbook, foreseeing: Pass) => following(of, { pass: foreseeing, until }, signals);
  const foreseen = await foreseeAsks(playbook, pass, { run, point, follow });
  if (signals.stop.aborted || signals.signal.aborted) return STOPPED;
  if ("question" in foreseen) return await ask([foreseen.question], "policy asks about what it would do", pass);
  pass.covered = foreseen.covered;
  return null;
}

/** Leaves questions to a human. Returns why the pass goes no further. */
async function ask(questions: Question[], reasoning: string, { world, iteration }: Pass): Promise<string> {
  await world.journal.noteDecision(iteration, "playbook", { kind: "ask", reasoning, questions }, []);
  return "waiting for a human";
}

/** Follows the playbook, and writes what ended however that comes out. */
async function following(playbook: Playbook, walking: Walking, signals: Signals): Promise<string | InTheWay | null> {
  try {
    return await follow(playbook, walking, signals);
  } finally {
    await walking.pass.ends.write();
  }
}

/** Walks the steps. Returns why it stopped before the end, or null at the end. */
async function follow(
  playbook: Playbook,
  { pass, until }: Walking,
  signals: Signals,
): Promise<string | InTheWay | null> {
  const { world, charge } = pass;
  const { options } = charge.loop;
  const steps = walk(playbook, {
    checkMode: pass.checkMode,
    diffMode: options.diff === true,
    selection: { tags: options.tags ?? ["all"], skipTags: options.skipTags ?? [] },
    extraVars: options.extraVars ?? {},
    files: world.files,
    ...(world.secrets === undefined ? {} : { isSecret: isHidden(world.secrets) }),
    inventory: world.inventory,
    ...(options.reach === undefined ? {} : { reach: options.reach }),
    ...(options.limit === undefined ? {} : { limit: options.limit }),
    ...(options.forks === undefined ? {} : { forks: options.forks }),
    ...(world.passwords === undefined ? {} : { passwords: world.passwords }),
    changedBefore: (task, host) => pass.ledger.changedBefore(task, host),
  });
  let play: string | undefined;
  let task: string | null | undefined;
  let step = steps.next();
  while (step.done !== true) {
    if (signals.stop.aborted || signals.signal.aborted) return STOPPED;
    if (world.clock.now() >= until) return TIME_IS_UP;
    if (step.value.length === 0) {
      await world.modules.learn(signals.signal);
      step = steps.next([]);
      continue;
    }
    const [first] = step.value;
    if (first !== undefined) {
      // A play is met once a batch.
      const at = `${first.task?.split(".")[0]} ${first.terms?.batch ?? 1}`;
      if (at !== play) world.events.emit({ kind: "play", loop: charge.loop.id, name: first.terms?.play ?? "" });
      if (at !== play || first.task !== task) {
        pass.tallies.begin();
        const { name, module, terms } = first;
        world.events.emit({
          kind: "task",
          loop: charge.loop.id,
          task: first.task,
          name,
          module,
          handler: terms?.handler === true,
          hosts: [...new Set(step.value.map(({ host }) => host))],
        });
      }
      [play, task] = [at, first.task];
    }
    const results = await walkStep(step.value, pass, signals);
    if (results === "stopped") return STOPPED;
    if ("kind" in results) return results;
    if ("asking" in results) {
      const questions = results.asking;
      await pass.ends.write();
      return await ask(questions, reasonOf(questions), pass);
    }
    step = steps.next(results);
  }
  return signals.signal.aborted ? STOPPED : null;
}

function reasonOf(questions: readonly Question[]): string {
  if (questions.some(({ kind }) => kind === "interrupted")) return "an interrupted command may have run or not";
  return questions.some(({ kind }) => kind === "approval") ? "policy asks about a task" : "a task asks a human";
}

/** Short ones among them, too, which `holds` leaves alone. */
function isHidden(secrets: Secrets): (text: string) => boolean {
  return (text) => secrets.redact(text) !== text;
}
