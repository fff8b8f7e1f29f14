// What a module printed, as the host's Python sends it back: read, and judged as Ansible's executor does.
import type { CommandResult } from "../model/command.ts";
import { isObject, type Json, type JsonObject } from "../model/json.ts";
import type { ModuleResult } from "../model/plan.ts";
import { inflated } from "../templates/builtin.ts";
import { lines, strip } from "../templates/characters.ts";
import { parseJson } from "../templates/json_reader.ts";
import { toPlain } from "../templates/value.ts";

/** 64 MiB: a longer answer is a host's mischief. */
const MOST_BYTES = 64 * 1024 * 1024;
/** Lists and mappings within each other. Python itself writes no more than a thousand. */
const DEEPEST = 1000;
/** Ends of the client that runs on the host. */
const NO_PYTHON = 97;

/** The result of a module, from what `runModule` brought back; pure. `python` is what `ansible_python_interpreter` said. */
export function resultOf(output: CommandResult, python?: string): ModuleResult {
  if (output.timedOut) return failed("Timed out");
  if (output.cancelled) return failed("Cancelled");
  if (output.rc === NO_PYTHON) return failed(withoutPython(python, output.stderr.trim()));
  const answer = output.truncated ? undefined : answerOf(output.stdout);
  if (answer === undefined) {
    const { rc, stdout, stderr } = output;
    const msg = "The Python that ran the module on the host has died: whether it has done anything is not known";
    return { ...failed(msg), rc, module_stdout: stdout, module_stderr: stderr };
  }
  if ("long" in answer) {
    const msg =
      `The module has ended with ${answer.rc}, and its result is ${answer.long} bytes long: too much to be brought here`;
    return failed(`${msg}. Ask it for less`);
  }
  return judged(answer);
}

function withoutPython(python: string | undefined, said: string): string {
  if (python !== undefined && !/^auto/.test(python.trim())) {
    return `ansible_python_interpreter is ${JSON.stringify(python)}, which is no Python 3.6 or newer on the host` +
      (said === "" ? "" : `: ${said}`);
  }
  return "The host has no Python 3.6 or newer, which Ansible's modules need: install python3 there, or set ansible_python_interpreter";
}

interface Answer {
  rc: number;
  out: string;
  err: string;
}

function answerOf(text: string): Answer | { rc: number; long: number } | undefined {
  try {
    const told = JSON.parse(text);
    const { rc, packed } = told;
    if (typeof told.long === "number") return { rc: Number(rc), long: told.long };
    const whole = typeof packed === "string" ? JSON.parse(inflated(Uint8Array.fromBase64(packed), MOST_BYTES)) : told;
    const { out, err } = whole;
    return typeof out === "string" && typeof err === "string" ? { rc: Number(rc), out, err } : undefined;
  } catch {
    return undefined;
  }
}

function judged({ rc, out, err }: Answer): ModuleResult {
  const found = objectIn(out);
  if (found === undefined) {
    const trace = [err, out].find((each) => each.startsWith("Traceback"));
    return {
      ...failed("MODULE FAILURE\nSee stdout/stderr for the exact error"),
      module_stdout: out,
      module_stderr: err,
      ...(trace === undefined ? {} : { exception: trace }),
      rc,
    };
  }
  const { changed, failed: no, ...rest } = cleaned(found.value);
  const warnings = [...listOf(rest["warnings"]), ...found.junk];
  const bad = no === undefined ? "rc" in rest && rest["rc"] !== 0 && rest["rc"] !== "0" : isTrue(no);
  return {
    ...rest,
    ...streamLines(rest),
    ...(warnings.length === 0 ? {} : { warnings }),
    changed: isTrue(changed ?? false),
    ...(bad ? { failed: true } : {}),
  };
}

/** The one object among the lines, and a sentence about what stands behind it. */
function objectIn(out: string): { value: JsonObject; junk: string[] } | undefined {
  const all = lines(out);
  const first = all.findIndex((line) => strip(line).startsWith("{"));
  const last = all.findLastIndex((line) => strip(line).endsWith("}"));
  if (first < 0 || last < first) return undefined;
  const text = all.slice(first, last + 1).join("\n");
  const value = isTooDeep(text) ? undefined : read(text);
  if (!isObject(value)) return undefined;
  const behind = all.slice(last + 1);
  const junk = behind.some((line) => strip(line) !== "");
  return { value, junk: junk ? [`Module invocation had junk after the JSON data: ${behind.join("\n")}`] : [] };
}

/** Whoever goes through it later calls himself for each step down. A sign at a time: it may be 64 MiB. */
function isTooDeep(text: string): boolean {
  let [depth, quoted] = [0, false];
  for (let at = 0; at < text.length && depth <= DEEPEST; at++) {
    const sign = text[at];
    if (quoted && sign === "\\") at++;
    else if (sign === '"') quoted = !quoted;
    else if (!quoted && (sign === "[" || sign === "{")) depth++;
    else if (!quoted && (sign === "]" || sign === "}")) depth--;
  }
  return depth > DEEPEST;
}

function read(text: string): Json | undefined {
  try {
    return JSON.parse(text);
  } catch {
    // Python writes NaN and Infinity, too.
  }
  try {
    return toPlain(parseJson(text));
  } catch {
    return undefined;
  }
}

/** Without what is Ansible's own business, or could pass for it. */
function cleaned(found: JsonObject): JsonObject {
  const { results, ansible_facts: facts, ...rest } = found;
  const kept = Object.entries(rest).filter(([name, value]) =>
    !name.startsWith("_ansible_") && !["invocation", "add_host", "add_group"].includes(name) &&
    !(["warnings", "deprecations"].includes(name) && listOf(value).length === 0)
  );
  const named = results === undefined
    ? {}
    : { [Array.isArray(results) ? "results" : "ansible_module_results"]: results };
  const own = ([name]: [string, Json]) => !/^(ansible_)?discovered_interpreter_/.test(name);
  const known = isObject(facts) ? Object.fromEntries(Object.entries(facts).filter(own)) : facts;
  return { ...Object.fromEntries(kept), ...named, ...(known === undefined ? {} : { ansible_facts: known }) };
}

function streamLines(rest: JsonObject): JsonObject {
  const split = (name: string): JsonObject => {
    const text = rest[name];
    if (text === undefined || rest[`${name}_lines`] !== undefined) return {};
    return { [`${name}_lines`]: typeof text === "string" ? lines(text) : [] };
  };
  return { ...split("stdout"), ...split("stderr") };
}

function listOf(value: Json | undefined): Json[] {
  if (value === undefined || value === null || value === "") return [];
  return Array.isArray(value) ? value : [value];
}

/** Python's. */
function isTrue(value: Json): boolean {
  if (typeof value === "object" && value !== null) return Object.keys(value).length > 0;
  return Boolean(value);
}

function failed(msg: string): ModuleResult {
  return { changed: false, failed: true, msg };
}
