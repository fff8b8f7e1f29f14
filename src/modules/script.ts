// Several commands as one script, so that an action is one run with one receipt.
import type { Command } from "../model/command.ts";
import { quote, quoteAll } from "./shell_words.ts";

/**
 * One command that runs all of them in order and stops at the first that fails, with its exit status. Only one of them may have
 * standard input; it becomes the whole's. Commands of the form `sh -c SCRIPT sh ARGS…` become subshells: no program is started for them.
 */
export function compose(commands: readonly Command[]): Command {
  const [only] = commands;
  if (only !== undefined && commands.length === 1) return only;
  const fed = commands.filter((command) => command.stdin !== undefined);
  if (fed.length > 1) throw new Error(`Cannot compose ${fed.length} commands that read standard input into one`);
  const script = commands.map((command) => step(command, fed.length > 0)).join(" &&\n");
  const argv = ["sh", "-c", script];
  return fed[0]?.stdin === undefined ? { argv } : { argv, stdin: fed[0].stdin };
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
