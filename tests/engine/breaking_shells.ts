// Shells of stand-in machines that break at a chosen moment.
import type { Shell } from "../../src/ports/shell.ts";
import { type Machines, poll } from "./machines.ts";

/** The host's session is killed as soon as a command under a receipt has marked its beginning there; the first time only. */
export function breaking(ground: Machines, broken: string, also: () => void = () => {}) {
  let done = false;
  return async (shell: Shell, host: string): Promise<Shell> => {
    if (host !== broken || done) return shell;
    const { stdout } = await shell.run(["sh", "-c", "echo $$"]);
    return {
      ...bound(shell),
      run: async (argv, options, signal) => {
        const running = shell.run(argv, options, signal);
        if (options?.receipt === undefined || done) return await running;
        done = true;
        await Promise.race([
          poll("the deed's beginning", () => ground.lines("deeds").includes(`begin ${host}`)),
          running,
        ]);
        also();
        Deno.kill(Number(stdout), "SIGKILL");
        return await running;
      },
    };
  };
}

/** A shell whose methods may be spread. */
export function bound(shell: Shell): Shell {
  return {
    machine: shell.machine,
    folder: shell.folder,
    run: shell.run.bind(shell),
    put: shell.put.bind(shell),
    get: shell.get.bind(shell),
    settle: shell.settle.bind(shell),
    hold: shell.hold.bind(shell),
    end: shell.end.bind(shell),
    forget: shell.forget.bind(shell),
    [Symbol.asyncDispose]: () => shell[Symbol.asyncDispose](),
  };
}
