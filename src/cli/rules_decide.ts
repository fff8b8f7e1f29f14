// rules approve, disable: a human says whether a rule may act.
import { type Context, type Ending, toJson } from "./context.ts";
import { ask } from "./ask.ts";
import { exitCode } from "./exit_code.ts";
import { findRule, typeRules } from "./find_rule.ts";
import { Refusal } from "./refusal.ts";
import { evidenceNow } from "./rules_show.ts";
import { STANDING } from "../words/rule_words.ts";
import { visible } from "../words/visible.ts";
import { openWriter } from "./writer.ts";

/** Shows a rule with what speaks for and against it, asks, and lets it act. */
export async function approveRule(context: Context): Promise<Ending> {
  const { io, flags, global } = context;
  const { folder, rule } = await findRule(context);
  const { name } = rule;
  if (rule.status === "active") {
    return { exit: exitCode.done, data: toJson({ rule: name, status: "active" }), text: `${name} acts already` };
  }
  if (flags.yes !== true) {
    if (!io.stdinIsTerminal) {
      throw new Refusal("Nobody can be asked whether it may act: standard input is no terminal", {
        hint: `Read it with ${typeRules(context, `review ${name}`)}, then type ${
          typeRules(context, `approve ${name} --yes`)
        }`,
      });
    }
    const evidence = await evidenceNow(context, folder, rule);
    const writer = openWriter(io, { documents: global.output !== "table" });
    const lines = [
      folder.textOf(rule).trimEnd(),
      "",
      ...folder.remarks(rule).map((remark) => `- ${remark}`),
      `- On the record: ${folder.evidence(evidence)}`,
    ];
    for (const line of lines) writer.progress(visible(line));
    const question = { id: 0, kind: "question", about: null, status: "pending", response: null } as const;
    const text = `May ${name} act from now on, without being asked?`;
    const answer = await ask(
      { ...question, text, options: ["yes", "no"] },
      { io, writer },
      new AbortController().signal,
    );
    if (answer?.response !== "yes") {
      return {
        exit: exitCode.notConverged,
        data: toJson({ rule: name, status: rule.status }),
        text: `${name} is not approved: ${STANDING[rule.status]}`,
        failure: { kind: "refused", message: `${name} was not approved` },
      };
    }
  }
  const approved = { by: io.user, at: new Date(io.clock.now()).toISOString() };
  await folder.change(rule, { status: "active", origin: { approved } });
  return {
    exit: exitCode.done,
    data: toJson({ rule: name, status: "active", approved }),
    text: `${name} is approved: it acts from each loop's next run on`,
  };
}

/** Stops a rule. */
export async function disableRule(context: Context): Promise<Ending> {
  const { io } = context;
  const { folder, rule } = await findRule(context);
  const disabled = { by: io.user, at: new Date(io.clock.now()).toISOString() };
  if (rule.status !== "disabled") await folder.change(rule, { status: "disabled", origin: { disabled } });
  return {
    exit: exitCode.done,
    data: toJson({ rule: rule.name, status: "disabled" }),
    text: rule.status === "disabled" ? `${rule.name} is disabled already` : `${rule.name} is disabled`,
  };
}
