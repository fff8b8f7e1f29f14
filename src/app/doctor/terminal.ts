// What is printed to: letters and colours.
import type { Finding } from "../../ports/checkup.ts";
import { variable } from "./here.ts";
import { finding, type Look } from "./look.ts";

/** Whether what is printed will be read as UTF-8. */
export function terminalFinding({ terminal: { isTerminal, columns } }: Pick<Look, "terminal">): Finding[] {
  const locale = variable("LC_ALL") ?? variable("LC_CTYPE") ?? variable("LANG");
  const what = isTerminal ? `a terminal of ${columns ?? "unknown"} columns` : "no terminal: plain text";
  const colours = variable("NO_COLOR") === undefined ? "" : ", NO_COLOR is set";
  const words = `${what}, ${locale === undefined ? "no locale" : `locale ${locale}`}${colours}`;
  if (isTerminal && !/utf-?8/i.test(locale ?? "")) {
    return [finding("terminal", "note", `${words}: letters beyond ASCII may come out wrong`, ["export LANG=C.UTF-8"])];
  }
  return [finding("terminal", "ok", words)];
}
