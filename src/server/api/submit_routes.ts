// Loops put on record over the API, by the flags of `submit`.
import type { Deed } from "../deeds/deed.ts";
import { type SubmitFlag, submitFlags } from "../deeds/submit_flags.ts";
import { Refusal } from "../refusal.ts";
import { deedAnswer, told } from "./deed_answer.ts";
import { mode } from "./nouns.ts";
import { MOST_REPEATS, Repeats } from "./repeats.ts";
import { type Asked, type Route, route } from "./route.ts";
import { z } from "./zod.ts";

const text = z.string().min(1).max(10_000);
const SHAPES = {
  text,
  list: z.union([text, z.array(text).max(200)]),
  switch: z.boolean(),
  number: z.number().positive(),
};

const variables = z.union([z.record(z.string(), z.unknown()), text, z.array(text).max(200)])
  .describe("as `submit --extra-vars`; or an object of them");

const body = z.strictObject({
  goal: z.exactOptional(z.string().max(100_000)).describe("what is wanted, in words; or name a `file`"),
  ...Object.fromEntries(
    submitFlags().map(([flag, shape]) => [
      camel(flag),
      z.exactOptional(flag === "extra-vars" ? variables : SHAPES[shape].describe(`as \`submit --${flag}\``)),
    ]),
  ),
});

const submitted = z.looseObject({ loop: z.int(), name: z.string(), mode, workers: z.int(), ...told });

/** Names of files and programs mean those of the machine where the page runs, from where it was started. */
export function submitRoutes(): Route[] {
  const repeats = new Repeats();
  return [
    route({
      ...{ id: "submitLoop", method: "post", path: "/loops", tag: "loops", makes: true, refuses: [409] },
      summary: "Puts a loop on record, for a worker to take",
      about:
        "Takes what `submit` takes, by the same names; files and programs are those of the machine where the page runs. " +
        `With a header \`Idempotency-Key\` (any text of at most 200 characters) a request that is sent again makes no second loop: the last ${MOST_REPEATS} are remembered, while the page stays open.`,
      body,
      answer: submitted,
      act: async (asked) => {
        const key = asked.header("idempotency-key");
        const made = await (key === undefined ? submit(asked) : repeats.once(keyOf(asked, key), asked.body, () =>
          submit(asked)));
        asked.located(`/api/v1/loops/${made.loop}`);
        return made;
      },
    }),
  ];
}

async function submit(asked: Asked<unknown, Record<string, unknown>>) {
  return submitted.parse(await deedAnswer(asked, deedOf(asked.body)));
}

function keyOf({ visitor }: Asked<unknown, unknown>, key: string): string {
  if (key !== "" && key.length <= 200) return `${visitor.name}\n${key}`;
  throw new Refusal(400, "input", "Idempotency-Key is a text of 1 to 200 characters.");
}

/** Its checked body as words of the command line. */
function deedOf({ goal, ...fields }: Record<string, unknown>): Deed {
  const flags: { [flag in SubmitFlag]?: string | string[] | true } = {};
  for (const [flag] of submitFlags()) {
    const value = fields[camel(flag)];
    if (value === undefined || value === false) continue;
    flags[flag] = value === true
      ? true
      : Array.isArray(value)
      ? value.map(String)
      : typeof value === "object"
      ? [JSON.stringify(value)]
      : String(value);
  }
  return { kind: "submit", goal: typeof goal === "string" ? goal : "", flags };
}

/** `dry-run` as JSON has it: `dryRun`. */
function camel(flag: string): string {
  return flag.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}
