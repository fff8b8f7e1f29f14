// The shape of a reply, as providers are told it and as it is checked: the original's JSON.
import type * as zod from "zod";
import {
  MOST_ACTIONS,
  MOST_LOOKS,
  MOST_QUESTIONS,
  MOST_STATE_OPS,
  MOST_STEPS,
  NAME,
  SENTENCES,
} from "./reply_limits.ts";

// Like this, since the bundle unpacks it for those who ask a model.
const z = await import("zod");

const name = z.string().min(1).max(NAME);
const params = z.looseObject({});

const action = z.strictObject({
  host: z.union([name, z.array(name).min(1)]).optional().describe("a host, several, or a group"),
  module: name,
  params,
  name: name.optional().describe("what people read"),
});

const look = z.strictObject({
  name,
  host: z.union([name, z.array(name).min(1)]).optional().describe("left out: every host"),
  module: name,
  params,
});

const question = z.strictObject({
  question: z.string().min(1).max(SENTENCES),
  options: z.array(z.string().min(1).max(NAME)).max(20).optional(),
});

const stateOp = z.looseObject({
  op: z.enum(["add_resource", "add_host", "remove"]),
  name,
});

/** A decision. */
export const DECISION = z.strictObject({
  reasoning: z.string().min(1),
  converged: z.boolean().optional(),
  actions: z.array(action).max(MOST_ACTIONS).optional(),
  observe: z.array(look).max(MOST_LOOKS).optional(),
  ask: z.array(question).max(MOST_QUESTIONS).optional(),
  blocked: z.string().min(1).optional(),
  state_ops: z.array(stateOp).max(MOST_STATE_OPS).optional(),
  learn: z.looseObject({}).optional(),
});

/** A plan. */
export const PLAN = z.strictObject({
  reasoning: z.string().min(1),
  increments: z.array(z.strictObject({ desired_state: z.string().min(1).max(SENTENCES) })).min(1).max(MOST_STEPS),
});

export type DecisionReply = zod.infer<typeof DECISION>;
export type ReplyAction = zod.infer<typeof action>;
export type ReplyLook = zod.infer<typeof look>;
export type ReplyStateOp = zod.infer<typeof stateOp>;

/** JSON Schema of a shape, as `Prompt.schema` has it. */
export function schemaOf(shape: typeof DECISION | typeof PLAN): { [key: string]: unknown } {
  const { $schema: _, ...schema } = z.toJSONSchema(shape);
  return schema;
}

/** The value in its shape, or a sentence for each place that is not so. */
export function shaped<T extends typeof DECISION | typeof PLAN>(
  shape: T,
  value: unknown,
): { value: zod.infer<T> } | { problems: string[] } {
  const read = shape.safeParse(value);
  if (read.success) return { value: read.data as zod.infer<T> };
  return { problems: read.error.issues.map(({ path, message }) => `${placeOf(path)}${message}`) };
}

function placeOf(path: readonly PropertyKey[]): string {
  const place = path.map((step) => typeof step === "number" ? `[${step}]` : `.${String(step)}`).join("");
  return place === "" ? "" : `${place.replace(/^\./, "")}: `;
}
