// From what a model wrote to a decision: tolerant in form, strict in content. A reply is hostile input like any other.
import type { Decision, StateOp } from "../model/decision.ts";
import { isObject, type JsonObject } from "../model/json.ts";
import type { Brief } from "../ports/decider.ts";
import { findObject } from "./find_object.ts";
import type { DeciderTerms } from "./module_words.ts";
import { actionsOf, probesOf, type Reading } from "./reply_calls.ts";
import { oneForm } from "./reply_forms.ts";
import { SENTENCES } from "./reply_limits.ts";
import { DECISION, type DecisionReply, type ReplyStateOp, shaped } from "./reply_shape.ts";

/** A decision, or what is wrong with the reply, in sentences. */
export type Read<T> = { value: T } | { problems: string[] };

/** Any of them makes an object a reply. */
export const KEYS = ["converged", "actions", "observe", "ask", "blocked", "state_ops", "learn", "reasoning"];

/** Reads a reply against the brief that it answers. Never throws. */
export function readDecision(
  text: string,
  brief: Pick<Brief, "hosts" | "run" | "state">,
  terms: DeciderTerms,
): Read<Decision> {
  const found = findObject(text, KEYS);
  if ("problem" in found) return { problems: [found.problem] };
  const read = shaped(DECISION, oneForm(found.object, terms.modules));
  if ("problems" in read) return read;
  const { value: reply } = read;
  const reading: Reading = { hosts: brief.hosts, terms, problems: contradictions(reply) };
  const { problems } = reading;
  const actions = actionsOf(reply.actions ?? [], reading);
  const probes = probesOf(reply.observe ?? [], reading);
  const stateOps = (reply.state_ops ?? []).flatMap((op, index) => stateOpOf(op, problems, `state_ops[${index}]`));
  problems.push(...terms.stateProblems?.(stateOps, brief.state) ?? [], ...answeredAlready(reply, brief));
  if (problems.length > 0) return { problems };
  const beside = {
    ...(probes.length === 0 ? {} : { probes }),
    ...(stateOps.length === 0 ? {} : { stateOps }),
    ...(reply.learn === undefined ? {} : { learn: reply.learn as JsonObject }),
  };
  const reasoning = short(reply.reasoning);
  const { ask = [], blocked } = reply;
  if (reply.converged === true) return { value: { kind: "converged", reasoning, ...beside } };
  if (blocked !== undefined) {
    const why = blocked === reply.reasoning ? reasoning : short(`${blocked}\n${reasoning}`);
    return { value: { kind: "blocked", reasoning: why, ...beside } };
  }
  if (ask.length > 0) {
    const questions = ask.map(({ question, options = [] }) => ({
      kind: "question" as const,
      text: question,
      options: [...new Set(options)],
      about: null,
    }));
    return { value: { kind: "ask", reasoning, questions, ...beside } };
  }
  if (actions.length > 0) return { value: { kind: "act", reasoning, actions, ...beside } };
  return { value: { kind: "look", reasoning, ...beside, probes } };
}

/** What cannot be meant together, and a reply that decides nothing. */
function contradictions(
  { converged, actions = [], observe = [], ask = [], blocked, state_ops = [] }: DecisionReply,
): string[] {
  const ways = [
    ...(converged === true ? ["converged"] : []),
    ...(blocked === undefined ? [] : ["blocked"]),
    ...(ask.length === 0 ? [] : ["ask"]),
    ...(actions.length === 0 ? [] : ["actions"]),
  ];
  const both = ways.map((way) => `"${way}"`).join(" and ");
  if (ways.length > 1) return [`The reply says ${both}: decide for one of them now, the others can come later`];
  if (ways.length + observe.length + state_ops.length > 0) return [];
  return ['The reply decides nothing: say "converged", "actions", "observe", "ask", "blocked" or "state_ops"'];
}

/** The original's form: what is not `op`, `name`, `groups` is a variable of the host; a resource's is in `data` or beside it. */
function stateOpOf({ op, name, ...rest }: ReplyStateOp, problems: string[], place: string): StateOp[] {
  const { groups = [], data, vars, ...others } = rest as JsonObject;
  const inner = op === "add_host" ? vars : data;
  if (inner !== undefined && !isObject(inner)) {
    problems.push(`${place}: "${op === "add_host" ? "vars" : "data"}" is an object`);
    return [];
  }
  switch (op) {
    case "remove":
      return [{ op, name }];
    case "add_resource":
      return [{ op, name, data: { ...others, ...inner } }];
    case "add_host":
      if (!Array.isArray(groups) || !groups.every((group) => typeof group === "string")) {
        problems.push(`${place}: "groups" is a list of names`);
        return [];
      }
      return [{ op, name, vars: { ...others, ...inner }, groups }];
  }
}

/** People are not asked twice. */
function answeredAlready({ ask = [] }: DecisionReply, { run }: Pick<Brief, "run">): string[] {
  const plain = (text: string) => text.toLowerCase().replace(/\s+/g, " ").trim();
  const answered = run.flatMap(({ prompts }) => prompts).filter(({ kind, status }) =>
    kind === "question" && status === "answered"
  );
  return ask.flatMap(({ question }) => {
    const earlier = answered.findLast(({ text }) => plain(text) === plain(question));
    if (earlier === undefined) return [];
    return [
      `"ask": this was asked and answered in this run, with ${
        JSON.stringify(earlier.response)
      }: go on with that answer`,
    ];
  });
}

function short(text: string): string {
  return text.length <= SENTENCES ? text : `${text.slice(0, SENTENCES)}…`;
}
