// resume: goes on with a loop that was interrupted or waits for an answer.
import type { App } from "../app.ts";
import type { Lease, Loop } from "../model/loop.ts";
import { type Context, type Ending, openApp } from "./context.ts";
import { exitCode } from "./exit_code.ts";
import { findLoop } from "./find_loop.ts";
import { Refusal } from "./refusal.ts";
import { startOf } from "./start_of.ts";
import { workHere } from "./work_here.ts";

/** Takes the loop for this process and works on it, with `run`'s output and exit codes. */
export async function resume(context: Context): Promise<Ending> {
  await using app = await openApp(context, { create: false });
  const loop = await findLoop(context, app);
  if (loop.status === "completed") return alreadyThere(context, loop);
  refuseEnded(context, loop);
  await answerInterrupted(context, app, loop);
  const lease = await app.claim(loop.id);
  if (!lease) {
    throw new Refusal(`Loop ${loop.id} is being worked on by ${loop.leaseOwner ?? "another process"}`, {
      hint: `Its state: ${context.type(`status ${loop.id}`)}`,
      exit: exitCode.notConverged,
      kind: "lease",
    });
  }
  return await workHere(context, app, withFlags(context, lease));
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

function refuseEnded(context: Context, loop: Loop): void {
  const again = loop.options?.file === undefined ? "" : `; ${context.type(startOf(loop.options))} starts anew`;
  if (loop.status === "failed" || loop.status === "cancelled" || (loop.status === "blocked" && again !== "")) {
    throw new Refusal(`Loop ${loop.id} has ended: ${loop.status}${loop.reason ? ` (${loop.reason})` : ""}`, {
      hint: `What happened: ${context.type(`history ${loop.id} --actions`)}${again}`,
      exit: { failed: exitCode.notConverged, blocked: exitCode.blocked, cancelled: exitCode.usage }[loop.status],
      kind: loop.status,
    });
  }
  if (loop.options?.file === undefined) {
    throw new Refusal(
      `Loop ${loop.id} has a goal in plain words, which needs a language model: that is not built yet`,
      {
        hint: `It stays as it is: ${context.type(`show ${loop.id}`)}`,
        exit: exitCode.blocked,
        kind: "blocked",
      },
    );
  }
}

/** `--on-interrupted rerun|done` also answers what was asked before. */
async function answerInterrupted({ flags, io }: Context, app: App, loop: Loop): Promise<void> {
  const { onInterrupted } = flags;
  if (onInterrupted === undefined || onInterrupted === "ask") return;
  for (const prompt of await app.archive.prompts({ loop: loop.id, open: true })) {
    if (prompt.kind !== "interrupted" || !prompt.options.includes(onInterrupted)) continue;
    await app.queue.answer(prompt.id, onInterrupted, io.user);
  }
}

function withFlags({ flags }: Context, lease: Lease): Lease {
  const { onInterrupted, diff } = flags;
  const { loop } = lease;
  if (!loop.options) return lease;
  const given = { ...(onInterrupted === undefined ? {} : { onInterrupted }), ...(diff === true ? { diff } : {}) };
  return { ...lease, loop: { ...loop, options: { ...loop.options, ...given } } };
}
