// Tries random fleets with Ansible run now and prints what differs: deno run -A tests/oracle/fleet_now.ts FROM TO
import { inTurns } from "./in_turns.ts";
import { judgeCase } from "./judge_case.ts";
import { randomFleet } from "./random_fleet.ts";
import { record } from "./recording.ts";

const [from = 1, to = from] = Deno.args.map(Number);
await inTurns(
  Array.from({ length: to - from + 1 }, (_, index) => from + index),
  async (seed) => {
    const one = randomFleet(seed);
    const theirs = await record(one);
    const complaints = await judgeCase(one, theirs);
    const told = complaints.length === 0 ? "alike" : `${complaints.join("\n  ")}\n${one.playbook}`;
    const text = `seed ${seed}, ${theirs.run.tasks.length} tasks: ${told}\n`;
    await Deno.stdout.write(new TextEncoder().encode(text));
  },
);
