// status: the loops and where they stand, or one of them closely.
import { relative } from "node:path";
import type { App } from "../app.ts";
import type { Loop } from "../model/loop.ts";
import type { ActionRow, IterationRow, PromptRow } from "../ports/archive.ts";
import { type Context, type Ending, openApp, toJson } from "./context.ts";
import { exitCode } from "./exit_code.ts";
import { findLoop } from "./find_loop.ts";
import { ago } from "./moment.ts";
import { type Column, pairs, table } from "./table.ts";
import { visible } from "./visible.ts";

const columns: Column[] = [
  { title: "ID", right: true },
  { title: "NAME", flexible: true },
  { title: "STATUS" },
  { title: "MODE" },
  { title: "DESIRED STATE", flexible: true },
  { title: "ITER", right: true },
  { title: "LAST" },
  { title: "REASON", flexible: true },
];

/** All loops that have not ended (`--all`: every loop), or the one that is named. */
export async function status(context: Context): Promise<Ending> {
  await using app = await openApp(context, { create: false });
  if (context.words[0] !== undefined) return await one(context, app, await findLoop(context, app));
  const all = context.flags.all ?? false;
  const rows = await Promise.all((await app.archive.loops({ all })).map(async (loop) => {
    const [iteration] = await app.archive.iterations(loop.id, 1);
    return { loop, iteration };
  }));
  return {
    exit: exitCode.done,
    data: toJson({ loops: rows.map(({ loop, iteration }) => ({ ...loop, iteration: iteration ?? null })) }),
    text: rows.length > 0
      ? table(columns, rows.map((row) => cells(context, row)), context.columns)
      : none(context, all),
  };
}

/** What a loop is to bring about, short: a playbook's path as seen from here. */
export function wanted({ io }: Context, loop: Loop): string {
  const { file } = loop.options ?? {};
  if (file === undefined) return loop.desiredState ?? "";
  const short = relative(io.cwd, file);
  return short.length < file.length ? short : file;
}

function cells(context: Context, { loop, iteration }: { loop: Loop; iteration: IterationRow | undefined }): string[] {
  const last = iteration?.completedAt ?? iteration?.createdAt ?? null;
  const gone = workerGone(context, loop) ? `its worker went away: ${context.type(`resume ${loop.id}`)}` : null;
  return [
    String(loop.id),
    loop.name,
    loop.status,
    loop.mode + (loop.options?.dryRun ? " (dry run)" : ""),
    wanted(context, loop),
    iteration ? String(iteration.n) : "",
    ago(last, context.io.clock.now()),
    loop.reason ?? gone ?? iteration?.error ?? "",
  ];
}

/** A row says running until someone takes the loop up; its lease says whether anybody still works on it. */
function workerGone({ io }: Context, { status, leaseExpiresAt }: Loop): boolean {
  return status === "running" && leaseExpiresAt !== null && Date.parse(leaseExpiresAt) < io.clock.now();
}

function none({ type, global }: Context, all: boolean): string {
  return all
    ? `${global.db} holds no loop yet; start one: ${type("run -f FILE")}`
    : `No loop is under way; those that have ended: ${type("status --all")}, a new one: ${type("run -f FILE")}`;
}

async function one(context: Context, app: App, loop: Loop): Promise<Ending> {
  const [iteration] = await app.archive.iterations(loop.id, 1);
  const prompts = await app.archive.prompts({ loop: loop.id, open: true });
  const running = (await app.archive.actions(loop.id)).filter((action) => action.status === "running");
  return {
    exit: exitCode.done,
    data: toJson({ loop, iteration: iteration ?? null, running, prompts }),
    text: text(context, loop, { iteration, prompts, running }),
  };
}

function text(
  context: Context,
  loop: Loop,
  { iteration, prompts, running }: { iteration: IterationRow | undefined; prompts: PromptRow[]; running: ActionRow[] },
): string {
  const now = context.io.clock.now();
  const last = iteration
    ? `${iteration.n}, ${iteration.phase}, ${ago(iteration.completedAt ?? iteration.createdAt, now)}`
    : "none yet";
  const gone = workerGone(context, loop);
  const lines: [string, string | null | undefined][] = [
    ["loop", `${loop.id} (${loop.name})`],
    ["status", loop.status],
    ["reason", loop.reason],
    ["mode", loop.mode],
    ["desired state", wanted(context, loop)],
    ["worked on by", gone ? `nobody: ${loop.leaseOwner ?? "its worker"} went away` : loop.leaseOwner],
    ["last iteration", last],
    ["said", iteration?.reasoning],
    ["error", iteration?.error],
    ...running.map(({ host, name, module, startedAt }): [string, string] => [
      gone ? "was running" : "running",
      `[${host ?? "?"}] ${name ?? module}, since ${ago(startedAt, now).replace(" ago", "")}`,
    ]),
    ...prompts.map(({ text: question, options }): [string, string] => [
      "question",
      options.length > 0 ? `${question} (${options.join(", ")})` : question,
    ]),
    ["next", next(context, loop)],
  ];
  return pairs(lines.flatMap(([name, value]) => value ? [[name, visible(value)]] : []));
}

function next(context: Context, loop: Loop): string {
  const { type } = context;
  const history = type(`history ${loop.id} --actions`);
  return loop.status === "paused" || loop.status === "pending" || workerGone(context, loop)
    ? `${type(`resume ${loop.id}`)}, or ${history}`
    : history;
}
