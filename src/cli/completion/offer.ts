// What completes a command line: commander's tree says what can stand at the cursor, sources say what there is of it.
import type { Command, Option } from "commander";
import { together } from "../flag_values.ts";
import { type AtCursor, atCursor } from "./at_cursor.ts";
import type { Candidate, Offer } from "./candidate.ts";
import { type Asking, sourceOf } from "./sources.ts";

/** An offer, and what stands in the word before each candidate: `--db=`. */
export interface Completed extends Offer {
  before: string;
}

/** Where names come from, by what the line says of itself. */
export type Ask = (given: { flag(name: string): string | undefined }) => Omit<Asking, "command" | "words" | "typed">;

/** Completes the last word of a line, the program's name not counted. */
export async function complete(program: Command, line: readonly string[], ask: Ask): Promise<Completed> {
  const place = atCursor(program, line);
  const { wanted } = place;
  const before = wanted.what === "value" ? wanted.before : "";
  const { candidates, files } = await offered(program, place, ask);
  const begun = candidates.filter(({ value }) => value.startsWith(wanted.typed));
  return { before, candidates: begun, ...(files === undefined ? {} : { files }) };
}

async function offered(program: Command, place: AtCursor, ask: Ask): Promise<Offer> {
  const { command, words, given, wanted } = place;
  if (wanted.what === "flag") return { candidates: flags(program, place) };
  if (wanted.what === "nothing") return { candidates: [] };
  if (wanted.what === "command") return { candidates: commands(program) };
  // A command that takes no more words has flags.
  if (wanted.what === "word" && wanted.argument === undefined) {
    return { candidates: wanted.typed === "" ? flags(program, place) : [] };
  }
  if (wanted.what === "value" && wanted.option.argChoices !== undefined) {
    return { candidates: wanted.option.argChoices.map((value) => ({ value, what: "" })) };
  }
  const isFlag = wanted.what === "value";
  const name = wanted.what === "value" ? placeholderOf(wanted.option) : wanted.argument!.name();
  const source = sourceOf(name ?? "", { command: command.name(), isFlag });
  const flag = (name: string) => given.findLast(({ option }) => option.attributeName() === name)?.value;
  const { typed } = wanted;
  return await source?.({ ...ask({ flag }), command: command.name(), words, typed }) ??
    { candidates: [] };
}

/** What help calls a flag's value: `file` of `--file <file>`. */
export function placeholderOf({ flags }: Option): string | undefined {
  return / [<[](.+)[>\]]$/.exec(flags)?.[1];
}

function commands(program: Command): Candidate[] {
  return program.createHelp().visibleCommands(program)
    .map((command) => ({ value: command.name(), what: command.description() }));
}

/** Those that help shows, without what has been given and counts once; short ones only where a lone dash asks for all. */
function flags(program: Command, { command, given, wanted }: AtCursor): Candidate[] {
  const help = command.createHelp();
  const all = [...help.visibleOptions(command), ...command === program ? [] : help.visibleOptions(program)];
  const names = new Set<string>();
  return all.flatMap((option) => {
    const isOver = option.parseArg !== together && given.some((each) => each.option.long === option.long);
    if (isOver || option.long === undefined || names.has(option.long)) return [];
    names.add(option.long);
    const own = [option.long, ...(wanted.typed === "-" && option.short !== undefined ? [option.short] : [])];
    return own.map((value) => ({ value, what: option.description }));
  });
}
