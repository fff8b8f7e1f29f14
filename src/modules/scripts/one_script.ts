// Several commands as one script, so that an action is one run with one receipt.
import type { Command } from "../../model/command.ts";
import { bytesOf } from "../text/byte_text.ts";
import { quote, quoteAll } from "./shell_words.ts";
import { tarArchive } from "./tar_archive.ts";

/** Characters that a script may have as an argument: Linux takes 128 KiB of bytes, and a host's wrapper quotes it once more. */
const LONGEST = 24 * 1024;

/** A script that is too long for an argument comes first in what it reads: the input, then the script, so that a cut archive has none. */
const UNPACK = `d=$(mktemp -d) || exit 1
tar -xf - -C "$d" && [ -f "$d/run" ] && ( . "$d/run" ) <"$d/input"
r=$?; rm -rf -- "$d"; exit "$r"`;

/**
 * One command that runs all of them in order and stops at the first that fails, with its exit status. Only one of them may have
 * standard input; it becomes the whole's. Commands of the form `sh -c SCRIPT sh ARGS…` become subshells: no program is started for them.
 */
export function compose(commands: readonly Command[]): Command {
  const [only] = commands;
  const alone = only !== undefined && commands.length === 1;
  const length = commands.flatMap(({ argv }) => argv).reduce((sum, word) => sum + word.length, 0);
  if (alone && (length <= LONGEST || only.argv[0] !== "sh")) return only;
  const fed = commands.filter((command) => command.stdin !== undefined);
  if (fed.length > 1) throw new Error(`Cannot compose ${fed.length} commands that read standard input into one`);
  const script = commands.map((command) => step(command, fed.length > 0)).join(" &&\n");
  const stdin = fed[0]?.stdin;
  if (script.length > LONGEST) return packed(script, stdin);
  return { argv: ["sh", "-c", script], ...(stdin === undefined ? {} : { stdin }) };
}

function packed(script: string, stdin: string | Uint8Array = ""): Command {
  const files = [{ name: "input", content: bytesOf(stdin) }, { name: "run", content: bytesOf(`${script}\n`) }];
  return { argv: ["sh", "-c", UNPACK], stdin: tarArchive(files) };
}

function step(command: Command, fed: boolean): string {
  const [name, flag, script, _zero, ...args] = command.argv;
  const inner = name === "sh" && flag === "-c" && script !== undefined
    ? `${args.length > 0 ? `set -- ${quoteAll(args)}\n` : ""}${script}`
    : quoteAll(command.argv);
  const env = Object.entries(command.env ?? {}).map(([key, value]) => `export ${key}=${quote(value)}\n`).join("");
  const cwd = command.cwd === undefined ? "" : `cd -- ${quote(command.cwd)} && `;
  const input = fed && command.stdin === undefined ? " </dev/null" : "";
  const plain = env === "" && cwd === "" && name !== "sh";
  return plain ? `${inner}${input}` : `(${env}${cwd}${cwd === "" ? inner : `{ ${inner}\n}`}\n)${input}`;
}
