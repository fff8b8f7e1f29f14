// In which order help tells of the commands: as somebody new needs them.
import type { Command, Help } from "commander";
import type { CommandName } from "./command_names.ts";

const START = "Start here:";
const WATCH = "Watch:";
const STEER = "Answer and steer:";
const MAY = "What it may do, and how:";
const KEEP = "Look after it:";

/** Every command, in this order. */
const GROUPS: Record<CommandName | "help", string> = {
  init: START,
  run: START,
  submit: START,
  worker: START,
  plan: START,
  status: WATCH,
  top: WATCH,
  serve: WATCH,
  logs: WATCH,
  history: WATCH,
  show: WATCH,
  hosts: WATCH,
  prompts: STEER,
  respond: STEER,
  pause: STEER,
  resume: STEER,
  retry: STEER,
  cancel: STEER,
  policy: MAY,
  rules: MAY,
  modules: MAY,
  doctor: KEEP,
  unit: KEEP,
  backup: KEEP,
  prune: KEEP,
  verify: KEEP,
  "init-db": KEEP,
  completion: KEEP,
  help: KEEP,
};

/** The help of the program: what there is to do comes first, each command by its name alone. */
export function topHelp(program: Command, help: Help): string {
  const commands = help.visibleCommands(program);
  const groups = new Map<string, { term: string; what: string }[]>();
  for (const [name, title] of Object.entries(GROUPS)) {
    const command = commands.find((each) => each.name() === name);
    if (command === undefined) continue;
    const before = groups.get(title) ?? [];
    groups.set(title, [...before, { term: name, what: help.subcommandDescription(command) }]);
  }
  const options = help.visibleOptions(program)
    .map((option) => ({ term: help.optionTerm(option), what: help.optionDescription(option) }));
  const width = Math.max(...Object.keys(GROUPS).map((name) => name.length));
  return [
    `Usage: ${help.commandUsage(program)}`,
    "",
    help.boxWrap(help.commandDescription(program), help.helpWidth ?? 80),
    "",
    ...[...groups].flatMap(([title, items]) => listed(title, items, { help, width })),
    ...listed("Options, before or behind a command:", options, {
      help,
      width: Math.max(...options.map(({ term }) => term.length)),
    }),
  ].join("\n");
}

function listed(
  title: string,
  items: readonly { term: string; what: string }[],
  { help, width }: { help: Help; width: number },
): string[] {
  return [title, ...items.map(({ term, what }) => help.formatItem(term, width, what, help)), ""];
}
