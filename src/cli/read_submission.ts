// What run and submit put on record: their flags and words as a submission. Everything that can be refused is refused here.
import type { LoopOptions, Submission } from "../model/loop.ts";
import type { Context } from "./context.ts";
import { fleetOptions } from "./fleet_options.ts";
import { goalOptions, goalWarnings } from "./goal_options.ts";
import { howOften } from "./how_often.ts";
import { isListing } from "./list_plays.ts";
import { loopName } from "./loop_name.ts";
import { notifyTargets } from "./notify_targets.ts";
import { withConfirmedPlan, withPlanFile } from "./plan_file.ts";
import { readExtraVars } from "./read_extra_vars.ts";
import { tagsOf, tagWarnings } from "./tag_flags.ts";
import { demandNoPrompt, typeVaults, vaultsOf } from "./vault_options.ts";
import { wantedOf } from "./wanted.ts";

/** What was typed, and what is odd about it. */
export interface Read {
  submission: Submission;
  /** Sentences for people: hosts and tags that are named and not there. */
  warnings: string[];
}

/** Reads it, and checks it with playbook and inventory. Throws Refusal or InputError; the database is not touched. */
export async function readSubmission(given: Context, command: "run" | "submit" | "plan"): Promise<Read> {
  const { context, planned } = withPlanFile(given);
  const { flags, wiring } = context;
  const wanted = wantedOf(context, command);
  const vaults = vaultsOf(context);
  if (command === "submit") demandNoPrompt(context);
  else await typeVaults(context);
  const name = loopName(context, wanted);
  const { mode, interval, cron, tz, firstRunAt } = await howOften(context);
  const [tags, skipTags] = [tagsOf(flags.tags), tagsOf(flags.skipTags)];
  const dryRun = flags.dryRun ?? flags.check ?? false;
  const options: LoopOptions = {
    ...(wanted.file === undefined ? {} : { [wanted.kind === "playbook" ? "file" : "goalFile"]: wanted.file }),
    once: flags.once ?? false,
    dryRun,
    maxIterations: flags.maxIterations ?? 10,
    onInterrupted: flags.onInterrupted ?? "ask",
    ...(tags === undefined ? {} : { tags }),
    ...(skipTags === undefined ? {} : { skipTags }),
    ...vaults,
    ...await readExtraVars(context, vaults),
    ...(flags.diff === true ? { diff: true } : {}),
    ...(cron === undefined ? {} : { cron }),
    ...(tz === undefined ? {} : { tz }),
    ...(flags.maxTime === undefined ? {} : { maxMs: flags.maxTime }),
    ...(flags.factsTtl === undefined ? {} : { factsMs: flags.factsTtl }),
    ...(flags.modules === undefined ? {} : { modules: flags.modules }),
    ...await fleetOptions(context),
    ...(flags.notify === undefined ? {} : { notify: notifyTargets(context, flags.notify) }),
    ...await goalOptions(context, { wanted, mode, dryRun }),
  };
  const submission: Submission = {
    name,
    mode,
    desiredState: wanted.kind === "playbook" ? wanted.file : wanted.goal,
    ...(interval === undefined ? {} : { interval }),
    ...(firstRunAt === undefined ? {} : { firstRunAt }),
    options,
  };
  const listing = isListing(flags);
  const { warnings } = await wiring.checkSubmission(submission, { listing, values: command === "run" && !listing });
  const confirmed = await withConfirmedPlan(submission, context, planned);
  // Whoever lists sees what the tags select.
  return {
    submission: confirmed,
    warnings: listing ? warnings : [...warnings, ...goalWarnings(context), ...await tagWarnings(context, confirmed)],
  };
}
