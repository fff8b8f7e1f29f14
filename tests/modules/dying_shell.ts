// A shell that is killed with everything it started, at the moment a test names.
import { ShellBroken } from "../../src/model/errors.ts";
import type { Shell } from "../../src/ports/shell.ts";

/** `before` and `after` the program number `at` of a script, or in the middle of what it writes. */
export interface Moment {
  at: number;
  when: "before" | "after" | "amid";
}

const PROGRAMS =
  "mv cp chmod chown chgrp cat ln rm rmdir mkdir mktemp touch tar stat head tail sed dd chattr readlink sha1sum env find sort"
    .split(" ");

/** Programs that count themselves and kill their whole process group when their number comes up. */
function traps(folder: string, { at, when }: Moment): string {
  const bin = `${folder}/bin`;
  Deno.mkdirSync(bin, { recursive: true });
  Deno.writeTextFileSync(`${folder}/count`, "0\n");
  for (const name of PROGRAMS) {
    const real = ["/usr/bin", "/bin"].map((place) => `${place}/${name}`).find((path) => {
      try {
        return Deno.statSync(path).isFile;
      } catch {
        return false;
      }
    });
    if (real === undefined) continue;
    const end = {
      before: "kill -KILL 0",
      after: `${real} "$@"; kill -KILL 0`,
      amid: name === "cat" || name === "cp" ? `${real} "$@" | /usr/bin/head -c 3; kill -KILL 0` : "kill -KILL 0",
    }[when];
    Deno.writeTextFileSync(
      `${bin}/${name}`,
      `#!/bin/sh\nread -r n < ${folder}/count\nn=$((n + 1))\necho "$n" > ${folder}/count\n` +
        `if [ "$n" -eq ${at} ]; then ${end}; fi\nexec ${real} "$@"\n`,
      { mode: 0o755 },
    );
  }
  return bin;
}

/** Runs deeds only; what runs when its moment comes throws ShellBroken. `died` says whether it came. */
export class DyingShell {
  died = false;
  constructor(readonly folder: string, readonly moment: Moment, readonly shell: Shell) {}

  deed(): Shell {
    const { shell } = this;
    return {
      machine: shell.machine,
      folder: shell.folder,
      run: async (argv, options, signal) => {
        if (options?.receipt === undefined) return await shell.run(argv, options, signal);
        const startedAt = new Date().toISOString();
        const child = new Deno.Command("setsid", {
          args: ["--wait", ...argv],
          env: { PATH: `${traps(this.folder, this.moment)}:${Deno.env.get("PATH")}`, ...options.env },
          ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
          stdin: "piped",
          stdout: "piped",
          stderr: "piped",
        }).spawn();
        const input = typeof options.stdin === "string" ? new TextEncoder().encode(options.stdin) : options.stdin;
        // Who is killed reads no more.
        const feeding = new Blob(input === undefined ? [] : [input.slice()]).stream().pipeTo(child.stdin).catch(
          () => {},
        );
        const [{ code, signal: by, stdout, stderr }] = await Promise.all([child.output(), feeding]);
        if (by === "SIGKILL" || code === 137) {
          this.died = true;
          throw new ShellBroken("killed on purpose");
        }
        const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
        return {
          rc: code,
          stdout: text(stdout),
          stderr: text(stderr),
          startedAt,
          endedAt: startedAt,
          timedOut: false,
          cancelled: false,
          truncated: false,
        };
      },
      put: (...args) => shell.put(...args),
      get: (...args) => shell.get(...args),
      settle: (...args) => shell.settle(...args),
      hold: (...args) => shell.hold(...args),
      end: (...args) => shell.end(...args),
      forget: (...args) => shell.forget(...args),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    };
  }
}
