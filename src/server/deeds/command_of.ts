// The command that does the same as a deed, as one would type it: shown beside the button before it is pressed.
import type { PageWorld } from "../../ports/page_world.ts";
import { pathFromHere } from "../../words/path_from_here.ts";
import { quoted } from "../../words/quoted.ts";
import type { Deed, RuleDeed, SubmitDeed } from "./deed.ts";
import { submitFlags } from "./submit_flags.ts";

/** What it takes to say how something is typed here. */
type Here = Pick<PageWorld, "type" | "cwd">;

/** The command, quoted for a shell. */
export function commandOf({ type, cwd }: Here, deed: Deed): string {
  return type(commandText(deed, cwd));
}

/** The words of a submission as the program takes them: none of them can be taken for another flag. */
export function submitWords({ goal, flags }: SubmitDeed): string[] {
  const given = submitFlags().flatMap(([flag]): string[] => {
    const value = flags[flag];
    if (value === undefined) return [];
    if (value === true) return [`--${flag}`];
    return (typeof value === "string" ? [value] : value).map((one) => `--${flag}=${one}`);
  });
  return ["submit", ...given, ...(goal.trim() === "" ? [] : ["--", goal])];
}

/** The words of a decision about a rule, likewise. */
export function ruleWords({ what, folder, name }: RuleDeed): string[] {
  return ["rules", what, `--rules-dir=${folder}`, ...(what === "approve" ? ["--yes"] : []), "--", name];
}

function commandText(deed: Deed, cwd: string): string {
  switch (deed.kind) {
    case "answer":
      return withWord(`respond ${deed.prompt}`, deed.response, flag("comment", deed.comment));
    case "pause":
      return ["pause", String(deed.loop), ...flag("reason", deed.reason), ...flag("for", deed.for)].join(" ");
    case "resume":
      return `resume ${deed.loop}${deed.now ? " --now" : ""}`;
    case "cancel":
      return ["cancel", String(deed.loop), ...flag("reason", deed.reason)].join(" ");
    case "retry":
      return `retry ${deed.loop}`;
    case "submit":
      return submitText(deed);
    case "rule": {
      const folder = pathFromHere(deed.folder, cwd);
      const [approve, where] = [deed.what === "approve" ? ["--yes"] : [], folder === "rules" ? undefined : folder];
      return withWord(`rules ${deed.what}`, deed.name, [...flag("rules-dir", where), ...approve]);
    }
  }
}

function submitText({ goal, flags }: SubmitDeed): string {
  const given = submitFlags().flatMap(([name]) => {
    const value = flags[name];
    if (value === undefined) return [];
    if (value === true) return [`--${name}`];
    return (typeof value === "string" ? [value] : value).flatMap((one) => flag(name, one));
  });
  return withWord("submit", goal.trim() === "" ? "" : goal, given);
}

/** `--name value`; a value that looks like a flag is tied to it. */
function flag(name: string, value: string | undefined): string[] {
  if (value === undefined || value === "") return [];
  return [value.startsWith("-") ? `--${name}=${quoted(value)}` : `--${name} ${quoted(value)}`];
}

/** The word before the flags; one that looks like a flag goes behind `--`. */
function withWord(command: string, word: string, flags: readonly string[]): string {
  const parts = word === "" ? flags : word.startsWith("-") ? [...flags, "--", quoted(word)] : [quoted(word), ...flags];
  return [command, ...parts].join(" ");
}
