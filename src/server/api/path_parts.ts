// The parts of an address that name something.

/** What every address begins with. */
export const PREFIX = "/api/v1";

const NUMBERS = ["iteration", "action", "call", "prompt"];

const PARTS: { [name: string]: string } = {
  loop: "a loop's number or name",
  iteration: "an iteration's id",
  action: "an action's id",
  call: "the id of a question to the model",
  prompt: "a question's number",
  host: "a host's name",
  rule: "a rule's name",
  module: "a module's name",
};

/** The names in a path: `loop` of `/loops/{loop}`. */
export function partsOf(path: string): string[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!);
}

/** Whether it is a number and nothing else. */
export function isNumber(part: string): boolean {
  return NUMBERS.includes(part);
}

/** What it names. */
export function meaningOf(part: string): string {
  return PARTS[part] ?? part;
}
