// Module wait_for: a look that waits for a port, a file, a text in one of them, or the end of connections.
import type { JsonObject } from "../model/json.ts";
import type { ModuleDoc } from "../ports/module.ts";
import { pythonRegex } from "../templates/python_regex.ts";
import { CONNECTION_STATES } from "./waiting/connections.ts";
import type { Params } from "./frame/parameters.ts";
import { fail, planned, type PlannedModule } from "./frame/planned.ts";
import { type Waited, waited } from "./waiting/wait_rounds.ts";

const doc: ModuleDoc = {
  name: "wait_for",
  summary: "Waits until a port, a file or a text is there, or gone",
  parameters: {
    host: { type: "str", description: "Where the port is, seen from the task's host.", default: "127.0.0.1" },
    port: { type: "int", description: "The port to try." },
    path: { type: "path", description: "The file to look for, instead of a port." },
    search_regex: {
      type: "str",
      description: "Wait until this regular expression is found in the file, or in what the port says.",
    },
    state: {
      type: "str",
      description:
        "What to wait for. Port: started (it answers), stopped or absent (it does not), drained (no connection is " +
        "left). Path: present or started, absent.",
      choices: ["absent", "drained", "present", "started", "stopped"],
      default: "started",
    },
    timeout: { type: "int", description: "Seconds until it fails, delay included.", default: 300 },
    delay: { type: "int", description: "Seconds to wait before the first look.", default: 0 },
    sleep: { type: "int", description: "Seconds between two looks.", default: 1 },
    connect_timeout: { type: "int", description: "Seconds that one attempt to connect may take.", default: 5 },
    active_connection_states: {
      type: "list",
      elements: "str",
      description: "For drained: what counts as a connection.",
      default: Object.keys(CONNECTION_STATES),
    },
    exclude_hosts: { type: "list", elements: "str", description: "For drained: whose connections do not count." },
    msg: { type: "str", description: "What to say when it took too long." },
  },
  returns: {
    elapsed: "Seconds that it took",
    match_groups: "What the groups of search_regex matched",
    match_groupdict: "What its named groups matched",
    state:
      "The parameter; of a path that is there what it is (file, directory, link), with mode, owner, group and size",
    port: "The parameter",
    path: "The parameter",
    search_regex: "The parameter",
  },
  example: `- wait_for:
    port: 8080
    timeout: 60
- wait_for:
    path: /var/log/app.log
    search_regex: started in (\\d+) ms
`,
  notes: [
    "A port is tried with bash, nc or curl, whichever the host has; where it has none, a port of the host itself is looked for in /proc.",
    "Without port and path it is a pause on the host: it waits once a run.",
    "A dry run does not wait: a task before this one would perhaps have made what it waits for.",
  ],
};

/** What the wait came to; absent where there was none. */
export interface WaitFacts {
  waited?: Waited;
}

/** The module `wait_for`. */
export function waitForModule(): PlannedModule<WaitFacts> {
  return planned<WaitFacts>({
    program: true,
    doc,
    check,
    async probe(params, call) {
      return call.checkMode || isPause(params) ? {} : { waited: await waited(params, call) };
    },
    plan({ waited }, params, { checkMode }) {
      if (checkMode) {
        const msg = "remote module (wait_for) does not support check mode";
        return { kind: "same", result: { changed: false, skipped: true, msg } };
      }
      const result = { changed: false, ...told(params) };
      if (waited === undefined) {
        const seconds = Math.max(params.number("timeout") ?? 300, 0) + Math.max(params.number("delay") ?? 0, 0);
        const commands = [{ argv: ["sleep", String(seconds)] }];
        return { kind: "change", diff: [], commands, result: { ...result, elapsed: seconds }, cannotTell: true };
      }
      const { elapsed } = waited;
      if (waited.kind === "wrong") return fail(waited.msg, { elapsed });
      if (waited.kind === "late") return fail(params.text("msg") ?? late(params), { elapsed });
      return { kind: "same", result: { ...result, elapsed, ...waited.match, ...waited.info } };
    },
  });
}

function isPause(params: Params): boolean {
  return !params.number("port") && !params.text("path") && params.text("state") !== "drained";
}

function check(params: Params): string | undefined {
  const [path, port, state] = [params.text("path"), params.number("port"), params.text("state")];
  if (path && port) return "port and path parameter can not both be passed to wait_for";
  if (path && (state === "stopped" || state === "drained")) {
    return `state=${state} should only be used for checking a port in the wait_for module`;
  }
  if (state === "drained" && !port) return "state=drained needs a port";
  if (params.has("exclude_hosts") && state !== "drained") return "exclude_hosts should only be with state=drained";
  const unknown = params.texts("active_connection_states").find((name) => !Object.hasOwn(CONNECTION_STATES, name));
  if (unknown !== undefined) return `unknown active_connection_state (${unknown}) defined`;
  const pattern = params.text("search_regex");
  try {
    if (pattern !== undefined) pythonRegex(pattern, { multiline: true });
  } catch (error) {
    return `Invalid regular expression: ${error instanceof Error ? error.message : error}`;
  }
  return undefined;
}

function told(params: Params): JsonObject {
  return {
    state: params.text("state") ?? null,
    port: params.number("port") ?? null,
    search_regex: params.text("search_regex") ?? null,
    path: params.text("path") ?? null,
    match_groups: [],
    match_groupdict: {},
  };
}

/** Ansible's sentences. */
function late(params: Params): string {
  const [path, pattern, state] = [params.text("path"), params.text("search_regex"), params.text("state")];
  const address = `${params.text("host")}:${params.number("port")}`;
  if (state === "drained") return `Timeout when waiting for ${address} to drain`;
  if (state === "absent" || state === "stopped") {
    return path ? `Timeout when waiting for ${path} to be absent.` : `Timeout when waiting for ${address} to stop.`;
  }
  if (pattern !== undefined) return `Timeout when waiting for search string ${pattern} in ${path ?? address}`;
  return path ? `Timeout when waiting for file ${path}` : `Timeout when waiting for ${address}`;
}
