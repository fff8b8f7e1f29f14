// run: puts a loop on record and works on it here.
import { basename, extname, relative, resolve } from "node:path";
import { InputError } from "../model/errors.ts";
import type { JsonObject } from "../model/json.ts";
import type { LoopOptions, Submission } from "../model/loop.ts";
import { type Context, type Ending, openApp, toJson } from "./context.ts";
import { samplePlaybook } from "./examples.ts";
import { isListing, listPlays } from "./list_plays.ts";
import { notBuilt } from "./not_built.ts";
import { Refusal } from "./refusal.ts";
import { tagsOf, tagWarnings } from "./tag_flags.ts";
import { workHere } from "./work_here.ts";

/** Everything that can be refused is refused before the database is touched. */
export async function run(context: Context): Promise<Ending> {
  const submission = await read(context);
  await context.wiring.checkSubmission(submission);
  if (isListing(context.flags)) return await listPlays(context, submission);
  const warnings = await tagWarnings(context, submission);
  for (const warning of warnings) context.note(`warning: ${warning}`);
  await using app = await openApp(context, { create: true });
  const lease = await app.submit(submission);
  const ending = await workHere(context, app, lease);
  return warnings.length === 0 ? ending : { ...ending, data: toJson({ ...ending.data as JsonObject, warnings }) };
}

async function read(context: Context): Promise<Submission> {
  const { flags, words, io, wiring } = context;
  const file = playbookPath(context);
  if (words.length > 0 && flags.file !== undefined) {
    throw new Refusal(`A playbook is enough: ${JSON.stringify(words.join(" "))} cannot be a goal beside it`, {
      hint: `Type ${context.type(`run -f ${relative(io.cwd, file)}`)}`,
    });
  }
  if (flags.mode === "incremental" || flags.mode === "continuous") {
    throw notBuilt(`--mode ${flags.mode}`, "leave it out: a single run goes on until it has converged");
  }
  if (flags.mode !== "single") {
    throw new Refusal(`There is no mode ${JSON.stringify(flags.mode)}`, { hint: "Leave --mode out, or write single" });
  }
  const [tags, skipTags] = [tagsOf(flags.tags), tagsOf(flags.skipTags)];
  const loopName = name(context, file);
  const options: LoopOptions = {
    file,
    once: flags.once ?? false,
    dryRun: flags.dryRun ?? flags.check ?? false,
    maxIterations: flags.maxIterations ?? 10,
    onInterrupted: flags.onInterrupted ?? "ask",
    ...(tags === undefined ? {} : { tags }),
    ...(skipTags === undefined ? {} : { skipTags }),
    ...(flags.extraVars === undefined ? {} : { extraVars: await wiring.readExtraVars(flags.extraVars, io.cwd) }),
    ...(flags.diff === true ? { diff: true } : {}),
  };
  return { name: loopName, mode: "single", desiredState: file, options };
}

function name({ flags }: Context, file: string): string {
  if (flags.name === undefined) return basename(file, extname(file));
  if (flags.name.trim() === "" || /^\d+$/.test(flags.name)) {
    throw new Refusal(`A loop cannot be called ${JSON.stringify(flags.name)}: that could be an id`, {
      hint: "Use a name with a letter in it: --name web",
    });
  }
  return flags.name;
}

function playbookPath(context: Context): string {
  const { io } = context;
  const file = named(context);
  if (file === "-") {
    throw new Refusal("A playbook cannot come from standard input: the loop reads its file again when it goes on", {
      hint: `Save it and type ${context.type("run -f site.yml")}`,
    });
  }
  const path = resolve(io.cwd, file);
  const found = io.kind(path);
  if (found === undefined) throw new InputError(`There is no such file${beside(context, path)}`, { file });
  if (found === "directory") {
    throw new InputError(`This is a folder: name the playbook in it${beside(context, `${path}/x`)}`, {
      file,
    });
  }
  if (found === "pipe") {
    throw new InputError(
      "This is no ordinary file: a loop reads its playbook again when it goes on, so save it first",
      {
        file,
      },
    );
  }
  if ([".md", ".txt"].includes(extname(path))) throw needsModel(context, `A goal in plain words (${file})`);
  return path;
}

/** The playbook that the flag or, as ansible-playbook has it, the only word names. */
function named(context: Context): string {
  const { flags: { file }, words, io } = context;
  const [word] = words;
  if (file !== undefined) {
    if (!/^\d+$/.test(file) || io.kind(resolve(io.cwd, file)) !== undefined) return file;
    throw new Refusal(`-f names the playbook here, and there is no file ${file}: --forks is not built yet`, {
      hint: `There is one host for now: type ${context.type(`run -f ${word ?? "site.yml"}`)}`,
    });
  }
  if (word === undefined) {
    throw new Refusal("What to do is missing", {
      hint: `Write a playbook and type ${context.type("run -f site.yml")}\n\n${samplePlaybook}`,
    });
  }
  if (!words.every((each) => /\.ya?ml$/.test(each))) {
    throw needsModel(context, `A goal in plain words (${JSON.stringify(words.join(" "))})`);
  }
  if (words.length === 1) return word;
  throw new Refusal("A loop has one playbook", {
    hint: `Type ${context.type(`run -f ${word}`)}, and the next one after it`,
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
