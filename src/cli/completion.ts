// completion: the script that makes a shell complete this program's command lines, and what that script asks for.
import { fileURLToPath } from "node:url";
import { resolve } from "node:path";
import { commandTree } from "./command_line.ts";
import { type Context, type Ending, toJson } from "./context.ts";
import { type Ask, complete } from "./completion/offer.ts";
import { bashReply, valuesReply } from "./completion/reply.ts";
import { completionScript } from "./completion/script.ts";
import { type Shell, typedLine } from "./completion/shell_words.ts";
import { exitCode } from "./exit_code.ts";
import { TYPED_AS } from "./page_rights.ts";
import { Refusal } from "./refusal.ts";
import { version } from "./version.ts";

const SHELLS: readonly Shell[] = ["bash", "zsh", "fish"];

/**
 * `completion SHELL`: the script. `completion SHELL -- LINE`: what completes a line, as the script asks for it; behind the line bash says which part of
 * it is to be put another in place of, and how wide a list is. Makes and changes nothing.
 */
export async function completion(context: Context): Promise<Ending> {
  const [word = "", line, part = "", width = "0"] = context.words;
  const shell = SHELLS.find((each) => each === word);
  if (shell === undefined) {
    // No guess: ksh is a shell of its own, and no slip for zsh.
    throw new Refusal(`There is no completion for ${JSON.stringify(word)}`, {
      hint: `Name one of: ${SHELLS.join(", ")}`,
    });
  }
  if (line === undefined) {
    const script = completionScript(shell, { program: context.io.program, start: startWords(context) });
    return { exit: exitCode.done, data: { shell, script }, text: script };
  }
  return await answer(context, { shell, line, part, width: Number(width) });
}

async function answer(
  context: Context,
  { shell, line, part, width }: { shell: Shell; line: string; part: string; width: number },
): Promise<Ending> {
  const env = (name: string) => context.io.env(name);
  const { words: all, redirected } = typedLine(line, shell, { env });
  // Variables for the program stand before its name.
  const words = all.slice(all.findIndex(({ raw }) => !/^\w+=/.test(raw)) + 1);
  const named = words.flatMap(({ text }) => text ?? []);
  const program = commandTree({ program: context.io.program, version }, (name) => named.includes(name));
  const last = words.at(-1);
  const completed = redirected
    ? { candidates: [], files: "files" as const, before: "" }
    : last?.text === undefined
    ? { candidates: [], before: "" }
    : await complete(program, words.map(({ text }) => text ?? UNKNOWN), asking(context, env));
  const { candidates, files } = completed;
  return {
    exit: exitCode.done,
    data: toJson({ shell, candidates, files: files ?? null }),
    text: shell === "bash" && last !== undefined
      ? bashReply(completed, last, { part, width, env })
      : valuesReply(completed, shell),
  };
}

/** A word of which only the shell could tell what it says: no flag, no command, no database. */
const UNKNOWN = "\0";

/** Who knows names, as the line says: its database, its folder of rules. */
function asking({ io, wiring, global }: Context, env: (name: string) => string | undefined): Ask {
  return ({ flag }) => ({
    now: io.clock.now(),
    record: async () => {
      const db = flag("db") ?? global.db;
      // As a shell would, also behind `--db=`, where bash does not.
      const path = db.startsWith("~/") ? `${env("HOME") ?? "~"}${db.slice(1)}` : db;
      return await wiring.readNames(resolve(io.cwd, path));
    },
    rules: () =>
      io.list(resolve(io.cwd, flag("rulesDir") ?? "rules")).filter((name) => /^[^.].*\.ya?ml$/.test(name))
        .map((name) => name.replace(/\.ya?ml$/, "")),
    modules: async () => {
      const modules = await wiring.loadModules();
      return modules.names().map((name) => ({ name, summary: modules.get(name)?.doc.summary ?? "" }));
    },
  });
}

/** What starts this program from anywhere, with no more rights than an answer takes. */
function startWords({ io }: Context): string[] {
  // What a file that unpacks itself was called by: where it lies unpacked may be another place tomorrow.
  const typed = io.env(TYPED_AS);
  if (typed) return [typed.includes("/") ? resolve(io.cwd, typed) : typed];
  if (Deno.build.standalone) return [Deno.execPath()];
  const { mainModule } = Deno;
  const file = mainModule.startsWith("file:") ? fileURLToPath(mainModule) : mainModule;
  return [Deno.execPath(), "run", "--no-prompt", "-R", "-E", file];
}
