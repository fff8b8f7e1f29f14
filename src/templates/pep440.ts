// Python's versions (PEP 440) as keys that sort as they do.
import { TemplateError } from "../model/errors.ts";
import type { Operand } from "./operand.ts";
import { int } from "./value.ts";

const VERSION = new RegExp(
  "^v?(?:(\\d+)!)?(\\d+(?:\\.\\d+)*)" +
    "(?:[-_.]?(alpha|beta|preview|pre|a|b|c|rc)[-_.]?(\\d*))?" +
    "(?:-(\\d+)|[-_.]?(post|rev|r)[-_.]?(\\d*))?" +
    "(?:[-_.]?(dev)[-_.]?(\\d*))?" +
    "(?:\\+([a-z\\d]+(?:[-_.][a-z\\d]+)*))?$",
  "i",
);
const STAGES: Record<string, string> = { alpha: "a", beta: "b", c: "rc", pre: "rc", preview: "rc" };
// Before and after everything that a part may be.
const LOWEST = -1;
const HIGHEST = 1;

/** The key of a version. Throws TemplateError for what is none. */
export function pep440(text: string): Operand[] {
  const match = VERSION.exec(text.trim());
  if (match === null) throw new TemplateError(`Version comparison failed: Invalid version: '${text}'`);
  const [, epoch = "0", release = "", stage, stageNumber, bare, postWord, postNumber, dev, devNumber, local] = match;
  const numbers = release.split(".").map(whole);
  while (numbers.length > 1 && numbers.at(-1) === 0) numbers.pop();
  const hasPost = bare !== undefined || postWord !== undefined;
  const pre: Operand[] = stage !== undefined
    ? [0, STAGES[stage.toLowerCase()] ?? stage.toLowerCase(), whole(stageNumber)]
    : [!hasPost && dev !== undefined ? LOWEST : HIGHEST, "", 0];
  const post: Operand[] = hasPost ? [0, whole(bare ?? postNumber)] : [LOWEST, 0];
  const development: Operand[] = dev !== undefined ? [0, whole(devNumber)] : [HIGHEST, 0];
  const own: Operand[] = local === undefined ? [LOWEST] : [
    0,
    ...local.toLowerCase().split(/[-_.]/).map((part): Operand =>
      /^\d+$/.test(part) ? [1, whole(part), ""] : [0, 0, part]
    ),
  ];
  return [whole(epoch), numbers, pre, post, development, own];
}

function whole(digits: string | undefined): Operand {
  return int(BigInt(digits === undefined || digits === "" ? "0" : digits));
}
