// What a form sent, as a deed; and a deed as what its form holds.
import type { Deed, SubmitDeed } from "./deed.ts";
import { type SubmitFlag, submitFlags } from "./submit_flags.ts";

/** The last parts of their addresses. */
export const DEEDS = ["answer", "pause", "resume", "cancel", "retry", "submit", "rule"] as const;
export type DeedName = (typeof DEEDS)[number];

/** The deed that the fields describe, or a sentence about the one that does not. Empty fields count as left out. */
export function readForm(name: DeedName, form: URLSearchParams): Deed | string {
  switch (name) {
    case "answer":
      return readAnswerForm(form);
    case "submit":
      return readSubmitForm(form);
    case "rule":
      return readRuleForm(form);
    default: {
      const loop = numberOf(form, "loop");
      if (typeof loop === "string") return loop;
      const reason = given("reason", form.get("reason"));
      if (name === "pause") return { kind: name, loop, ...reason, ...given("for", form.get("for")) };
      if (name === "cancel") return { kind: name, loop, ...reason };
      return name === "resume" ? { kind: name, loop, now: isOn(form.get("now")) } : { kind: name, loop };
    }
  }
}

/** Fields of a form that does it, for what is not typed. */
export function fieldsOf(deed: Exclude<Deed, SubmitDeed>): { [name: string]: string } {
  const { kind: _, ...fields } = deed;
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]): [string, string][] => {
      if (value === undefined || value === false) return [];
      return [[name, value === null ? "" : value === true ? "1" : String(value)]];
    }),
  );
}

function readAnswerForm(form: URLSearchParams): Deed | string {
  const prompt = numberOf(form, "prompt");
  if (typeof prompt === "string") return prompt;
  // A button has the answer; where it has none, a text field beside it does.
  const response = [...form.getAll("response"), form.get("own") ?? ""].find((text) => text.trim() !== "") ?? "";
  const about = form.get("about");
  return {
    kind: "answer",
    prompt,
    response,
    ...given("comment", form.get("comment")),
    ...(about === null ? {} : { about: about === "" ? null : about }),
  };
}

function readSubmitForm(form: URLSearchParams): SubmitDeed {
  const flags: { [flag in SubmitFlag]?: string | string[] | true } = {};
  for (const [flag, shape] of submitFlags()) {
    // A list may stand in one text area, a line each.
    const values = form.getAll(flag).flatMap((value) => shape === "list" ? value.split(/\r?\n/) : [value])
      .map((value) => value.trim()).filter((value) => value !== "");
    const [value] = values;
    if (value === undefined) continue;
    if (shape !== "switch") flags[flag] = shape === "list" ? values : value;
    else if (isOn(value)) flags[flag] = true;
  }
  return { kind: "submit", goal: (form.get("goal") ?? "").replaceAll("\r\n", "\n").trim(), flags };
}

function readRuleForm(form: URLSearchParams): Deed | string {
  const what = form.get("what");
  if (what !== "approve" && what !== "disable") return "`what` is approve or disable";
  const [folder, name, text] = [form.get("folder"), form.get("name"), form.get("text")];
  if (!folder || !name) return "`folder` and `name` say which rule is meant";
  return { kind: "rule", what, folder, name, ...(text === null ? {} : { text }) };
}

function numberOf(form: URLSearchParams, field: string): number | string {
  const text = form.get(field) ?? "";
  return /^[1-9]\d{0,14}$/.test(text)
    ? Number(text)
    : `\`${field}\` is a number from 1 up, not ${JSON.stringify(text)}`;
}

function given<N extends string>(name: N, value: string | null): { [name in N]?: string } {
  return value === null || value.trim() === "" ? {} : { [name]: value } as { [name in N]: string };
}

/** As check boxes and hidden fields have it. */
function isOn(value: string | null): boolean {
  return value !== null && !["", "0", "false", "off", "no"].includes(value);
}
