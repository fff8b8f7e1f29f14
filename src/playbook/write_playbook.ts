// A playbook that stands alone, of what was done for a goal in words: data in, YAML out. Pure.
import { Document, visit } from "yaml";
import type { Json, JsonObject } from "../model/json.ts";
import type { DoneTask } from "./done_tasks.ts";

/** What it is written of. */
export interface Deeds {
  /** The goal, in words. */
  goal: string;
  tasks: readonly DoneTask[];
  /** Hosts that decisions have added: no inventory has them. */
  added: readonly string[];
  /** Of a module: what is secret. */
  secrets(module: string): FetchedSecrets;
}

/** What is secret of a task, each with the template that fetches it. */
export interface FetchedSecrets {
  params: { [parameter: string]: string };
  environment: { [variable: string]: string };
}

/**
 * The text. What was done is written as it was asked for, not as templates: braces stand for themselves. A task that no look can tell whether it is needed,
 * or that does not hold any more, is a comment that says so: it would run each time.
 */
export function writePlaybook({ goal, tasks, added, secrets }: Deeds): string {
  const plays = playsOf(tasks).map((play) => playText(play, secrets));
  const head = [
    `What was done for: ${goal}`,
    "Run it with the inventory and the connection flags of that run. It finds nothing to change where all is still so.",
    ...added.length === 0 ? [] : [`These hosts were added meanwhile, put them into the inventory: ${added.join(", ")}`],
  ];
  const none = "- hosts: localhost\n  gather_facts: false\n  tasks: [] # nothing was done that a playbook could say\n";
  return `${head.map(comment).join("\n")}\n${plays.length === 0 ? none : plays.join("\n")}`;
}

/** Tasks one after another on the same hosts, as the same user. */
interface Play {
  hosts: string[];
  become: DoneTask["become"];
  tasks: DoneTask[];
}

function playsOf(tasks: readonly DoneTask[]): Play[] {
  const plays: Play[] = [];
  for (const task of tasks) {
    const [hosts, { become }] = [[...task.hosts], task];
    const last = plays.at(-1);
    const same = last !== undefined &&
      JSON.stringify([[...last.hosts].sort(), last.become]) === JSON.stringify([[...hosts].sort(), become]);
    if (same) last.tasks.push(task);
    else plays.push({ hosts, become, tasks: [task] });
  }
  return plays;
}

function playText({ hosts, become, tasks }: Play, secrets: Deeds["secrets"]): string {
  const [only, ...more] = hosts;
  const play: Json = {
    hosts: more.length === 0 ? only ?? "localhost" : hosts,
    gather_facts: false,
    ...become === undefined ? {} : {
      become: true,
      ...(become.user === "root" ? {} : { become_user: become.user }),
      ...(become.method === "sudo" ? {} : { become_method: become.method }),
      ...(become.exe === undefined ? {} : { become_exe: become.exe }),
      ...(become.flags === undefined ? {} : { become_flags: become.flags.join(" ") }),
    },
  };
  const texts = tasks.map((task) => ({ text: taskText(task, secrets(task.module)), stands: task.stands }));
  const runs = texts.some(({ stands }) => stands === "holds");
  const written = texts.map(({ text, stands }) =>
    indented(stands === "holds" ? text : comment(`${whyNot(stands)}\n${text.trimEnd()}`))
  );
  return `- ${indented(yaml(play)).trimStart()}  tasks:${runs ? "" : " []"}\n${
    written.map((text) => indented(text)).join("")
  }`;
}

function taskText({ name, module, params }: DoneTask, { params: secret, environment }: FetchedSecrets): string {
  const missing = Object.entries(secret).filter(([parameter]) => params[parameter] === undefined);
  const own = Object.entries(params).filter(([, value]) => value !== null);
  const written: JsonObject = {
    ...Object.fromEntries(own.map(([key, value]) => [key, literal(value)])),
    ...Object.fromEntries(missing),
  };
  return yaml([{
    name: plainName(name),
    [module]: Object.keys(written).length === 0 ? null : written,
    ...Object.keys(environment).length === 0 ? {} : { environment },
  }]);
}

function whyNot(stands: Exclude<DoneTask["stands"], "holds">): string {
  return stands === "cannot tell"
    ? "This ran, and would run each time: no look can tell whether it is needed. With creates or removes, or a when, it can stand here:"
    : `This was done, and does not hold any more (${stands.differs}):`;
}

/** As Ansible's PyYAML reads it: what 1.1 takes for something else than text is quoted, what it takes for no letter is escaped. */
function yaml(value: Json): string {
  const document = new Document(value, { version: "1.1" });
  visit(document, {
    Scalar: (_key, node) => {
      if (typeof node.value === "string" && (ODD.test(node.value) || BLANK_FIRST.test(node.value))) {
        node.type = "QUOTE_DOUBLE";
      }
    },
  });
  const text = document.toString({ lineWidth: 0, nullStr: "" });
  return text.replace(new RegExp(ODD, "gu"), (odd) => `\\u${odd.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** Several lines of which the first is blank or set in: a block would lose or take for indentation what stands there. */
const BLANK_FIRST = /^[ \t\n][^]*\n|^\n/;

/** Letters that no YAML has as they are: line breaks and tabs come in other ways. */
const ODD = /(?![\t\n])[\p{Cc}\u2028\u2029\ufeff\ufffd]/u;

/** A value whose braces stand for themselves. */
function literal(value: Json): Json {
  if (typeof value === "string") return literalText(value);
  if (Array.isArray(value)) return value.map(literal);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, literal(each)]));
}

/** Jinja makes a plain line break of every other: with braces beside it, such a text is kept as base64. */
function literalText(text: string): string {
  if (!BRACES.test(text)) return text;
  if (!text.includes("\r")) return text.replace(new RegExp(BRACES, "g"), (braces) => `{{ '${braces}' }}`);
  const bytes = new TextEncoder().encode(text);
  return `{{ '${btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""))}' | b64decode }}`;
}

const BRACES = /\{[{%#]/;

/** Names are templated too, and are for people. */
function plainName(name: string): string {
  return name.replace(/\{(?=[{%#])/g, "{ ").replace(/\s+/g, " ").trim();
}

function indented(text: string): string {
  const lines = text.replace(/\n$/, "").split("\n");
  return `${lines.map((line) => line === "" ? "" : `  ${line}`).join("\n")}\n`;
}

/** Whatever stands in it, each of its lines is a comment. */
function comment(text: string): string {
  return text.split(/\r\n|[\n\r\u0085\u2028\u2029]/).map((line) =>
    `# ${line.replace(/[\p{C}\ufffd]/gu, "?")}`.trimEnd()
  ).join(
    "\n",
  );
}
