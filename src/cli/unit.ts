// unit: a systemd unit that keeps a worker and its page running, with this program's own place in it.
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { Context, Ending } from "./context.ts";
import { exitCode } from "./exit_code.ts";
import { TYPED_AS } from "./page_rights.ts";
import { Refusal } from "./refusal.ts";
import { unitText } from "./unit_text.ts";

/** Only prints; whoever installs it is root. Throws Refusal for a user's name that systemd would not take. */
export function unit({ flags, io, note }: Context): Promise<Ending> {
  const { as: user = "ftl2", program, local = false } = flags;
  if (!/^[a-z_][a-z0-9_-]{0,30}$/.test(user)) {
    throw new Refusal(`--as ${user} is no user's name`, {
      hint: "Write small letters, digits, - and _, as in --as ftl2",
    });
  }
  const itself = program ?? io.env(TYPED_AS);
  const start = itself === undefined ? startedWith() : [placeOf(itself, io)];
  if (start.some((word) => /\p{Cc}/u.test(word))) {
    throw new Refusal("The program's path has control characters in it, and a unit is read by lines", {
      hint: "Put the program into /usr/local/bin, and name it with --program",
    });
  }
  const homely = start.filter((word) => isAtHome(word, io.env("HOME")));
  if (user !== "root" && homely.length > 0) {
    note(
      `warning: ${
        homely.join(" and ")
      } may be in a place that ${user} cannot read: put the program into /usr/local/bin, and name it with --program`,
    );
  }
  const text = unitText({
    user,
    start,
    deno: itself === undefined && !Deno.build.standalone,
    local,
  });
  return Promise.resolve({ exit: exitCode.done, data: { unit: text }, text: text.trimEnd() });
}

/** Homes are closed to others. */
function isAtHome(path: string, home: string | undefined): boolean {
  return ["/root", "/home", home ?? "/root"].some((folder) => folder !== "/" && path.startsWith(`${folder}/`));
}

/** Where a program lies: a bare name is looked for as a shell does. */
function placeOf(program: string, io: Context["io"]): string {
  const folders = program.includes("/") ? [] : (io.env("PATH") ?? "").split(":").filter((folder) => folder !== "");
  const found = folders.map((folder) => resolve(folder, program)).find((path) => io.executable(path));
  return found ?? resolve(io.cwd, program);
}

/** The words that start this program from anywhere. */
function startedWith(): string[] {
  if (Deno.build.standalone) return [Deno.execPath()];
  const main = Deno.mainModule;
  return [Deno.execPath(), "run", "-A", "--no-prompt", main.startsWith("file:") ? fileURLToPath(main) : main];
}
