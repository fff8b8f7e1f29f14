// Steps that start and stop services where there is no systemd, and how a change of a service is shown.
import type { Command } from "../../model/command.ts";
import type { JsonObject } from "../../model/json.ts";
import type { Diff } from "../../model/plan.ts";
import { stepScript } from "../scripts/told_runs.ts";

/**
 * What starts a service is away from the session, and what the service goes on to say is not waited for: a script that leaves a daemon behind
 * with its outputs open would otherwise hold both.
 */
const DETACHED = `o=$(mktemp -d) || exit 1
cd /
if command -v setsid >/dev/null; then sh -c 'setsid "$@" & wait "$!"' sh "$@" >"$o/out" 2>"$o/err" </dev/null
else "$@" >"$o/out" 2>"$o/err" </dev/null; fi
r=$?; cat "$o/out"; cat "$o/err" >&2; rm -rf "$o"`;

/** A step that starts or stops something. `tolerant`: how it ended is only told. `sleep`: seconds to wait afterwards. */
export function serviceStep(
  name: string,
  argv: string[],
  options: { tolerant?: boolean; sleep?: number } = {},
): Command {
  const wait = options.sleep ? `\n[ "$r" != 0 ] || sleep ${options.sleep}` : "";
  return stepScript(name, `${DETACHED}${wait}\n${options.tolerant ? ":" : '(exit "$r")'}`, argv);
}

/** What is wanted of a service and is not so yet, for people; nothing where nothing is. */
export function serviceDiff(name: string, wanted: JsonObject): Diff[] {
  const after = Object.entries(wanted).map(([key, value]) => `${key}: ${value}\n`).join("");
  return after === "" ? [] : [{ header: name, before: "", after }];
}
