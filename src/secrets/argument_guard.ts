// Argument lists are for everybody to read: a command that would have a secret in one is not started.
import { InputError } from "../model/errors.ts";
import type { RunOptions, Shell } from "../ports/shell.ts";
import { wordsToPrograms } from "./script_words.ts";

/** The shell, for the calls of one module. `isSecret`: whether a bound value stands in a text. Standard input and environment are free to have it. */
export function guarded(shell: Shell, module: string, isSecret: (text: string) => boolean): Shell {
  return {
    machine: shell.machine,
    folder: shell.folder,
    run: async (argv, options, signal) => {
      demandNone(argv, options ?? {}, { module, isSecret });
      return await shell.run(argv, options, signal);
    },
    put: (path, content, options, signal) => shell.put(path, content, options, signal),
    get: (path, signal) => shell.get(path, signal),
    settle: (receipt, signal) => shell.settle(receipt, signal),
    hold: (hold, signal) => shell.hold(hold, signal),
    end: (receipt) => shell.end(receipt),
    forget: (receipts, signal) => shell.forget(receipts, signal),
    [Symbol.asyncDispose]: () => shell[Symbol.asyncDispose](),
  };
}

function demandNone(
  argv: readonly string[],
  options: RunOptions,
  { module, isSecret }: { module: string; isSecret: (text: string) => boolean },
): void {
  const words = [...argv, options.cwd ?? ""];
  if (!words.some(isSecret)) return;
  const script = runInSession(argv, options);
  if (script !== undefined && ![...script.args, options.cwd ?? ""].some(isSecret)) {
    if (!wordsToPrograms(script.text).some(isSecret)) return;
  }
  throw new InputError(
    `${module} would put a secret into the argument list of a program, which everybody on the host can read: use a parameter ` +
      `or a module that hands it over in a file, on standard input or in the environment (-s ${module}.environment.NAME=SOURCE)`,
  );
}

/** The script that a session's own `sh` reads: no program is started for it, and it is in no argument list. As `Shell.run` says. */
function runInSession(
  argv: readonly string[],
  { receipt, quick, timeoutMs }: RunOptions,
): { text: string; args: string[] } | undefined {
  if (timeoutMs !== undefined || (receipt !== undefined && quick !== true)) return undefined;
  const [program, flag, text, zero = "sh", ...args] = argv;
  if (program !== "sh" || flag !== "-c" || text === undefined || zero !== "sh") return undefined;
  return { text, args };
}
