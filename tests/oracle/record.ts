// Writes down what Ansible does in the cases that are named, or in all whose recording is missing or of another text.
// --all writes every one again. Two run at a time.
import { everyCase } from "./every_case.ts";
import { inTurns } from "./in_turns.ts";
import { forgetRecordings, readRecording, record, writeRecording } from "./recording.ts";

const all = Deno.args.includes("--all");
const named = Deno.args.filter((arg) => !arg.startsWith("-"));
const cases = everyCase();
const wanted = cases.filter((one) => all || (named.length > 0 ? named.includes(one.name) : isStale(one)));
await inTurns(wanted, async (one) => {
  const recording = await record(one);
  writeRecording(one, recording);
  const { ended, tasks } = recording.run;
  await Deno.stdout.write(new TextEncoder().encode(`${one.name}: ${ended}, ${tasks.length} tasks\n`));
  if (ended === "refused") await Deno.stdout.write(new TextEncoder().encode(`${recording.run.output}\n`));
});
forgetRecordings(cases);

function isStale(one: Parameters<typeof readRecording>[0]): boolean {
  try {
    readRecording(one);
    return false;
  } catch {
    return true;
  }
}
