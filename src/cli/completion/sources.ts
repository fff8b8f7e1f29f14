// Where the words come from that commands and flags take, by the name that help has for each: `<loop>`, `<file>`, `<mode>`.
import type { RecordNames } from "../../ports/record_names.ts";
import { until } from "../../words/moment.ts";
import { policyWords } from "../policy_command.ts";
import { ruleWords } from "../rules_command.ts";
import { type Candidate, foreign, type Offer } from "./candidate.ts";

/** What is asked for, and who can be asked. */
export interface Asking {
  /** The command; the program itself, where none is named. */
  command: string;
  /** Its words before. */
  words: readonly string[];
  /** What has been typed of this one. */
  typed: string;
  now: number;
  /** Of the database that the line names. */
  record(): Promise<RecordNames>;
  /** Names of rules in the folder that the line names. */
  rules(): string[];
  /** Modules of this program's, with a sentence each. */
  modules(): Promise<{ name: string; summary: string }[]>;
}

type Source = (asking: Asking) => Offer | Promise<Offer>;

/** Of a flag's value or of a command's word; null where nobody can know what comes there, undefined where nobody has thought of it. */
export function sourceOf(
  name: string,
  { command, isFlag }: { command: string; isFlag: boolean },
): Source | null | undefined {
  return isFlag ? VALUES[name] : WORDS[`${command} ${name}`] ?? WORDS[name];
}

function files(): Offer {
  return { candidates: [], files: "files" };
}

function folders(): Offer {
  return { candidates: [], files: "folders" };
}

/** What stands in angle brackets behind a flag. */
const VALUES: Record<string, Source | null> = {
  file: files,
  path: files,
  source: files,
  folder: folders,
  loop: loops,
  host: hosts,
  pattern: patterns,
  mode: () =>
    fixed({
      single: "until it has converged",
      incremental: "play by play, each proved on its own",
      continuous: "for ever, and again after --interval",
    }),
  model: () => ({
    candidates: [
      { value: "none", what: "rules alone decide" },
      { value: "claude-cli", what: "the program claude, as it is logged in here" },
      { value: "anthropic:", what: "a model by its name; ANTHROPIC_API_KEY", open: true },
      { value: "openai:", what: "NAME@URL: whatever speaks OpenAI's chat completions", open: true },
      { value: "command:", what: "a program that reads the brief and prints the answer", open: true },
    ],
  }),
  target: () => ({
    candidates: [
      { value: "command:", what: "a program that is told on its standard input", open: true },
      { value: "https://", what: "a URL that is told by POST", open: true },
    ],
  }),
  zone: () => ({ candidates: Intl.supportedValuesOf("timeZone").map((value) => ({ value, what: "" })) }),
  n: null,
  amount: null,
  time: null,
  seconds: null,
  text: null,
  user: null,
  name: null,
  words: null,
  vars: null,
  tags: null,
  line: null,
  binding: null,
  "in/out": null,
  "[user@]name[:port]": null,
  "address:port": null,
  "label@file": null,
  "label@prompt": null,
};

/** What a command takes behind its name, likewise. */
const WORDS: Record<string, Source | null> = {
  goal: files,
  file: files,
  folder: folders,
  loop: loops,
  question: async ({ record }) => ({
    candidates: told((await record()).prompts(), ({ id, loop, text }) => foreign(String(id), `${loop.name}: ${text}`)),
  }),
  answer: answers,
  host: hosts,
  module: async ({ modules }) => ({
    candidates: told(await modules(), ({ name, summary }) => foreign(name, summary)),
  }),
  "bash|zsh|fish": () => fixed({ bash: "", zsh: "", fish: "" }),
  "rules what": () => fixed(ruleWords),
  rule: ({ words, rules }) => ({
    candidates: words[0] === "list" ? [] : told(rules(), (name) => foreign(name, "")),
  }),
  "policy what": () => fixed(policyWords),
  words: policyTerms,
  line: null,
};

/** These come last in a list. */
const ENDED: readonly string[] = ["completed", "failed", "cancelled"];

/** Statuses of loops that a command does nothing to. */
const NOT_FOR: Record<string, readonly string[]> = {
  pause: [...ENDED, "blocked"],
  cancel: ENDED,
  resume: [...ENDED, "blocked"],
  retry: ["pending", "running", "waiting", "paused", "completed"],
};

async function loops({ command, words, typed, now, record }: Asking): Promise<Offer> {
  // Of the rules' commands only `test` is about a loop.
  if (command === "rules" && words[0] !== "test") return { candidates: [] };
  const names = await record();
  const asked = new Map(names.prompts().map(({ id, loop }) => [loop.id, id]));
  const taken = new Set<string>();
  const meant = names.loops().filter(({ status }) => !NOT_FOR[command]?.includes(status));
  const inOrder = meant.toSorted((one, other) => Number(hasEnded(one)) - Number(hasEnded(other)));
  const candidates = inOrder.map((loop) => {
    const { id, name, status, nextRunAt } = loop;
    const question = asked.get(id);
    const next = status === "waiting" ? until(nextRunAt, now) : "";
    const standing = [
      status,
      ...(next === "" ? [] : [`next run ${next}`]),
      ...(question === undefined ? [] : [`question ${question} is open`]),
    ].join(", ");
    const byName = /^\d+$/.test(typed) ? undefined : foreign(name, `loop ${id}: ${standing}`);
    // One has the name, as Archive.find() takes it; what cannot be typed, or reads as an id, is called by its id.
    if (byName === undefined || /^\d+$/.test(name) || taken.has(name)) {
      return { value: String(id), what: foreign(String(id), `${name}: ${standing}`)!.what };
    }
    taken.add(name);
    return byName;
  });
  return { candidates };
}

function hasEnded({ status }: { status: string }): boolean {
  return ENDED.includes(status);
}

async function answers({ words, record }: Asking): Promise<Offer> {
  if (words.length > 1) return { candidates: [] };
  const prompt = (await record()).prompts().find(({ id }) => String(id) === words[0]);
  return { candidates: told(prompt?.options ?? [], (option) => foreign(option, "")) };
}

async function hosts({ record }: Asking): Promise<Offer> {
  return { candidates: told((await record()).hosts(), ({ name, status }) => foreign(name, status)) };
}

/** The last name of a pattern: `web:&pr`. */
async function patterns(asking: Asking): Promise<Offer> {
  const before = /^[^]*[:,&!]/.exec(asking.typed)?.[0] ?? "";
  const { candidates } = await hosts(asking);
  return { candidates: candidates.map(({ value, what }) => ({ value: `${before}${value}`, what, open: true })) };
}

async function policyTerms(asking: Asking): Promise<Offer> {
  const [what, module] = asking.words;
  if (what === "test") return { candidates: [], files: "files" };
  return what === "explain" && module === undefined ? await WORDS.module!(asking) : { candidates: [] };
}

function fixed(words: Readonly<Record<string, string>>): Offer {
  return { candidates: Object.entries(words).map(([value, what]) => ({ value, what })) };
}

function told<T>(items: readonly T[], tell: (item: T) => Candidate | undefined): Candidate[] {
  return items.map(tell).filter((each) => each !== undefined);
}
