// What a command line wants brought about: a playbook, or a goal in words. Files are found, and of a kind that a loop can read again.
import { resolve } from "node:path";
import { InputError } from "../model/errors.ts";
import type { Context } from "./context.ts";
import { samplePlaybook } from "./examples.ts";
import { quoted } from "../words/quoted.ts";
import { Refusal } from "./refusal.ts";

/** Absolute paths. `goal` is the goal's text as it is now, without space around it. */
export type Wanted = { kind: "playbook"; file: string } | { kind: "words"; goal: string; file?: string };

/** What is wanted. Throws Refusal or InputError for what is neither; `command` is what was typed, `run` or `submit`. */
export function wantedOf(context: Context, command: string): Wanted {
  const { io } = context;
  const named = fileNamed(context, command);
  if (named === undefined) return { kind: "words", goal: goalOf(context, command) };
  const file = readable(context, named, command);
  if (!isGoalFile(file)) return { kind: "playbook", file };
  const goal = io.readText(file).trim();
  if (goal === "") throw new InputError("The goal says nothing: describe the state that is wanted", { file: named });
  return { kind: "words", goal, file };
}

/** Whether a path is that of a goal in words. */
function isGoalFile(path: string): boolean {
  return /\.(md|txt)$/.test(path);
}

/** Its absolute path. */
function readable(context: Context, file: string, command: string): string {
  const { io } = context;
  if (file === "-") {
    throw new Refusal("Nothing is read from standard input: a loop reads its file again when it goes on", {
      hint: `Save it and type ${context.type(`${command} -f site.yml`)}, or goal.md for a goal in words`,
    });
  }
  const path = resolve(io.cwd, file);
  const found = io.kind(path);
  if (found === undefined) {
    const meant = context.flags.file === undefined && !/\.ya?ml$/.test(file)
      ? "; a goal in words has more than one"
      : "";
    throw new InputError(`There is no such file${beside(context, path)}${meant}`, { file });
  }
  if (found === "directory") {
    throw new InputError(`This is a folder: name the playbook in it${beside(context, `${path}/x`)}`, { file });
  }
  if (found === "pipe") {
    const message = "This is no ordinary file: a loop reads it again when it goes on, so save it first";
    throw new InputError(message, { file });
  }
  return path;
}

/** The file that the flag or, as ansible-playbook has it, the only word names; undefined for words that are a goal. */
function fileNamed(context: Context, command: string): string | undefined {
  const { flags: { file }, words, io } = context;
  const [word] = words;
  if (file !== undefined) {
    // Ansible's -f is a number: how many hosts at once.
    if (/^\d+$/.test(file) && io.kind(resolve(io.cwd, file)) === undefined) {
      throw new Refusal(`-f names the playbook here, and there is no file ${file}: how many hosts at once is --forks`, {
        hint: `Type ${context.type(`${command} -f ${word ?? "site.yml"} --forks ${file}`)}`,
      });
    }
    if (words.length > 0) {
      const enough = isGoalFile(file) ? "The goal in a file" : "A playbook";
      throw new Refusal(`${enough} is enough: ${JSON.stringify(words.join(" "))} cannot be a goal beside it`, {
        hint: `Type ${context.type(`${command} -f ${quoted(file)}`)}, or the words alone`,
      });
    }
    return file;
  }
  if (word === undefined) {
    throw new Refusal("What to do is missing", {
      hint: `Say it: ${context.type(`${command} "nginx is installed and running"`)}\nor write a playbook and type ${
        context.type(`${command} -f site.yml`)
      }\n\n${samplePlaybook}`,
    });
  }
  if (words.every((each) => /\.ya?ml$/.test(each))) {
    if (words.length === 1) return word;
    throw new Refusal("A loop has one playbook", {
      hint: `Type ${context.type(`${command} -f ${word}`)}, and the next one after it`,
    });
  }
  return words.length === 1 && namesFile(word) ? word : undefined;
}

/** A single word that can only be meant as a file's name: a goal says more. */
function namesFile(word: string): boolean {
  if (/\s/.test(word)) return false;
  return isGoalFile(word) || /^[^\s:]*\.\w{1,5}$/.test(word) || word.includes("/");
}

/** The words as a goal. */
function goalOf(context: Context, command: string): string {
  const { io, words } = context;
  const [word = ""] = words;
  if (/\.ya?ml$/.test(word)) {
    throw new Refusal(`A loop has a playbook or a goal in words: ${JSON.stringify(words.join(" "))} could be both`, {
      hint: `Type ${context.type(`${command} -f ${quoted(word)}`)}, or begin the goal with another word`,
    });
  }
  const meant = words.length > 1 ? undefined : [".yml", ".yaml"].map((end) => `${word}${end}`)
    .find((name) => io.kind(resolve(io.cwd, name)) === "file");
  if (meant !== undefined) {
    throw new Refusal(`${JSON.stringify(word)} could be a goal in words, and there is a file ${meant}`, {
      hint: `Type ${context.type(`${command} -f ${quoted(meant)}`)}, or say more of the goal`,
    });
  }
  const goal = words.join(" ").trim();
  if (goal !== "") return goal;
  throw new Refusal("The goal says nothing", {
    hint: `Describe the state that is wanted: ${context.type(`${command} "nginx is installed and running"`)}`,
  });
}

/** Playbooks in the same folder, for whoever mistyped a name. */
function beside({ io }: Context, path: string): string {
  const folder = resolve(path, "..");
  const playbooks = io.list(folder).filter((name) => /\.ya?ml$/.test(name)).slice(0, 5);
  return playbooks.length === 0
    ? "; `ftl2-enterprise init` writes a first playbook"
    : `; YAML files there: ${playbooks.join(", ")}`;
}
