// What run and submit put on record: their flags and words as a submission. Everything that can be refused is refused here.
import { basename, extname, relative } from "node:path";
import type { LoopOptions, Submission } from "../model/loop.ts";
import type { Context } from "./context.ts";
import { fleetOptions } from "./fleet_options.ts";
import { howOften } from "./how_often.ts";
import { isListing } from "./list_plays.ts";
import { notifyTargets } from "./notify_targets.ts";
import { withConfirmedPlan, withPlanFile } from "./plan_file.ts";
import { playbookPath } from "./playbook_file.ts";
import { readExtraVars } from "./read_extra_vars.ts";
import { Refusal } from "./refusal.ts";
import { tagsOf, tagWarnings } from "./tag_flags.ts";
import { oneLine } from "./visible.ts";

/** What was typed, and what is odd about it. */
export interface Read {
  submission: Submission;
  /** Sentences for people: hosts and tags that are named and not there. */
  warnings: string[];
}

/** Reads it, and checks it with playbook and inventory. Throws Refusal or InputError; the database is not touched. */
export async function readSubmission(given: Context, command: "run" | "submit" | "plan"): Promise<Read> {
  const { context, planned } = withPlanFile(given);
  const { flags, words, io, wiring } = context;
  const file = playbookPath(context, command);
  if (words.length > 0 && flags.file !== undefined) {
    throw new Refusal(`A playbook is enough: ${JSON.stringify(words.join(" "))} cannot be a goal beside it`, {
      hint: `Type ${context.type(`${command} -f ${relative(io.cwd, file)}`)}`,
    });
  }
  const name = nameOf(context, file);
  const { mode, interval, cron, tz, firstRunAt } = await howOften(context);
  const [tags, skipTags] = [tagsOf(flags.tags), tagsOf(flags.skipTags)];
  const options: LoopOptions = {
    file,
    once: flags.once ?? false,
    dryRun: flags.dryRun ?? flags.check ?? false,
    maxIterations: flags.maxIterations ?? 10,
    onInterrupted: flags.onInterrupted ?? "ask",
    ...(tags === undefined ? {} : { tags }),
    ...(skipTags === undefined ? {} : { skipTags }),
    ...await readExtraVars(context),
    ...(flags.diff === true ? { diff: true } : {}),
    ...(cron === undefined ? {} : { cron }),
    ...(tz === undefined ? {} : { tz }),
    ...(flags.maxTime === undefined ? {} : { maxMs: flags.maxTime }),
    ...(flags.factsTtl === undefined ? {} : { factsMs: flags.factsTtl }),
    ...await fleetOptions(context),
    ...(flags.notify === undefined ? {} : { notify: notifyTargets(context, flags.notify) }),
  };
  const submission: Submission = {
    name,
    mode,
    desiredState: file,
    ...(interval === undefined ? {} : { interval }),
    ...(firstRunAt === undefined ? {} : { firstRunAt }),
    options,
  };
  const listing = isListing(flags);
  const { warnings } = await wiring.checkSubmission(submission, { listing });
  const confirmed = await withConfirmedPlan(submission, context, planned);
  // Whoever lists sees what the tags select.
  return {
    submission: confirmed,
    warnings: listing ? warnings : [...warnings, ...await tagWarnings(context, confirmed)],
  };
}

function nameOf({ flags }: Context, file: string): string {
  if (flags.name === undefined) return basename(file, extname(file));
  const why = flags.name.trim() === ""
    ? "that says nothing"
    : /^\d+$/.test(flags.name)
    ? "that could be an id"
    : oneLine(flags.name) !== flags.name
    ? "nobody could type that again"
    : undefined;
  if (why === undefined) return flags.name;
  throw new Refusal(`A loop cannot be called ${JSON.stringify(flags.name)}: ${why}`, {
    hint: "Use a name with a letter in it: --name web",
  });
}
