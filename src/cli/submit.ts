// submit: puts a loop on record, for a worker to take.
import { type Context, type Ending, openApp, toJson } from "./context.ts";
import { exitCode } from "./exit_code.ts";
import { stamp } from "../words/moment.ts";
import { readSubmission } from "./read_submission.ts";
import { visible } from "../words/visible.ts";
import { loopWords, whoTakes } from "./who_takes.ts";

/** Everything that can be refused is refused before the database is touched. */
export async function submit(context: Context): Promise<Ending> {
  const { submission, warnings } = await readSubmission(context, "submit");
  for (const warning of warnings) context.note(`warning: ${warning}`);
  const times = await firstTimes(context, submission.options);
  await using app = await openApp(context, { create: true });
  const { id } = await app.queue.submit(submission);
  const { name } = submission;
  const { workers, lines } = await whoTakes(context, app, { id });
  const { file, model = "none" } = submission.options;
  return {
    exit: exitCode.done,
    data: toJson({
      loop: id,
      name,
      mode: submission.mode,
      workers,
      ...(file === undefined ? { model } : {}),
      ...(times.length === 0 ? {} : { times }),
      ...(warnings.length === 0 ? {} : { warnings }),
    }),
    text: visible([
      `${loopWords({ id, name })} is submitted`,
      ...(times.length === 0 ? [] : [`it runs at: ${times.map(stamp).join(", ")} (UTC), …`]),
      ...(file === undefined ? [`decided by rules where one fits, else by its model: ${model}`] : []),
      ...lines,
      `its state: ${context.type(`status ${id}`)}`,
    ].join("\n")),
  };
}

/** The next three times of a cron line, ISO 8601: whoever mistyped it sees so. */
async function firstTimes({ io, wiring }: Context, { cron, tz }: { cron?: string; tz?: string }): Promise<string[]> {
  if (cron === undefined) return [];
  const { nextTimes } = await import("./cron_line.ts");
  const times = await nextTimes({ cron, tz }, { from: io.clock.now(), count: 3 }, wiring.nextCronTime);
  return times.map((ms) => new Date(ms).toISOString());
}
