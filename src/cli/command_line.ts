// The commands and flags there are, and what a command line says in them.
import { Command, CommanderError, Option } from "commander";
import { commands as unbuiltCommands, notBuilt } from "./not_built.ts";
import { habitHint } from "./habits.ts";
import { type ActingCommand, actingCommands, type ActingFlags, declareActing } from "./acting_commands.ts";
import { topExamples } from "./examples.ts";
import { declareReading, type ReadingCommand, readingCommands, type ReadingFlags } from "./reading_commands.ts";
import { declarePolicy, type PolicyFlags } from "./policy_command.ts";
import { declareRules } from "./rules_command.ts";
import { Refusal } from "./refusal.ts";
import type { RunFlags } from "./run_flags.ts";
import { oneLine } from "../words/visible.ts";

export type CommandName = ActingCommand | ReadingCommand | "init-db" | "modules" | "policy" | "rules";
const built = new Set<string>(
  [...actingCommands, ...readingCommands, "init-db", "modules", "policy", "rules"] satisfies CommandName[],
);
export type OutputFormat = "table" | "json" | "yaml";

/** Flags of every command. */
export interface GlobalFlags {
  db: string;
  output: OutputFormat;
  quiet: boolean;
}

/** What to do: a command with its words and flags, or a text to print. */
export type Invocation =
  | { kind: "command"; command: CommandName; words: string[]; flags: Flags; global: GlobalFlags }
  | { kind: "text"; topic: "help" | "version"; text: string };

/** Flags of all commands; absent where a command does not have them or they were not given. */
export interface Flags extends RunFlags, ActingFlags, ReadingFlags, PolicyFlags {}

export interface CommandLineOptions {
  /** What people type to start the program. */
  program: string;
  /** Width for help. */
  columns: number;
  version: string;
}

/** Reads a command line. Throws Refusal for one that cannot be meant. */
export function readCommandLine(argv: string[], options: CommandLineOptions): Invocation {
  let invocation: Invocation | undefined;
  let printed = "";
  const isNamed = (command: string) => argv.includes(command) || argv.some(asksForHelp);
  const program = declare({ ...options, isNamed }, (command, words, flags, global) => {
    invocation = { kind: "command", command, words, flags, global };
  });
  const every = (command: Command): Command[] => [command, ...command.commands.flatMap(every)];
  for (const command of every(program)) {
    command.exitOverride().configureOutput({
      writeOut: (text) => printed += text,
      writeErr: () => {},
      getOutHelpWidth: () => options.columns,
      getOutHasColors: () => false,
    });
  }
  try {
    program.parse(whole(argv), { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.code === "commander.version") return { kind: "text", topic: "version", text: `${options.version}\n` };
    if (error.code === "commander.helpDisplayed") return { kind: "text", topic: "help", text: printed };
    // `help COMMAND` ends without an error, no command at all with one.
    if (error.code === "commander.help" && error.exitCode === 0) return { kind: "text", topic: "help", text: printed };
    throw refusal(error, options.program, argv);
  }
  if (!invocation) throw new Refusal("No command given", { hint: `Type ${options.program} --help` });
  return invocation;
}

type Choose = (command: CommandName, words: string[], flags: Flags, global: GlobalFlags) => void;

/** Help lists the flags of all commands. */
function asksForHelp(word: string): boolean {
  return word === "help" || word === "--help" || /^-\w*h/.test(word);
}

type Declaring = CommandLineOptions & { isNamed(command: string): boolean };

function declare({ program: name, version, isNamed }: Declaring, choose: Choose): Command {
  const program = new Command(name);
  program
    .description("Keeps hosts as described: looks, does what is missing, looks again, and writes everything down.")
    .version(version, "--version", "print the version")
    .helpOption("-h, --help", "print help")
    .option("--db <path>", "database that holds the loops and their record", "loops.db")
    .addOption(new Option("-o, --output <format>", "how to print").choices(["table", "json", "yaml"]).default("table"))
    .option("-q, --quiet", "print no progress, only what came of it", false)
    .configureHelp({ showGlobalOptions: true })
    .addHelpText("after", topExamples(name));
  const chosen = (command: CommandName) => (...given: unknown[]) => {
    const self = given.at(-1);
    if (!(self instanceof Command)) throw new Error("commander called an action without its command");
    choose(command, self.args, self.opts<Flags>(), program.opts<GlobalFlags>());
  };
  const add = (command: CommandName, words: string, summary: string) =>
    program.command(`${command}${words}`).description(summary).configureHelp({ showGlobalOptions: true })
      .action(chosen(command));

  declareActing(add, { program: name, isNamed });
  declareReading(add, name);
  declareRules((words, summary) => add("rules", words, summary), name);
  declarePolicy((words, summary) => add("policy", words, summary), name);
  add("modules", " [name]", "what a task can use, and how: all, one by its name, or those that a word is in")
    .option("-a, --all", "all modules of the Ansible that is installed here, too");
  add("init-db", "", "create the database, or bring an old one up to date");
  for (const [command, instead] of Object.entries(unbuiltCommands)) {
    program.command(`${command} [words...]`, { hidden: true }).description(`not built yet: ${instead}`)
      .allowUnknownOption().helpOption(false).action(() => {
        throw notBuilt(command, instead);
      });
  }
  return program;
}

/** Words for ssh begin with a dash: without its flag before it, `-o ProxyJump=gate` would be taken for our own `-o`. */
function whole(argv: string[]): string[] {
  const end = argv.indexOf("--");
  return argv.flatMap((word, at) => {
    const inside = end < 0 || at < end;
    if (inside && /^--ssh-(common|extra)-args$/.test(argv[at - 1] ?? "")) return [];
    const value = argv[at + 1];
    return inside && /^--ssh-(common|extra)-args$/.test(word) && value !== undefined ? [`${word}=${value}`] : [word];
  });
}

/** The command that a command line seems to mean, for one that cannot be read. */
export function meantCommand(argv: string[]): string | null {
  return argv.find((word) => built.has(word) || Object.hasOwn(unbuiltCommands, word)) ?? null;
}

/** commander's sentence in our shape. */
function refusal(error: CommanderError, program: string, argv: string[]): Refusal {
  const help = `Type ${program} --help to see what there is`;
  if (error.code === "commander.help") return new Refusal("No command given", { hint: help });
  const [sentence = "", ...more] = error.message.replace(/^error: /, "").split("\n");
  const message = oneLine(sentence[0]?.toUpperCase() + sentence.slice(1));
  const meant = /Did you mean (.*)\?\)/.exec(more.join(" "))?.[1];
  const command = argv.find((word) => built.has(word));
  // `-i hosts` names a file that many have, and no command.
  const habit = built.has(argv[0] ?? "") ? undefined : habitHint(argv, program);
  const hint = meant
    ? `Did you mean ${meant.replace(/^one of /, "")}?`
    : habit !== undefined
    ? habit
    : command
    ? `Type ${program} ${command} --help to see what it takes`
    : help;
  return new Refusal(message, { hint });
}
