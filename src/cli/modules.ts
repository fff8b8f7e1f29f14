// modules: what a task can use, and how.
import type { ListedModule, Modules } from "../ports/module.ts";
import { type Context, type Ending, toJson } from "./context.ts";
import { exitCode } from "./exit_code.ts";
import { moduleText } from "./module_text.ts";
import { Refusal } from "./refusal.ts";
import { table } from "./table.ts";
import { quoted } from "../words/quoted.ts";
import { fit, oneLine, widthOf } from "../words/visible.ts";

/**
 * All modules of this program's with a sentence each, with `--all` those of the controller's Ansible, too; everything about the one that is named; or,
 * where none is called so, those with the word in their names or sentences.
 */
export async function modules(context: Context): Promise<Ending> {
  const { words: [word], flags, wiring } = context;
  const known = await wiring.loadModules();
  if (word === undefined) return await listed(known, context);
  const module = known.get(word) ?? (await known.learn() ? known.get(word) : undefined);
  if (module === undefined || flags.all === true) return await matching(word, known, context);
  return { exit: exitCode.done, data: toJson({ module: module.doc }), text: moduleText(module.doc, context.columns) };
}

async function listed(known: Modules, context: Context): Promise<Ending> {
  const { modules, lacking } = await known.list();
  const own = modules.filter(({ from }) => from === "native");
  const more = modules.length - own.length;
  if (context.flags.all === true) {
    if (lacking !== undefined) context.note(lacking);
    return ending(modules, more, context);
  }
  context.note(
    lacking ??
      `${more} more are those of the Ansible that is installed here: ${context.type("modules --all")} lists them, ` +
        `${context.type("modules WORD")} those with a word in their names or sentences`,
  );
  return ending(own, more, context);
}

/** The modules that are told of by a word. Throws Refusal where there are none. */
async function matching(word: string, known: Modules, context: Context): Promise<Ending> {
  const { modules, lacking } = await known.list();
  const wanted = word.toLowerCase();
  const found = modules.filter(({ name, summary }) => `${name} ${summary}`.toLowerCase().includes(wanted));
  const message = known.problems(word, {}, () => false)[0]?.message ?? `There is no module '${word}'`;
  const isThere = !/^There is no module /.test(message);
  if (found.length > 0 && (!isThere || context.flags.all === true)) {
    return ending(found, modules.length - known.names().length, context, (rows) => nearest(rows, word, context));
  }
  if (isThere) throw new Refusal(message, { kind: "not found" });
  const hint = [
    `${context.type("modules WORD")} lists those with a word in their names or sentences`,
    ...lacking === undefined || message.includes(lacking) ? [] : [lacking],
  ];
  throw new Refusal(message, { hint: hint.join("\n"), kind: "not found" });
}

/** Letters that a sentence needs beside its module's name, to be read. */
const READABLE = 30;

/** Modules that a word finds before it is to say more. */
const FOUND = 30;

/** What people read of what was found: this program's first, then Ansible's own, then collections; without `--all` the first of them. */
function nearest(found: readonly ListedModule[], word: string, { flags, type }: Context): Part {
  const rank = ({ name, from }: ListedModule) => from === "native" ? 0 : name.startsWith("ansible.builtin.") ? 1 : 2;
  const rows = found.toSorted((one, other) => rank(one) - rank(other));
  const over = rows.length - FOUND;
  if (flags.all === true || over <= 0) return { rows };
  const rest = `… and ${over} more: type more of the name, or ${type(`modules --all ${quoted(word)}`)}`;
  return { rows: rows.slice(0, FOUND), rest };
}

interface Part {
  rows: readonly ListedModule[];
  /** A line below them. */
  rest?: string;
}

/** The document holds all of them, whatever part of them is shown. */
function ending(
  modules: readonly ListedModule[],
  more: number,
  { columns }: Context,
  shown: (modules: readonly ListedModule[]) => Part = (rows) => ({ rows }),
): Ending {
  const { rows, rest } = shown(modules);
  const widest = Math.max(...rows.map(({ name }) => widthOf(name)));
  const heading = [{ title: "NAME" }, { title: "SUMMARY", flexible: true }];
  const text = columns === undefined || widest + READABLE <= columns
    ? table(heading, rows.map(({ name, summary }) => [name, summary]), columns)
    : rows.map(({ name, summary }) => `${oneLine(name)}\n    ${fit(oneLine(summary), columns - 4)}`).join("\n");
  return {
    exit: exitCode.done,
    data: toJson({ modules, ansible: more }),
    text: rest === undefined ? text : `${text.trimEnd()}\n${rest}`,
  };
}
