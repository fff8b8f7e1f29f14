// The commands and flags there are, and what a command line says in them.
import { Command, CommanderError, Option } from "commander";
import { habitHint } from "./habits.ts";
import { type ActingFlags, declareActing } from "./acting_commands.ts";
import { topHelp } from "./command_groups.ts";
import { ALIASES, type CommandName, COMMANDS } from "./command_names.ts";
import { examplesOf, topExamples } from "./examples.ts";
import type { Declare } from "./declaring.ts";
import { declareReading, type ReadingFlags } from "./reading_commands.ts";
import { declareMachine, type UnitFlags } from "./machine_commands.ts";
import { declarePolicy, type PolicyFlags } from "./policy_command.ts";
import { declareRules } from "./rules_command.ts";
import { meantWord } from "./meant_word.ts";
import { Refusal } from "./refusal.ts";
import type { RunFlags } from "./run_flags.ts";
import { oneLine } from "../words/visible.ts";

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
export interface Flags extends RunFlags, ActingFlags, ReadingFlags, PolicyFlags, UnitFlags {}

export interface CommandLineOptions {
  /** What people type to start the program. */
  program: string;
  /** Width for help. */
  columns: number;
  version: string;
}

/** Reads a command line. Throws Refusal for one that cannot be meant. */
export function readCommandLine(argv: string[], options: CommandLineOptions): Invocation {
  const named = new Set(argv.filter((word) => COMMANDS.has(word)));
  if (named.size > 0 && !argv.some(asksForHelp)) {
    try {
      return read(argv, options, (command) => named.has(command));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      // What is wrong is told by somebody who knows all that there is.
    }
  }
  return read(argv, options, () => true);
}

/** To declare all commands takes 4 of the 40 ms of a start. */
function read(argv: string[], options: CommandLineOptions, isThere: (command: CommandName) => boolean): Invocation {
  let invocation: Invocation | undefined;
  let printed = "";
  const program = declare({ ...options, isThere, hasFlags: isThere }, (command, words, flags, global) => {
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
  if (!invocation) throw withoutCommand(options.program, argv);
  return invocation;
}

/** commander's tree of the commands, for whoever asks what there is; the flags that cost a start only of those that are named. */
export function commandTree(options: Omit<CommandLineOptions, "columns">, isNamed: (name: string) => boolean): Command {
  return declare({ ...options, isThere: () => true, hasFlags: isNamed }, () => {});
}

type Choose = (command: CommandName, words: string[], flags: Flags, global: GlobalFlags) => void;

/** Help lists the flags of all commands. */
function asksForHelp(word: string): boolean {
  return word === "help" || word === "--help" || /^-\w*h/.test(word);
}

interface Declaring extends Omit<CommandLineOptions, "columns"> {
  /** Which commands there are. */
  isThere(command: CommandName): boolean;
  /** Which of them have their flags. */
  hasFlags(command: CommandName): boolean;
}

function declare({ program: name, version, isThere, hasFlags }: Declaring, choose: Choose): Command {
  const program = new Command(name);
  program
    .description("Keeps hosts as described: looks, does what is missing, looks again, and writes everything down.")
    .version(version, "--version", "print the version")
    .helpOption("-h, --help", "print help")
    .option("--db <path>", "database that holds the loops and their record", "loops.db")
    .addOption(new Option("-o, --output <format>", "how to print").choices(["table", "json", "yaml"]).default("table"))
    .option("-q, --quiet", "print no progress, only what came of it")
    .usage("[options] COMMAND")
    .helpCommand("help [command]", "print what a command takes, with examples")
    .configureHelp({ formatHelp: topHelp })
    .addHelpText("after", () => topExamples(name));
  const chosen = (command: CommandName) => (...given: unknown[]) => {
    const self = given.at(-1);
    if (!(self instanceof Command)) throw new Error("commander called an action without its command");
    choose(command, self.args, self.opts<Flags>(), { quiet: false, ...program.opts<Omit<GlobalFlags, "quiet">>() });
  };
  const add: Declare<CommandName> = (command, words, summary, flags) => {
    if (!isThere(command)) return;
    const made = program.command(`${command}${words}`).description(summary)
      .configureHelp({ showGlobalOptions: true, commandDescription: sentence })
      .addHelpText("after", () => examplesOf(name, command))
      .action(chosen(command));
    const alias = ALIASES[command];
    if (alias !== undefined) made.alias(alias);
    if (hasFlags(command)) flags?.(made);
  };

  declareActing(add);
  declareReading(add);
  declareRules(add);
  declarePolicy(add);
  declareMachine(add);
  add(
    "modules",
    " [module]",
    "what a task can use, and how: all, one, or those with a word",
    (modules) => modules.option("-a, --all", "all modules of the Ansible that is installed here, too"),
  );
  add(
    "init",
    " [folder]",
    "write a first playbook, inventory and policy to begin with",
    (init) =>
      init.option(
        "--host <[user@]name[:port]>",
        "a host for the inventory instead of this machine; may be given again",
        (
          host: string,
          before?: string,
        ) => before === undefined ? host : `${before},${host}`,
      ),
  );
  add("completion", " <bash|zsh|fish> [line...]", "print a script for bash, zsh or fish: TAB then knows loops, too");
  add("init-db", "", "create the database, or bring an old one up to date");
  return program;
}

/** What a command does, as a sentence. */
function sentence(command: Command): string {
  const text = command.description();
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
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
  return argv.find((word) => COMMANDS.has(word)) ?? null;
}

/** Nothing is said, or help is wanted for what is no command: the usage in short. */
function withoutCommand(program: string, argv: string[]): Refusal {
  const word = argv.includes("help") ? argv.find((each) => each !== "help" && !each.startsWith("-")) : undefined;
  if (word === undefined) {
    return new Refusal("No command given", {
      hint: [
        `Usage: ${program} [options] COMMAND`,
        `To begin: ${program} init`,
        `All commands, and examples: ${program} --help`,
      ].join("\n"),
    });
  }
  const meant = meantWord(word, [...COMMANDS]);
  return new Refusal(`Unknown command '${oneLine(word)}'`, {
    hint: meant === undefined ? `Type ${program} --help to see what there is` : `Did you mean ${meant}?`,
  });
}

/** commander's sentence in our shape. */
function refusal(error: CommanderError, program: string, argv: string[]): Refusal {
  const help = `Type ${program} --help to see what there is`;
  if (error.code === "commander.help") return withoutCommand(program, argv);
  const [sentence = "", ...more] = error.message.replace(/^error: /, "").split("\n");
  const message = oneLine(sentence[0]?.toUpperCase() + sentence.slice(1));
  const meant = /Did you mean (.*)\?\)/.exec(more.join(" "))?.[1];
  const command = argv.find((word) => COMMANDS.has(word));
  // `-i hosts` names a file that many have, and no command.
  const habit = COMMANDS.has(argv[0] ?? "") ? undefined : habitHint(argv, program);
  const hint = meant
    ? `Did you mean ${meant.replace(/^one of /, "")}?`
    : habit !== undefined
    ? habit
    : command
    ? `Type ${program} ${command} --help to see what it takes`
    : help;
  return new Refusal(message, { hint });
}
