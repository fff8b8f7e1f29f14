// kill -9 of a goal in words: nothing is done twice, and no reply on record is asked for again.
import { noFarm } from "../sshd/farm.ts";
import { byDeno } from "./program_words.ts";
import { diesActing, diesAsking, survives } from "./goal_killed.ts";

const ignore = noFarm() !== undefined;

Deno.test({
  name: "run: each question to the model that was lost with its process is asked once more, no other one is",
  ignore,
  fn: diesAsking,
});

Deno.test({
  name: "run: commands of a decision that are running when the process dies are found again, and none is run twice",
  ignore,
  fn: diesActing,
});

Deno.test({
  name: "worker: a goal in words survives kill -9 before every 37th commit, and so does the drift of the day after",
  // What kills it is loaded before it.
  ignore: ignore || !byDeno,
  fn: async () => void await survives({ by: "worker", when: "before", every: 37, from: 12 }),
});
