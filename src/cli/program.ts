// The program as a function: a command line in, an exit code out. Whatever happens, it ends with one document or one text.
import type { CommandName } from "./command_names.ts";
import type { Invocation, OutputFormat } from "./command_line.ts";
import type { Context, Ending, Wiring } from "./context.ts";
import { documentText, type Envelope } from "./document_text.ts";
import { type ExitCode, exitCode } from "./exit_code.ts";
import { asTyped, failureOf, failureText } from "./failure.ts";
import type { Io } from "./io.ts";
import { quoted } from "../words/quoted.ts";
import { Refusal } from "./refusal.ts";
import { version } from "./version.ts";
import { visible } from "../words/visible.ts";
import { unpainted, wantsColour } from "./writer.ts";

/** A command's file is loaded when it is asked for: `status` pays for nothing that `run` needs. */
const commands: Record<CommandName, () => Promise<(context: Context) => Promise<Ending>>> = {
  init: async () => (await import("./init.ts")).init,
  completion: async () => (await import("./completion.ts")).completion,
  "init-db": async () => (await import("./init_db.ts")).initDb,
  run: async () => (await import("./run.ts")).run,
  submit: async () => (await import("./submit.ts")).submit,
  plan: async () => (await import("./plan.ts")).plan,
  worker: async () => (await import("./worker.ts")).worker,
  serve: async () => (await import("./serve.ts")).serve,
  pause: async () => (await import("./pause.ts")).pause,
  cancel: async () => (await import("./pause.ts")).cancel,
  retry: async () => (await import("./retry.ts")).retry,
  prompts: async () => (await import("./prompts.ts")).prompts,
  respond: async () => (await import("./respond.ts")).respond,
  resume: async () => (await import("./resume.ts")).resume,
  status: async () => (await import("./status.ts")).status,
  top: async () => (await import("./top.ts")).top,
  history: async () => (await import("./history.ts")).history,
  hosts: async () => (await import("./hosts.ts")).hosts,
  show: async () => (await import("./show.ts")).show,
  logs: async () => (await import("./logs.ts")).logs,
  rules: async () => (await import("./rules.ts")).rules,
  policy: async () => (await import("./policy.ts")).policy,
  prune: async () => (await import("./prune.ts")).prune,
  backup: async () => (await import("./backup.ts")).backup,
  verify: async () => (await import("./verify.ts")).verify,
  doctor: async () => (await import("./doctor.ts")).doctor,
  unit: async () => (await import("./unit.ts")).unit,
  modules: async () => (await import("./modules.ts")).modules,
};

/** Runs a command line. Prints to `io` only, never throws and never exits. */
export async function main(argv: string[], io: Io, wiring: Wiring): Promise<ExitCode> {
  const output = askedOutput(argv);
  const line = isVersion(argv) ? undefined : await import("./command_line.ts");
  let command = line === undefined ? null : line.meantCommand(argv);
  let ending: Ending;
  let db = "";
  const type = (rest: string) => `${io.program}${db} ${rest}`;
  try {
    const columns = io.stdout.columns ?? 80;
    const invocation: Invocation = line === undefined
      ? { kind: "text", topic: "version", text: version }
      : line.readCommandLine(argv, { program: io.program, columns, version });
    command = invocation.kind === "command" ? invocation.command : invocation.topic;
    if (invocation.kind === "command" && invocation.global.db !== "loops.db") {
      db = ` --db ${quoted(invocation.global.db)}`;
    }
    ending = invocation.kind === "command" ? await perform(invocation, type, { io, wiring }) : {
      exit: exitCode.done,
      data: { [invocation.topic]: invocation.text.trimEnd() },
      text: invocation.text.trimEnd(),
    };
  } catch (error) {
    const { exit, failure: told } = failureOf(error);
    const failure = asTyped(told, type);
    ending = { exit, data: null, text: "", failure };
    io.stderr.write(`${visible(failureText(failure))}\n`);
  }
  return await finish(ending, { command, output, io });
}

/** Runs the command against signals: one that does not listen to them itself ends at the first. */
async function perform(
  { command, words, flags, global }: Invocation & { kind: "command" },
  type: (command: string) => string,
  { io, wiring }: { io: Io; wiring: Wiring },
): Promise<Ending> {
  const left = Promise.withResolvers<never>();
  const leave = (name: string) =>
    left.reject(
      new Refusal(`Interrupted by ${name}`, { exit: exitCode.interrupted, kind: "interrupted" }),
    );
  let listener = (name: string, go: () => void): void => void (name && go());
  const stopListening = io.onSignal((name) => listener(name, () => leave(name)));
  let onFault = (error: unknown): void => left.reject(error);
  const stopWatching = io.onFault((error) => onFault(error));
  try {
    const act = await commands[command]();
    return await Promise.race([
      act({
        io,
        wiring,
        global,
        words,
        flags,
        type,
        note: (text) => io.stderr.write(`${visible(text)}\n`),
        columns: io.stdout.columns,
        main: (argv, io) => main(argv, io, wiring),
        takeFaults: (taker) => onFault = taker,
        takeSignals: (taker) => listener = taker,
      }),
      left.promise,
    ]);
  } finally {
    stopListening();
    stopWatching();
  }
}

async function finish(
  { exit, data, text, failure, streamed }: Ending,
  { command, output, io }: { command: string | null; output: OutputFormat; io: Io },
): Promise<ExitCode> {
  if (streamed) {
    // Nothing is left to say.
  } else if (output === "table") {
    if (text !== "") io.stdout.write(`${wantsColour(io, io.stdout) ? text : unpainted(text)}\n`);
  } else {
    const envelope: Envelope = { ok: failure === undefined, exit, command, data, error: failure ?? null };
    io.stdout.write(await documentText(envelope, output));
  }
  const { failure: cannotWrite } = io.stdout;
  if (cannotWrite === undefined) return exit;
  io.stderr.write(`error: Cannot write to standard output: ${cannotWrite}\n`);
  return exit === exitCode.done ? exitCode.notConverged : exit;
}

/** Answered without all the commands and flags that there are: declaring them takes 5 ms. */
function isVersion(argv: string[]): boolean {
  return argv.length === 1 && argv[0] === "--version";
}

/** What output a command line asks for, also when nothing else of it can be understood. */
function askedOutput(argv: string[]): OutputFormat {
  const end = argv.indexOf("--");
  const words = end < 0 ? argv : argv.slice(0, end);
  let format: OutputFormat = "table";
  for (const [at, word] of words.entries()) {
    const value = word === "-o" || word === "--output" ? words[at + 1] : /^(?:-o=?|--output=)(.+)$/.exec(word)?.[1];
    if (value === "table" || value === "json" || value === "yaml") format = value;
  }
  return format;
}
