// Values that a module takes for true and false where a parameter is a boolean, as src/modules/frame/conversion.ts converts them.
import type { Json } from "../model/json.ts";

const TRUE = /^(true|yes|on|1|y|t)$/i;
const FALSE = /^(false|no|off|0|n|f)$/i;

/** Whether a module takes it for true. */
export function isTrue(value: Json): boolean {
  return TRUE.test(String(value).trim());
}

/** Whether a module takes it for false. Of a word that is neither, nothing is done: the module refuses it. */
export function isFalse(value: Json): boolean {
  return FALSE.test(String(value).trim());
}
