// --plan-file and --yes: a plan that was looked at before, and the word that exactly this one is to be carried out.
import { relative, resolve } from "node:path";
import { InputError } from "../model/errors.ts";
import type { GoalPlan, IncrementPlan } from "../model/increment.ts";
import type { Submission } from "../model/loop.ts";
import type { Context } from "./context.ts";
import { quoted } from "../words/quoted.ts";
import { sameJson } from "../words/same_json.ts";
import { Refusal } from "./refusal.ts";
import { oneLine } from "../words/visible.ts";

/** What `--plan-file` stands for where other flags do not say it: mode, playbook and tags. Throws InputError for a file that holds no plan. */
export function withPlanFile(context: Context): { context: Context; planned?: IncrementPlan | GoalPlan } {
  const { flags, words } = context;
  if (flags.planFile === undefined) return { context };
  const planned = readPlan(context, flags.planFile);
  if ("goal" in planned) {
    const given = flags.mode === undefined ? { mode: "incremental" } : {};
    const plain = words.length > 0 || flags.file !== undefined ? words : [planned.goal];
    return { context: { ...context, words: plain, flags: { ...flags, ...given } }, planned };
  }
  const given = {
    ...(flags.mode === undefined ? { mode: "incremental" } : {}),
    ...(flags.file === undefined && words.length === 0 ? { file: planned.file } : {}),
    ...(flags.tags === undefined && planned.tags !== undefined ? { tags: planned.tags } : {}),
    ...(flags.skipTags === undefined && planned.skipTags !== undefined ? { skipTags: planned.skipTags } : {}),
  };
  return { context: { ...context, flags: { ...flags, ...given } }, planned };
}

/**
 * The submission, with the plan's hash in it where `--yes` confirms it. Throws Refusal where the plan in the file is not the one that the
 * playbook has now, and where there is nothing to confirm.
 */
export async function withConfirmedPlan(
  submission: Submission,
  { flags, wiring, ...context }: Context,
  planned: IncrementPlan | GoalPlan | undefined,
): Promise<Submission> {
  const { mode, options } = submission;
  if (mode !== "incremental") {
    if (planned === undefined) return submission;
    throw new Refusal(`--plan-file holds a plan of increments, and with --mode ${mode} there is none`, {
      hint: "Leave it out, or write --mode incremental",
    });
  }
  // What a goal in words is worked in is asked of its model, on record.
  if (options.file === undefined) return planned === undefined ? submission : withSteps(submission, planned);
  if (planned !== undefined && "goal" in planned) {
    throw new Refusal(`${flags.planFile} is a plan for a goal in words, and ${options.file} is a playbook`, {
      hint: "Leave one of them out",
    });
  }
  const plan = await wiring.planIncrements(submission);
  if (planned !== undefined) demandSame(planned, plan, { flags, wiring, ...context });
  return flags.yes === true ? { ...submission, options: { ...options, confirmedPlan: plan.hash } } : submission;
}

/** The steps of a file for this goal. They may have been edited: a human is shown them, or says yes beforehand. */
function withSteps(submission: Submission, planned: IncrementPlan | GoalPlan): Submission {
  const { desiredState, options } = submission;
  if (!("goal" in planned)) {
    throw new Refusal("--plan-file holds the plan of a playbook, and this is a goal in words", {
      hint: "Leave one of them out",
    });
  }
  if (planned.goal.trim() !== desiredState.trim()) {
    throw new Refusal(`--plan-file is the plan for another goal: ${oneLine(planned.goal)}`, {
      hint: "Leave the words out, they stand in the file",
    });
  }
  return { ...submission, options: { ...options, steps: planned.increments.map(({ name }) => name) } };
}

function readPlan({ io }: Context, file: string): IncrementPlan | GoalPlan {
  const path = resolve(io.cwd, file);
  const instead = '`plan -f site.yml --out plan.json` or `plan "GOAL" --out plan.json` writes one';
  if (io.kind(path) !== "file") throw new InputError(`There is no such plan: ${instead}`, { file });
  let read: unknown;
  try {
    read = JSON.parse(io.readText(path));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  if (!isGoalPlan(read) && !isPlan(read)) throw new InputError(`This is no plan of increments: ${instead}`, { file });
  if (read.version === 1) return read;
  throw new InputError(`This plan was written by another version of the program: ${instead}`, { file });
}

function isGoalPlan(value: unknown): value is GoalPlan {
  if (typeof value !== "object" || value === null) return false;
  const { version, goal, increments } = value as GoalPlan;
  return typeof version === "number" && typeof goal === "string" && goal.trim() !== "" && Array.isArray(increments) &&
    increments.length > 0 && increments.every((each) => typeof each?.name === "string" && each.name.trim() !== "");
}

function isPlan(value: unknown): value is IncrementPlan {
  if (typeof value !== "object" || value === null) return false;
  const { version, file, files, extraVars, increments, hash, tags = [], skipTags = [] } = value as IncrementPlan;
  const texts = (list: unknown) => Array.isArray(list) && list.every((each) => typeof each === "string");
  return typeof version === "number" && typeof file === "string" && typeof hash === "string" &&
    typeof files === "object" && files !== null && Array.isArray(increments) &&
    [extraVars, tags, skipTags].every(texts);
}

function demandSame(planned: IncrementPlan, now: IncrementPlan, { flags, io, type }: Context): void {
  if (planned.hash === now.hash && sameJson({ ...planned, file: now.file }, now)) return;
  const playbook = relative(io.cwd, now.file);
  const differences = planned.hash === now.hash ? [EDITED] : differencesOf(planned, now);
  throw new Refusal(
    `${flags.planFile} is not the plan of ${playbook} as it is now: ${differences.join("; ")}`,
    { hint: `Make it anew, and look at it: ${type(`plan -f ${quoted(playbook)} --out ${quoted(flags.planFile!)}`)}` },
  );
}

function differencesOf(planned: IncrementPlan, now: IncrementPlan): string[] {
  const paths = [...new Set([...Object.keys(planned.files), ...Object.keys(now.files)])].sort();
  const files = paths.filter((path) => planned.files[path] !== now.files[path]).map((path) => {
    const what = planned.files[path] === undefined
      ? "is new"
      : now.files[path] === undefined
      ? "is gone"
      : "has changed";
    return `${path} ${what}`;
  });
  const lists: [string, string[] | undefined, string[] | undefined][] = [
    ["the tags", planned.tags, now.tags],
    ["the tags to skip", planned.skipTags, now.skipTags],
    ["the extra variables", planned.extraVars, now.extraVars],
  ];
  const others = lists.filter(([, a, b]) => String(a) !== String(b))
    .map(([what, a, b]) => `${what} were ${words(a)}, now ${words(b)}`);
  const found = [...files, ...others];
  if (found.length > 0) return found;
  return [
    sameJson(planned.increments, now.increments) ? "the extra variables have other values" : EDITED,
  ];
}

function words(list: string[] | undefined): string {
  return list === undefined || list.length === 0 ? "none" : list.join(",");
}

const EDITED = "its hash belongs to other increments than those that it names, so it was edited";
