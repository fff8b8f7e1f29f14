// Turns a command into what its session is told: the body of a subshell, where its input comes from, and who reports its end.
import { InputError } from "../model/errors.ts";
import type { RunOptions } from "../ports/shell.ts";
import { concat } from "./byte_reader.ts";
import { changeFolder, exports, literalPath, quote, quoteAll, quoteBytes } from "./quoting.ts";
import type { Greeting } from "./session_script.ts";

const encoder = new TextEncoder();
/** Input up to here travels in the request and goes through a pipe, never to a disk. */
const inlineBytes = 4096;

/** Where a receipt's files lie: the loop's folder, and the action's number. `hold` is the lease on the machine and its folder. */
export interface ReceiptPlace {
  folder: string;
  action: number;
  token: number;
  hold?: HoldPlace;
}

/** Where the highest token of a machine's lease lies. */
export interface HoldPlace {
  folder: string;
  token: number;
}

/** How a command is told to end: by its own process group, whose leader wrote his pid into a file, or with all of the session's group. */
export type Ends = { kind: "group"; pidFile: string; receipt?: string } | { kind: "session" };

/** A composed command. */
export interface Request {
  ends: Ends;
  /** Input that must be sent before, because it is long or holds NUL bytes. */
  upload?: Uint8Array;
  /** The line to send, given the marker that its frame will begin with. */
  line(marker: string): Uint8Array;
}

/** What a request is composed for. */
export interface RequestPlace {
  greeting: Greeting;
  folder: string;
  /** The command's number in the session. */
  n: number;
  /** Bytes of each output to send along with the end. */
  carry: number;
  receipt?: ReceiptPlace;
}

/** Composes a command. Throws InputError for what no shell can pass on. */
export function compose(argv: readonly string[], options: RunOptions, place: RequestPlace): Request {
  const { n, carry, receipt } = place;
  const program = argv[0];
  if (program === undefined) throw new InputError("Cannot run a command of no words");
  // No program is called so, and every shell would take it for an option of exec.
  const known = program === "" || program.startsWith("-")
    ? ["sh", "-c", `echo ${quote(`sh: ${program}: not found`)} >&2; exit 127`]
    : argv;
  const body = bodyOf(known, options, place);
  const base = receipt === undefined ? "" : `${receipt.folder}/${receipt.action}`;
  const report = (marker: string) =>
    receipt === undefined ? `_ftl2_q $? ${marker} ${n} ${carry}\n` : `_ftl2_r ${marker} ${quote(base)} ${carry}\n`;
  // Under a receipt only a refusal is said here: nothing but the wrapper writes it, so that its files can be used again.
  const files = receipt === undefined
    ? `>"$_ftl2_d/o${n}" 2>"$_ftl2_d/e${n}"`
    : `>"$_ftl2_d/refused" 2>"$_ftl2_d/complaint"`;
  const input = typeof options.stdin === "string" ? encoder.encode(options.stdin) : options.stdin;
  const whole = (before: string, middle: Uint8Array, after: string) => (marker: string) =>
    concat([encoder.encode(before), middle, encoder.encode(`${after}; ${report(marker)}`)]);
  const nothing = new Uint8Array(0);
  const short = isQuick(known, options);
  const ends = endsOf(options, place, { base, short });
  if (input === undefined || input.length === 0) {
    return { ends, line: whole("( ", nothing, `${body}\n) </dev/null ${files}`) };
  }
  if (input.length <= inlineBytes && !input.includes(0)) {
    return { ends, line: whole("printf %s ", quoteBytes(input), ` | ( ${body}\n) ${files}`) };
  }
  // Opened, and gone from the disk before the command starts.
  const file = '"$_ftl2_i"';
  return { ends, upload: input, line: whole("( ", nothing, `rm -f ${file}; ${body}\n) <${file} ${files}`) };
}

function endsOf(options: RunOptions, place: RequestPlace, { base, short }: { base: string; short: boolean }): Ends {
  if (place.greeting.group.kind === "none") return { kind: "session" };
  if (place.receipt !== undefined && !short) return { kind: "group", pidFile: `${base}.claim`, receipt: base };
  if (options.timeoutMs !== undefined) return { kind: "group", pidFile: `${place.folder}/p${place.n}` };
  return { kind: "session" };
}

function bodyOf(argv: readonly string[], options: RunOptions, place: RequestPlace): string {
  const { greeting, receipt, n } = place;
  const script = scriptOf(argv);
  const environment = exports(options.env ?? {});
  const folder = options.cwd === undefined ? "" : changeFolder(options.cwd);
  // A command that may be told to end, or that must outlive the session, is a program of its own, whatever it is.
  const program = script === undefined ? quoteAll(argv) : `${quoteAll(greeting.shell)} ${quoteAll(argv.slice(1))}`;
  if (receipt !== undefined) {
    const cwd = options.cwd === undefined ? "" : literalPath(options.cwd);
    const hold = receipt.hold === undefined ? ["", ""] : [receipt.hold.folder, String(receipt.hold.token)];
    const terms = quoteAll([receipt.folder, String(receipt.action), String(receipt.token), ...hold]);
    const ready = `_ftl2_m ${quote(receipt.folder)} || exit 1; ${environment}`;
    if (script !== undefined && isQuick(argv, options)) {
      return `${ready}_ftl2_main _ftl2_script ${terms} "$_ftl2_b" ${quote(cwd)} ${
        quoteAll([script.text, ...script.args])
      }`;
    }
    const wrapper = `${quoteAll(greeting.shell)} "$_ftl2_d/w" ${terms} "$_ftl2_b" ${quote(cwd)} ${program}`;
    return `${ready}${launch(greeting, wrapper)}`;
  }
  if (options.timeoutMs !== undefined) {
    const leader = `${quoteAll(greeting.shell)} -c 'echo $$ >"$0"; exec "$@"' "$_ftl2_d/p${n}" ${program}`;
    return `${folder}${environment}${launch(greeting, leader)}`;
  }
  if (script !== undefined) {
    return `${folder}${environment}set -- ${quoteAll(script.args)}; eval ${quote(script.text)}`;
  }
  // exec, so that a program is meant and never a builtin of the same name.
  return `${folder}${environment}exec ${quoteAll(argv)}`;
}

// After `set -m` a shell puts what it forks into a group of its own; the last command of a subshell it would not fork.
function launch(greeting: Greeting, program: string): string {
  if (greeting.group.kind === "setsid") return `exec ${quote(greeting.group.path)} ${program}`;
  if (greeting.group.kind === "monitor") return `set -m; ${program}; exit $?`;
  return `exec ${program}`;
}

function isQuick(argv: readonly string[], { quick, timeoutMs }: RunOptions): boolean {
  return quick === true && timeoutMs === undefined && scriptOf(argv) !== undefined;
}

/** The script and the arguments of `sh -c script [sh args…]`; undefined for any other command. */
function scriptOf(argv: readonly string[]): { text: string; args: string[] } | undefined {
  if (argv[0] !== "sh" || argv[1] !== "-c" || argv[2] === undefined) return undefined;
  if (argv.length > 3 && argv[3] !== "sh") return undefined;
  return { text: argv[2], args: argv.slice(4) };
}
