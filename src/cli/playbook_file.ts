// The playbook that a command line names: found, and of a kind that a loop can read again.
import { resolve } from "node:path";
import { InputError } from "../model/errors.ts";
import type { Context } from "./context.ts";
import { samplePlaybook } from "./examples.ts";
import { Refusal } from "./refusal.ts";

/** Its absolute path. Throws Refusal or InputError for what is no playbook; `command` is what was typed, `run` or `submit`. */
export function playbookPath(context: Context, command: string): string {
  const { io } = context;
  const file = named(context, command);
  if (file === "-") {
    throw new Refusal("A playbook cannot come from standard input: the loop reads its file again when it goes on", {
      hint: `Save it and type ${context.type(`${command} -f site.yml`)}`,
    });
  }
  const path = resolve(io.cwd, file);
  const found = io.kind(path);
  if (found === undefined) throw new InputError(`There is no such file${beside(context, path)}`, { file });
  if (found === "directory") {
    throw new InputError(`This is a folder: name the playbook in it${beside(context, `${path}/x`)}`, { file });
  }
  if (found === "pipe") {
    const message = "This is no ordinary file: a loop reads its playbook again when it goes on, so save it first";
    throw new InputError(message, { file });
  }
  if (/\.(md|txt)$/.test(path)) throw needsModel(context, `A goal in plain words (${file})`);
  return path;
}

/** The playbook that the flag or, as ansible-playbook has it, the only word names. */
function named(context: Context, command: string): string {
  const { flags: { file }, words, io } = context;
  const [word] = words;
  if (file !== undefined) {
    if (!/^\d+$/.test(file) || io.kind(resolve(io.cwd, file)) !== undefined) return file;
    throw new Refusal(`-f names the playbook here, and there is no file ${file}: how many hosts at once is --forks`, {
      hint: `Type ${context.type(`${command} -f ${word ?? "site.yml"} --forks ${file}`)}`,
    });
  }
  if (word === undefined) {
    throw new Refusal("What to do is missing", {
      hint: `Write a playbook and type ${context.type(`${command} -f site.yml`)}\n\n${samplePlaybook}`,
    });
  }
  if (!words.every((each) => /\.ya?ml$/.test(each))) {
    throw needsModel(context, `A goal in plain words (${JSON.stringify(words.join(" "))})`);
  }
  if (words.length === 1) return word;
  throw new Refusal("A loop has one playbook", {
    hint: `Type ${context.type(`${command} -f ${word}`)}, and the next one after it`,
  });
}

/** Playbooks in the same folder, for whoever mistyped a name. */
function beside({ io }: Context, path: string): string {
  const folder = resolve(path, "..");
  const playbooks = io.list(folder).filter((name) => /\.ya?ml$/.test(name)).slice(0, 5);
  return playbooks.length === 0 ? "" : `; YAML files there: ${playbooks.join(", ")}`;
}

function needsModel(context: Context, what: string): Refusal {
  return new Refusal(`${what} needs a language model, and that is not built yet: describe the state in a playbook`, {
    hint: `Save this as site.yml and type ${context.type("run -f site.yml")}\n\n${samplePlaybook}`,
    kind: "not built",
  });
}
