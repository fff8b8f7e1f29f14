// The module calls of a reply: each on hosts that are there, of a module that is there, with parameters that it takes.
import type { Action } from "../model/action.ts";
import type { Probe } from "../model/decision.ts";
import type { Json, JsonObject } from "../model/json.ts";
import type { BriefHost } from "../ports/decider.ts";
import type { Module } from "../ports/module.ts";
import { quoted } from "./fence.ts";
import { type DeciderTerms, isOffered, moduleLine } from "./module_words.ts";
import { MOST_CALLS } from "./reply_limits.ts";
import type { ReplyAction, ReplyLook } from "./reply_shape.ts";

/** What a reply is read against. */
export interface Reading {
  hosts: readonly BriefHost[];
  terms: DeciderTerms;
  /** Sentences about what makes no sense are added here. */
  problems: string[];
}

/** Actions on hosts, in order: one that is for several hosts becomes one for each. */
export function actionsOf(written: readonly ReplyAction[], reading: Reading): Action[] {
  const actions = written.flatMap((each, index) => {
    const place = `actions[${index}]`;
    const hosts = each.host === undefined ? onlyHost(reading, place) : hostsOf(each.host, reading, place);
    const call = callOf(each, reading, place);
    return call === null
      ? []
      : hosts.map((host): Action => ({ host, ...call, name: each.name ?? call.module, task: null }));
  });
  if (actions.length <= MOST_CALLS) return actions;
  reading.problems.push(
    `actions: they are ${actions.length} on all their hosts, more than ${MOST_CALLS}: write fewer, and the rest later`,
  );
  return [];
}

/** Looks on hosts: without a host on every one. */
export function probesOf(written: readonly ReplyLook[], reading: Reading): Probe[] {
  const taken = new Set<string>();
  return written.flatMap((each, index) => {
    const place = `observe[${index}]`;
    const all = reading.hosts.map(({ name }) => name);
    const hosts = each.host === undefined ? all : hostsOf(each.host, reading, place);
    const call = callOf(each, reading, place);
    const twice = hosts.find((host) => taken.has(JSON.stringify([host, each.name])));
    if (twice !== undefined) {
      reading.problems.push(
        `${place}: there is a look ${named(each.name)} on ${named(twice)} already: give each look a name of its own`,
      );
    }
    for (const host of hosts) taken.add(JSON.stringify([host, each.name]));
    return call === null ? [] : hosts.map((host): Probe => ({ host, ...call, name: each.name }));
  });
}

function onlyHost({ hosts, problems }: Reading, place: string): string[] {
  const [first, second] = hosts;
  if (first !== undefined && second === undefined) return [first.name];
  if (hosts.some(({ name }) => name === "localhost")) return ["localhost"];
  problems.push(`${place}: it names no "host", and there are ${hosts.length}: ${some(hosts)}`);
  return [];
}

/** Hosts by their names, or all of a group. */
function hostsOf(wanted: string | readonly string[], { hosts, problems }: Reading, place: string): string[] {
  const found = (typeof wanted === "string" ? [wanted] : wanted).flatMap((name) => {
    if (hosts.some((host) => host.name === name)) return [name];
    const members = hosts.filter(({ groups }) => name === "all" || groups.includes(name)).map((host) => host.name);
    if (members.length === 0) {
      problems.push(`${place}: there is no host or group ${named(name)} in this brief; there are ${some(hosts)}`);
    }
    return members;
  });
  return [...new Set(found)];
}

function callOf(
  { module: name, params: given }: { module: string; params: { [key: string]: unknown } },
  { terms, problems }: Reading,
  place: string,
): { module: string; params: JsonObject } | null {
  const params = given as JsonObject;
  const module = terms.modules.get(name);
  const say = (sentence: string) => void problems.push(`${place}: ${sentence}`);
  if (module !== undefined && !isOffered(module)) {
    say(`${module.name} does nothing on a host: say it in "reasoning", or ask with "ask"`);
    return null;
  }
  const bound = module === undefined ? [] : terms.bound(module.name);
  // What is bound is there, whatever it will be: only its name is looked at.
  const filled: JsonObject = { ...params, ...Object.fromEntries(bound.map((key) => [key, BOUND])) };
  const wrong = terms.modules.problems(name, filled, (value) => value === BOUND);
  wrong.forEach(({ message }) => say(message));
  // It may have been called by its name alone: nobody has told what it takes.
  if (wrong.length > 0 && module !== undefined && !terms.modules.names().includes(module.name)) {
    say(`${module.name} takes: ${moduleLine(module, terms)}`);
  }
  for (const key of bound) {
    if (Object.hasOwn(params, key)) {
      say(`${name}'s ${named(key)} is bound to a secret and filled in after you: leave it out`);
    }
  }
  const templates = Object.entries(params).filter(([key, value]) => isTemplate(key, value, params)).map(([key]) => key);
  for (const key of templates) {
    say(
      `${name}'s ${
        named(key)
      } has {{ }} in it, and parameters are taken literally: write the value itself, for each host its own`,
    );
  }
  const secrets = Object.entries(params).filter(([key, value]) => isSecret(key, value, module)).map(([key]) => key);
  for (const key of secrets) {
    say(
      `${name}'s ${named(key)} is a secret, and a reply is on record: leave it out, or ask a human to bind it with ` +
        `-s ${name}.${key}=SOURCE`,
    );
  }
  return module === undefined || wrong.length + templates.length + secrets.length > 0
    ? null
    : { module: module.name, params };
}

/** Whether a value is one that nobody may read. An account without a password has one of these in its place. */
function isSecret(key: string, value: Json, module: Module | undefined): boolean {
  const named = Object.entries(module?.doc.parameters ?? {}).find(([name, { aliases }]) =>
    name === key || aliases?.includes(key)
  );
  return named?.[1].secret === true && typeof value === "string" && !/^[!*x]*$/.test(value);
}

/** Stands for a secret while the other parameters are checked; no reply can contain it. */
const BOUND = "\0bound to a secret";

/** Texts that go into a file or to a program as they are: braces may be theirs (`docker ps --format '{{.Names}}'`, a Jinja file of somebody else). */
const TEXTS =
  "content block line insertafter insertbefore regexp search_string replace after before body stdin cmd argv".split(
    " ",
  );
/** A place that is only filled in by a playbook. */
const PLAYBOOKS =
  /\{\{-?\s*(?:ansible_\w+|inventory_hostname\w*|hostvars|group_names|groups\s*\[|item\b|lookup\s*\(|query\s*\()/;
/** Files in which even those may be meant. */
const TEMPLATE_FILE = /\.(?:j2|jinja2?|ya?ml)$/;

function isTemplate(key: string, value: Json, params: JsonObject): boolean {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  if (!TEXTS.includes(key)) return /\{\{[^]*\}\}/.test(text);
  return PLAYBOOKS.test(text) && !TEMPLATE_FILE.test(String(params["dest"] ?? params["path"] ?? ""));
}

function some(hosts: readonly BriefHost[]): string {
  const shown = hosts.slice(0, 30).map(({ name }) => named(name)).join(", ");
  return hosts.length > 30 ? `${shown} and ${hosts.length - 30} more` : shown;
}

/** What was written for a name. */
function named(text: string): string {
  return quoted(text, 100);
}
