// resume: goes on with a loop that was interrupted, paused, or waits; by a live worker, or here where there is none.
import type { App } from "../app.ts";
import type { Lease, Loop } from "../model/loop.ts";
import type { PromptRow } from "../ports/archive.ts";
import { type Context, type Ending, openApp, toJson } from "./context.ts";
import { exitCode } from "./exit_code.ts";
import { findLoopToChange } from "./find_loop.ts";
import { stamp } from "../words/moment.ts";
import { ownerWords } from "../words/owner_words.ts";
import { questionInBrief } from "../words/question_text.ts";
import { Refusal } from "./refusal.ts";
import { refuseEnded } from "./refuse_ended.ts";
import { typedPasswords } from "./typed_passwords.ts";
import { demandPrompts, typeVaults } from "./vault_options.ts";
import { visible } from "../words/visible.ts";
import { loopWords, workerTakes } from "./who_takes.ts";
import { workHere } from "./work_here.ts";
import { demandShells } from "./works_here.ts";

/** With no live worker: takes the loop for this process and works on it, with `run`'s output and exit codes. */
export async function resume(context: Context): Promise<Ending> {
  await using app = await openApp(context, { create: false });
  const loop = await findLoopToChange(context, app);
  if (loop.status === "completed") return alreadyThere(context, loop);
  refuseEnded(context, loop);
  const answered = await answerInterrupted(context, app, loop);
  const workers = (await app.queue.workers()).length;
  // A flag that is about this terminal's work, and has not become an answer, needs the work here.
  const { diff, askPass, askBecomePass, askVaultPassword, askVaultPass, vaultId, onInterrupted } = context.flags;
  const typed = [askPass, askBecomePass, askVaultPassword, askVaultPass].includes(true) || vaultId !== undefined;
  const here = typed || diff === true || (onInterrupted !== undefined && answered === 0);
  if (workers === 0 || here || loop.status === "running") return await workOn(context, app, loop);
  return await leaveToWorker(context, app, loop);
}

/** Takes it, if nobody alive has it. */
async function workOn(context: Context, app: App, loop: Loop): Promise<Ending> {
  demandShells();
  const lacking = await app.lacking(loop);
  if (lacking !== null) {
    throw new Refusal(`Loop ${loop.id} is blocked: ${lacking}`, {
      hint: `It stays as it is, and a worker looks for it again: ${context.type(`show ${loop.id}`)}`,
      exit: exitCode.blocked,
      kind: "blocked",
    });
  }
  const passwords = await typedPasswords(context);
  demandPrompts(context);
  await typeVaults(context);
  const lease = await app.claim(loop.id);
  if (lease) return await workHere(context, app, { lease: withFlags(context, lease), passwords });
  const now = await app.archive.loop(loop.id) ?? loop;
  if (now.status === "waiting") return await waiting(context, app, now);
  const owner = now.leaseOwner === null ? "another process" : ownerWords(now.leaseOwner);
  const { request } = now;
  const stopping = request === null
    ? ""
    : `, which will ${request.what} it, as ${request.by} asked, when the running action has ended`;
  throw new Refusal(`Loop ${loop.id} is being worked on by ${owner}${stopping}`, {
    hint: `Its state: ${context.type(`status ${loop.id}`)}; what it does: ${context.type(`logs ${loop.id} -f`)}`,
    exit: exitCode.notConverged,
    kind: "lease",
  });
}

/** A live worker takes whatever is claimable: nothing is worked on here. */
async function leaveToWorker(context: Context, app: App, loop: Loop): Promise<Ending> {
  const { flags, io } = context;
  const { id, suspension } = loop;
  if (loop.status === "waiting" && !flags.now) return await waiting(context, app, loop);
  const open = await app.archive.prompts({ loop: id, open: true });
  if (loop.status === "paused" && open.length > 0) {
    if (io.stdinIsTerminal && !flags.nonInteractive) return await workOn(context, app, loop);
    if (suspension === null) return asks(context, loop, open);
  }
  // Answers may have made it claimable already, and a worker may have it by now.
  const now = await app.archive.loop(id);
  if (now?.status === "paused" || now?.status === "waiting") {
    await app.queue.resume(id, io.user, flags.now ? { now: true } : {});
  }
  return told(loop, {
    status: (await app.archive.loop(id))?.status ?? "pending",
    lines: ["can go on", workerTakes(context, id)],
  });
}

/** Its time has not come: nothing to do but to wait, unless it is to go on now. */
async function waiting(context: Context, app: App, loop: Loop): Promise<Ending> {
  const { id, nextRunAt, reason } = loop;
  if (context.flags.now) {
    await app.queue.resume(id, context.io.user, { now: true });
    return told(loop, {
      status: loop.status,
      lines: ["goes on now", `follow it: ${context.type(`logs ${id} -f`)}`],
    });
  }
  const when = nextRunAt === null ? "" : ` until ${stamp(nextRunAt)} UTC`;
  return told(loop, {
    status: loop.status,
    lines: [`waits${when}${reason ? `: ${reason}` : ""}`, `to go on at once: ${context.type(`resume ${id} --now`)}`],
  });
}

/** Resuming answers nothing: with its questions open, a worker would pause it again. */
function asks({ type }: Context, loop: Loop, open: PromptRow[]): Ending {
  const [first] = open;
  const ending = told(loop, {
    status: loop.status,
    lines: [
      "waits for an answer",
      ...open.map((prompt) => `  question ${prompt.id}: ${questionInBrief(prompt).replaceAll("\n", "\n    ")}`),
    ],
  });
  const hint = `Type ${type(`respond ${first?.id} ANSWER`)}; the options: ${type(`prompts ${loop.id}`)}`;
  const failure = { kind: "paused", message: `Loop ${loop.id} waits for an answer`, hint };
  return { ...ending, exit: exitCode.paused, text: `${ending.text}\n${hint}`, failure };
}

function told(
  loop: Loop,
  { status, lines: [what, ...more] }: { status: string; lines: string[] },
): Ending {
  const { id, name, nextRunAt } = loop;
  return {
    exit: exitCode.done,
    data: toJson({ loop: id, name, status, ...(status === "waiting" ? { nextRunAt } : {}) }),
    text: visible([`${loopWords(loop)} ${what}`, ...more].join("\n")),
  };
}

function alreadyThere(context: Context, loop: Loop): Ending {
  return {
    exit: exitCode.done,
    data: { loop: loop.id, name: loop.name, status: loop.status, reason: loop.reason },
    text: `loop ${loop.id} has converged already: nothing to resume\nits history: ${
      context.type(`history ${loop.id} --actions`)
    }`,
  };
}

/** `--on-interrupted rerun|done` also answers what was asked before. How many it answered. */
async function answerInterrupted({ flags, io }: Context, app: App, loop: Loop): Promise<number> {
  const { onInterrupted } = flags;
  if (onInterrupted === undefined || onInterrupted === "ask") return 0;
  const asked = (await app.archive.prompts({ loop: loop.id, open: true }))
    .filter(({ kind, options }) => kind === "interrupted" && options.includes(onInterrupted));
  for (const { id } of asked) await app.queue.answer(id, onInterrupted, io.user);
  return asked.length;
}

function withFlags({ flags }: Context, lease: Lease): Lease {
  const { onInterrupted, diff } = flags;
  const { loop } = lease;
  if (!loop.options) return lease;
  const given = { ...(onInterrupted === undefined ? {} : { onInterrupted }), ...(diff === true ? { diff } : {}) };
  return { ...lease, loop: { ...loop, options: { ...loop.options, ...given } } };
}
