// The folder of rules that a command means, and the rule in it.
import { resolve } from "node:path";
import type { App, RuleFolder } from "../app.ts";
import type { Rule } from "../model/rule.ts";
import { type Context, openApp } from "./context.ts";
import { meantWord } from "./meant_word.ts";
import { pathFromHere } from "../words/path_from_here.ts";
import { quoted } from "../words/quoted.ts";
import { Refusal } from "./refusal.ts";

/** The folder's path, absolute. */
export function folderOf({ flags, io }: Context): string {
  return resolve(io.cwd, flags.rulesDir ?? "rules");
}

/** `rules WHAT NAME` as one would type it here, with the folder where it is not the usual one. */
export function typeRules(context: Context, words: string): string {
  const { flags, type } = context;
  return type(`rules ${words}${flags.rulesDir === undefined ? "" : ` --rules-dir ${quoted(flags.rulesDir)}`}`);
}

/** The rule of the first word. Throws Refusal where there is none, InputError where its file makes no sense. */
export async function findRule(context: Context): Promise<{ folder: RuleFolder; rule: Rule }> {
  const folder = await context.wiring.openRules(folderOf(context));
  const name = context.words[0];
  const names = folder.rules.map((rule) => rule.name);
  if (name === undefined) {
    throw new Refusal("No rule is named", {
      hint: names.length === 0 ? nothing(context) : `Name one of: ${names.join(", ")}`,
    });
  }
  const rule = folder.rules.find((each) => each.name === name);
  if (rule !== undefined) return { folder, rule };
  const broken = folder.mistakes.find(({ place }) => nameOfFile(place?.file ?? "") === name);
  if (broken !== undefined) throw broken;
  const meant = meantWord(name, names);
  throw new Refusal(`There is no rule ${JSON.stringify(name)} in ${pathFromHere(folderOf(context), context.io.cwd)}`, {
    hint: meant !== undefined
      ? `Did you mean ${meant}?`
      : names.length === 0
      ? nothing(context)
      : `Type ${typeRules(context, "list")} to see them`,
    kind: "not found",
  });
}

/** Does something with the record; without a database there is none, and `null` is handed in. */
export async function withRecord<T>(context: Context, act: (app: App | null) => Promise<T>): Promise<T> {
  const { db } = context.global;
  if (context.io.kind(resolve(context.io.cwd, db)) === undefined) return await act(null);
  await using app = await openApp(context, { create: false });
  return await act(app);
}

function nothing(context: Context): string {
  return `There are no rules in ${
    pathFromHere(folderOf(context), context.io.cwd)
  } yet: one is proposed when a model has reached a goal in words, ` +
    `or write one`;
}

function nameOfFile(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1).replace(/\.ya?ml$/, "");
}
