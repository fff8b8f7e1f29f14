// plan: the increments that a playbook or a goal would be worked in, and the hash by which they are confirmed. Nothing is changed.
import { relative, resolve } from "node:path";
import type { IncrementPlan } from "../model/increment.ts";
import { type Context, type Ending, toJson } from "./context.ts";
import { exitCode } from "./exit_code.ts";
import { planOfGoal } from "./plan_goal.ts";
import { counted } from "../words/counted.ts";
import { quoted } from "../words/quoted.ts";
import { readSubmission } from "./read_submission.ts";
import { oneLine } from "../words/visible.ts";

/** Prints the plan, and writes it to a file with `--out`. The database is not touched. */
export async function plan(context: Context): Promise<Ending> {
  const { flags, io, wiring } = context;
  const { submission, warnings } = await readSubmission(
    { ...context, flags: { ...flags, mode: "incremental" } },
    "plan",
  );
  for (const warning of warnings) context.note(`warning: ${warning}`);
  if (submission.options.file === undefined) return await planOfGoal(context, { submission, warnings });
  const made = await wiring.planIncrements(submission);
  if (flags.out !== undefined) io.writeText(resolve(io.cwd, flags.out), `${JSON.stringify(made, null, 2)}\n`);
  const hosts = [
    ...(flags.inventory ?? []).map((source) => ` -i ${quoted(source)}`),
    ...(flags.limit === undefined ? [] : [` -l ${quoted(flags.limit)}`]),
    ...(flags.vaultPasswordFile ?? []).map((file) => ` --vault-password-file ${quoted(file)}`),
    ...(flags.vaultId ?? []).map((id) => ` --vault-id ${quoted(id)}`),
  ].join("");
  const type = flags.out === undefined
    ? `run -f ${quoted(relative(io.cwd, made.file))}${hosts} --mode incremental`
    : `run --plan-file ${quoted(flags.out)}${hosts} --yes`;
  return {
    exit: exitCode.done,
    data: toJson({ ...made, ...(warnings.length === 0 ? {} : { warnings }) }),
    text: [
      `plan of ${oneLine(relative(io.cwd, made.file))}`,
      ...made.increments.flatMap(increment),
      `\n${made.hash}`,
      ...(flags.out === undefined ? [] : [`written to ${oneLine(flags.out)}`]),
      `to carry it out: ${context.type(type)}`,
    ].join("\n"),
  };
}

function increment({ n, name, hosts, tasks }: IncrementPlan["increments"][number]): string[] {
  return [
    `\n  ${n}. ${oneLine(name)} (${hosts.join(", ")}): ${counted(tasks.length, "task")}`,
    ...tasks.map((task) => `       ${oneLine(task)}`),
  ];
}
