// Tries seeds with Ansible run now and prints what differs: deno run -A tests/oracle/fuzz_now.ts FROM TO
import { tryLive } from "./fuzz.ts";
import { inTurns } from "./in_turns.ts";

const [from = 1, to = from] = Deno.args.map(Number);
const say = (text: string) => Deno.stdout.write(new TextEncoder().encode(`${text}\n`));
await inTurns(
  Array.from({ length: to - from + 1 }, (_, index) => from + index),
  async (seed) => void await say(await tryLive(seed) ?? `seed ${seed}: alike`),
);
