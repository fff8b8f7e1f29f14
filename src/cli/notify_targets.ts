// Where to tell people of what a loop needs: --notify command:PROGRAM or a URL.
import { resolve } from "node:path";
import type { Context } from "./context.ts";
import { Refusal } from "./refusal.ts";

const hint = "Write --notify command:/path/of/program, or --notify https://example.org/hook";

/** Each target once. A program is named by its whole path: whoever works on the loop may be in another folder. Throws Refusal. */
export function notifyTargets({ io }: Context, given: readonly string[]): string[] {
  return [
    ...new Set(given.map((target) => {
      if (!target.startsWith("command:")) return url(target);
      const program = target.slice("command:".length);
      const path = program.includes("/")
        ? resolve(io.cwd, program)
        : (io.env("PATH") ?? "").split(":").map((folder) => resolve(io.cwd, folder, program)).find(io.executable);
      if (program !== "" && path !== undefined && io.executable(path)) return `command:${path}`;
      throw new Refusal(`--notify ${JSON.stringify(target)}: there is no such program, or it may not be executed`, {
        hint,
      });
    })),
  ];
}

function url(target: string): string {
  const { protocol, username, password } = URL.parse(target) ?? {};
  if (protocol !== "http:" && protocol !== "https:") {
    throw new Refusal(`--notify ${JSON.stringify(target)} is neither command:PROGRAM nor an http or https URL`, {
      hint,
    });
  }
  if (username === "" && password === "") return target;
  throw new Refusal("--notify takes no URL with a name or password in it: it would stand in the database", { hint });
}
