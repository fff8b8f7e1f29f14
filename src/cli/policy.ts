// policy: whether a policy's file says what is meant, and why it says what it says.
import type { Explanation, PolicyTerms, TestedCase } from "../app.ts";
import { type Context, type Ending, toJson } from "./context.ts";
import { exitCode } from "./exit_code.ts";
import { counted } from "../words/counted.ts";
import { jsonText } from "../words/json_text.ts";
import { meantWord } from "./meant_word.ts";
import type { policyWords } from "./policy_command.ts";
import { pathFromHere } from "../words/path_from_here.ts";
import { Refusal } from "./refusal.ts";
import { visible } from "../words/visible.ts";

const PARTS: Record<keyof typeof policyWords, (context: Context) => Promise<Ending>> = { test, explain };

/** Does what the first word says. Throws Refusal for one that says nothing. */
export async function policy(context: Context): Promise<Ending> {
  const [what = "", ...words] = context.words;
  const part = Object.entries(PARTS).find(([name]) => name === what)?.[1];
  if (part !== undefined) return await part({ ...context, words });
  const meant = meantWord(what, Object.keys(PARTS));
  const wrong = what === ""
    ? "It is not said what to do with a policy"
    : `${JSON.stringify(what)} is nothing that can be done with a policy`;
  throw new Refusal(wrong, {
    hint: meant === undefined
      ? `Type ${context.type("policy test FILE")} or ${context.type("policy explain MODULE key=value")}`
      : `Did you mean ${context.type(`policy ${meant}`)}?`,
  });
}

/** Reads a policy's file and judges its tests. Exit 1 where one has another verdict than it expects. */
async function test(context: Context): Promise<Ending> {
  const { io, wiring, flags } = context;
  const [word = flags.policy, extra] = context.words;
  if (word === undefined || extra !== undefined) {
    throw new Refusal(word === undefined ? "No policy is named" : `${JSON.stringify(extra)} is one word too many`, {
      hint: `Type ${context.type("policy test FILE")}`,
    });
  }
  const { testPolicy } = await wiring.loadPolicy();
  const { rules, cases } = testPolicy(policyText(word, context));
  const wrong = cases.filter(({ expect, is }) => is.verdict !== expect);
  const all = `${word} is readable: ${counted(rules, "rule")}`;
  const lines = cases.flatMap((each) => [
    `${each.is.verdict === each.expect ? "ok   " : "WRONG"} ${caseLine(each, io.cwd)}`,
    ...(each.is.verdict === each.expect
      ? []
      : [`      ${each.is.verdict}, not ${each.expect}: ${whyLine(each.is, io.cwd)}`]),
  ]);
  const none =
    `${all}, and no tests: write "tests:" and below it "- { expect: deny, module: shell, params: { cmd: reboot } }"`;
  const summary = cases.length === 0
    ? none
    : `${all}, ${cases.length - wrong.length} of ${cases.length} tests as expected`;
  return {
    exit: wrong.length === 0 ? exitCode.done : exitCode.notConverged,
    data: toJson({ file: word, rules, tests: cases.map((each) => ({ ...each, ok: each.is.verdict === each.expect })) }),
    text: visible([...lines, summary].join("\n")),
    ...(wrong.length === 0 ? {} : {
      failure: { kind: "failed", message: `${wrong.length} of ${cases.length} tests of ${word} came out otherwise` },
    }),
  };
}

/** Judges one action, and says what was understood of it. */
async function explain(context: Context): Promise<Ending> {
  const { io, wiring, flags } = context;
  const [module, ...words] = context.words;
  if (module === undefined) {
    throw new Refusal("No module is named", {
      hint: `Type ${context.type("policy explain shell 'systemctl stop nginx'")}`,
    });
  }
  const known = await wiring.loadModules();
  const { explainPolicy } = await wiring.loadPolicy();
  const groups = flags.group ?? [];
  const terms: PolicyTerms = {
    by: (flags.by ?? "model") as PolicyTerms["by"],
    as: (flags.as ?? "deed") as PolicyTerms["as"],
    groups: () => groups,
    ...(flags.environment === undefined ? {} : { environment: flags.environment }),
  };
  const text = flags.policy === undefined ? null : policyText(flags.policy, context);
  const action = { host: flags.host ?? "localhost", module, words };
  const told = explainPolicy(text, action, terms);
  const isKnown = known.get(module) !== undefined || await known.learn() && known.get(module) !== undefined;
  const unknown = !isKnown ? [`there is no module ${module} here`] : [];
  const programs = told.commands.length === 0 && told.unsure === null ? [] : [
    "it starts:",
    ...told.commands.map((command) => `  ${command.replaceAll("\n", "\\n")}`),
    ...(told.unsure === null ? [] : [`  and perhaps more: ${told.unsure}`]),
  ];
  return {
    exit: exitCode.done,
    data: toJson({ ...told, host: action.host, module, by: terms.by, as: terms.as }),
    text: visible([
      `${told.verdict}: ${whyLine(told, io.cwd)}`,
      ...unknown,
      ...programs,
      told.notReading === null ? "it only reads" : `it does not only read, as far as is known: ${told.notReading}`,
    ].join("\n")),
  };
}

/** A file of people's own; nothing is kept of it. */
function policyText(word: string, { io }: Context): { file: string; text: string } {
  const file = word.startsWith("/") ? word : `${io.cwd}/${word}`;
  return { file, text: io.readText(file) };
}

function caseLine({ place, action, by, expect }: TestedCase, cwd: string): string {
  const params = Object.entries(action.params).map(([name, value]) => `${name}=${jsonText(value)}`);
  const words = [action.module, ...params].join(" ").replaceAll("\n", "\\n");
  return `${pathFromHere(place, cwd)}: ${expect} ${words} (${by}, on ${action.host})`;
}

function whyLine({ reason, place }: Explanation, cwd: string): string {
  return place === undefined ? `${reason} (no rule is for it)` : `${reason} (${pathFromHere(place, cwd)})`;
}
