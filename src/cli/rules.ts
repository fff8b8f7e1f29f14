// rules: what rules there are, what each would do, and whether it may.
import type { Context, Ending } from "./context.ts";
import { meantWord } from "./meant_word.ts";
import { Refusal } from "./refusal.ts";
import type { ruleWords } from "./rules_command.ts";

/** What can be done with rules, each loaded when it is asked for. */
const PARTS: Record<keyof typeof ruleWords, () => Promise<(context: Context) => Promise<Ending>>> = {
  list: async () => (await import("./rules_list.ts")).listRules,
  show: async () => (await import("./rules_show.ts")).showRule,
  test: async () => (await import("./rules_try.ts")).tryRule,
  approve: async () => (await import("./rules_decide.ts")).approveRule,
  disable: async () => (await import("./rules_decide.ts")).disableRule,
  review: async () => (await import("./rules_show.ts")).reviewRule,
  backtest: async () => (await import("./rules_show.ts")).backtestRule,
};

/** Does what the first word says; without one it lists them. Throws Refusal for one that says nothing. */
export async function rules(context: Context): Promise<Ending> {
  const [what = "list", ...words] = context.words;
  const known = Object.keys(PARTS);
  const part = Object.entries(PARTS).find(([name]) => name === what)?.[1];
  if (part === undefined) {
    const meant = meantWord(what, known);
    throw new Refusal(`${JSON.stringify(what)} is nothing that can be done with rules`, {
      hint: meant === undefined
        ? `Type one of: ${known.join(", ")}`
        : `Did you mean ${context.type(`rules ${meant}`)}?`,
    });
  }
  const most = what === "list" ? 0 : what === "test" ? 2 : 1;
  const extra = words[most];
  if (extra !== undefined) {
    throw new Refusal(`${JSON.stringify(extra)} is one word too many`, {
      hint: `Type ${context.type(`rules ${[what, "NAME", "LOOP"].slice(0, 1 + most).join(" ")}`)}`,
    });
  }
  const act = await part();
  return await act({ ...context, words });
}
