// One line for many hosts: web[01:20], db-[a:f], with a step, several in one name.
import { InputError } from "../model/errors.ts";
import { parseInteger } from "../templates/number_text.ts";
import { splitPort } from "./host_address.ts";

const LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
/** More hosts than this in one range are a slip of the hand. */
const MOST = 1_000_000;
const INSTEAD = 'write "web[1:9]", "web[01:20]", "web[a:f]", or "web[1:9:2]" with a step';

/** The hosts that a name with ranges stands for, and the port behind it. Throws InputError, without a place, for a range that makes no sense. */
export function expandHosts(text: string): { hosts: string[]; port?: number } {
  const { host, port } = splitPort(text);
  return { hosts: host.includes("[") ? expanded(host, host) : [host], ...(port === undefined ? {} : { port }) };
}

function expanded(name: string, whole: string): string[] {
  const refuse = (why: string): never => {
    throw new InputError(`The host range in "${whole}" makes no sense: ${why}; ${INSTEAD}`);
  };
  const [head = "", range = "", tail = "", more] = name.replace("[", "|").replace("]", "|").split("|");
  if (!name.includes("]")) refuse('its "[" is not closed');
  if (more !== undefined) refuse('a name with a range has no "|"');
  const [begin = "", end, step = "1", tooMuch] = range.split(":");
  if (end === undefined || tooMuch !== undefined) refuse("it has a begin and an end, and perhaps a step");
  const names = sequence(begin || "0", end ?? "", step, refuse).map((each) => `${head}${each}${tail}`);
  return names.flatMap((each) => each.includes("[") ? expanded(each, whole) : [each]);
}

function sequence(begin: string, end: string, stepText: string, refuse: (why: string) => never): string[] {
  if (end === "") refuse("it has no end");
  const padded = begin.startsWith("0") && begin.length > 1;
  if (padded && begin.length !== end.length) refuse("a begin with leading zeros is as long as the end");
  const step = Number(parseInteger(stepText) ?? refuse("its step is no number"));
  if (step === 0) refuse("a step of 0 never ends");
  const [from, to] = [LETTERS.indexOf(begin), LETTERS.indexOf(end)];
  if (from >= 0 && to >= 0) {
    if (from > to) refuse("it ends before it begins");
    return step < 0 ? [] : LETTERS.slice(from, to + 1).split("").filter((_, at) => at % step === 0);
  }
  const [first, last] = [parseInteger(begin), parseInteger(end)].map((each) =>
    Number(each ?? refuse("its ends are two numbers, or two letters"))
  );
  if ((last! - first!) / step > MOST) refuse(`it names more than ${MOST} hosts`);
  const numbers: string[] = [];
  // A range that ends before it begins names no host, as a generated one may.
  if (step > 0) {
    for (let at = first!; at <= last!; at += step) {
      numbers.push(padded ? String(at).padStart(begin.length, "0") : String(at));
    }
  }
  return numbers;
}
