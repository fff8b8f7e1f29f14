// What a loop is called, where nobody names it: after its file, or after the first words of its goal.
import { basename, extname } from "node:path";
import type { Context } from "./context.ts";
import { Refusal } from "./refusal.ts";
import { oneLine } from "../words/visible.ts";
import type { Wanted } from "./wanted.ts";

/** Words of a goal that make its name, and characters that it has at most. */
const WORDS = 4;
const MOST = 40;

/** `--name`, or a name that people can type. Throws Refusal. */
export function loopName({ flags }: Context, wanted: Wanted): string {
  if (flags.name === undefined) {
    return wanted.kind === "words" && wanted.file === undefined ? nameOfGoal(wanted.goal) : nameOfFile(wanted.file);
  }
  const why = flags.name.trim() === ""
    ? "that says nothing"
    : /^\d+$/.test(flags.name)
    ? "that could be an id"
    : oneLine(flags.name) !== flags.name
    ? "nobody could type that again"
    : undefined;
  if (why === undefined) return flags.name;
  throw new Refusal(`A loop cannot be called ${JSON.stringify(flags.name)}: ${why}`, {
    hint: "Use a name with a letter in it: --name web",
  });
}

function nameOfFile(file = "goal"): string {
  return basename(file, extname(file));
}

/** `nginx-installed-running-and` of "nginx installed, running and answering on port 80". */
function nameOfGoal(goal: string): string {
  const words = goal.normalize("NFC").toLowerCase().match(/[\p{L}\p{M}\p{N}]+(?:[._][\p{L}\p{N}]+)*/gu) ?? [];
  let name = "";
  for (const word of words.slice(0, WORDS)) {
    const longer = name === "" ? word : `${name}-${word}`;
    if ([...longer].length > MOST) break;
    name = longer;
  }
  return /\p{L}/u.test(name) ? name : "goal";
}
