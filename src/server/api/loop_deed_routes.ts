// What people ask of a loop: pause, go on, end, begin anew.
import { deedAnswer, told } from "./deed_answer.ts";
import { loopToChange } from "./found.ts";
import { id, loopStatus } from "./nouns.ts";
import { type Asked, route } from "./route.ts";
import { z } from "./zod.ts";

const tag = "loops";
const method = "post";
const refuses = [404, 409] as const;

const changed = { loop: id, name: z.string(), status: loopStatus };
const stopped = z.strictObject({
  ...changed,
  asked: z.boolean().describe("a worker has it, and stops as soon as its running action has ended"),
  reason: z.nullable(z.string()),
  ...told,
});
const resumed = z.strictObject({ ...changed, ...told });
const retried = z.strictObject({ ...changed, run: z.int(), ...told });
const reason = z.exactOptional(z.string().max(500)).describe("why, for whoever reads it later");

export const loopDeedRoutes = [
  route({
    ...{ id: "pauseLoop", method, path: "/loops/{loop}/pause", tag, refuses },
    summary: "Stops a loop after its running action, until it is resumed or for a time",
    body: z.strictObject({
      reason,
      for: z.exactOptional(z.string().max(50)).describe("goes on by itself after so long: 90s, 5m, 2h, 3d"),
    }),
    answer: stopped,
    act: async (asked) =>
      stopped.parse(await deedAnswer(asked, { kind: "pause", loop: await idOf(asked), ...asked.body })),
  }),
  route({
    ...{ id: "resumeLoop", method, path: "/loops/{loop}/resume", tag, refuses },
    summary: "Lets a paused loop go on; with `now` also one that waits for its time",
    about:
      "A worker takes it: where none is running, it waits for one. A loop that asks something goes on when it is answered.",
    body: z.strictObject({ now: z.exactOptional(z.boolean()) }),
    answer: resumed,
    act: async (asked) =>
      resumed.parse(await deedAnswer(asked, { kind: "resume", loop: await idOf(asked), ...asked.body })),
  }),
  route({
    ...{ id: "cancelLoop", method, path: "/loops/{loop}/cancel", tag, refuses },
    summary: "Ends a loop for good, its running command too",
    body: z.strictObject({ reason }),
    answer: stopped,
    act: async (asked) =>
      stopped.parse(await deedAnswer(asked, { kind: "cancel", loop: await idOf(asked), ...asked.body })),
  }),
  route({
    ...{ id: "retryLoop", method, path: "/loops/{loop}/retry", tag, refuses },
    summary: "Begins a new run of a loop that failed, is blocked or was cancelled",
    body: z.strictObject({}),
    answer: retried,
    act: async (asked) => retried.parse(await deedAnswer(asked, { kind: "retry", loop: await idOf(asked) })),
  }),
];

async function idOf({ world, part }: Asked<unknown, unknown>): Promise<number> {
  return (await loopToChange(world, part("loop"))).id;
}
