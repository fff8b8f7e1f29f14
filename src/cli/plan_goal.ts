// plan, for a goal in words: hosts are looked at and the model is asked for steps. Nothing is changed, and no database is touched.
import { resolve } from "node:path";
import type { Event } from "../model/event.ts";
import type { Submission } from "../model/loop.ts";
import { type Context, type Ending, toJson } from "./context.ts";
import { exitCode } from "./exit_code.ts";
import { quoted } from "../words/quoted.ts";
import { Refusal } from "./refusal.ts";
import { listenToSignals } from "./stop_signals.ts";
import { oneLine } from "../words/visible.ts";

/** Prints the plan, and writes it to a file with `--out`. */
export async function planOfGoal(
  context: Context,
  { submission, warnings }: { submission: Submission; warnings: string[] },
): Promise<Ending> {
  const { flags, io, wiring } = context;
  for (const [given, flag] of [[flags.yes, "--yes"], [flags.playbookOut, "--playbook-out"]] as const) {
    if (given === undefined) continue;
    throw new Refusal(`${flag} is for run: a plan changes nothing`, { hint: "Leave it out" });
  }
  if (submission.options.model === "none") {
    throw new Refusal("The steps of a goal in words are worked out by a model, and --model none asks nobody", {
      hint: "Name one: --model anthropic:NAME, openai:NAME@URL, command:PROGRAM or claude-cli; or write a playbook",
    });
  }
  const { stop, signal } = listenToSignals(context, {
    first: (again) => `stopping; ${again} to end what runs`,
    second: (again) => `ending what runs; ${again} to leave at once`,
  });
  const emit = (event: Event) => {
    if (event.kind === "model asked") context.note(`asking ${oneLine(event.model)} for the steps`);
  };
  const made = await wiring.planGoal(submission, { events: { emit }, stop, signal, by: io.user });
  if (!("increments" in made)) {
    if (stop.aborted) return { exit: exitCode.interrupted, data: null, text: "" };
    const why = "reason" in made ? made.reason : made.kind;
    throw new Refusal(`There is no plan: ${why}`, { hint: "Type it again when that is put right" });
  }
  if (flags.out !== undefined) io.writeText(resolve(io.cwd, flags.out), `${JSON.stringify(made, null, 2)}\n`);
  const same = [
    ...(flags.inventory ?? []).map((source) => ` -i ${quoted(source)}`),
    ...(flags.limit === undefined ? [] : [` -l ${quoted(flags.limit)}`]),
    ...(flags.model === undefined ? [] : [` --model ${quoted(flags.model)}`]),
  ].join("");
  // Without the file the steps would be asked for anew, and be others.
  const next = flags.out === undefined
    ? "to keep it: add --out plan.json; asked again, the model may say something else"
    : `to carry it out: ${context.type(`run --plan-file ${quoted(flags.out)}${same}`)}`;
  return {
    exit: exitCode.done,
    data: toJson({ ...made, ...(warnings.length === 0 ? {} : { warnings }) }),
    text: [
      `plan for ${oneLine(made.goal)}`,
      "",
      ...made.increments.map(({ n, name }) => `  ${n}. ${oneLine(name)}`),
      ...(made.reasoning === "" ? [] : ["", `why: ${oneLine(made.reasoning)}`]),
      "",
      made.hash,
      ...(flags.out === undefined ? [] : [`written to ${oneLine(flags.out)}`]),
      next,
    ].join("\n"),
  };
}
