// A task's `environment`: a shell whose commands all see it.
import type { Shell } from "../ports/shell.ts";

/** The shell with these variables added to the environment of everything it runs; a command's own come before them. */
export function withEnvironment(shell: Shell, environment: Record<string, string> | undefined): Shell {
  if (environment === undefined) return shell;
  return {
    machine: shell.machine,
    folder: shell.folder,
    run: (argv, options, signal) => shell.run(argv, { ...options, env: { ...environment, ...options?.env } }, signal),
    put: (path, content, options, signal) => shell.put(path, content, options, signal),
    get: (path, signal) => shell.get(path, signal),
    settle: (receipt, signal) => shell.settle(receipt, signal),
    hold: (hold, signal) => shell.hold(hold, signal),
    end: (receipt) => shell.end(receipt),
    forget: (receipts, signal) => shell.forget(receipts, signal),
    [Symbol.asyncDispose]: () => shell[Symbol.asyncDispose](),
  };
}
