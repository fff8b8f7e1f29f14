// Situations and rules with everything a test does not care about filled in.
import type { Situation } from "../../src/rules/consult.ts";
import type { Json } from "../../src/model/json.ts";
import type { Rule } from "../../src/model/rule.ts";
import { selectHosts } from "../../src/inventory/patterns.ts";

/** Looks of hosts, all of them in the group `web`. */
export function situation(
  looks: { [host: string]: { [name: string]: Json } },
  more: Partial<Situation> = {},
): Situation {
  const names = Object.keys(looks);
  return {
    goal: "nginx answers",
    hosts: names.map((name) => ({ name, groups: ["web"], facts: { distribution: "Debian" } })),
    observations: { looks },
    state: { resources: [] },
    run: [],
    select: (pattern) => selectHosts({ hosts: names, groups: new Map([["web", names]]) }, pattern, undefined).hosts,
    ...more,
  };
}

/** What `command` returns. */
export function ran(rc: number, stdout = ""): Json {
  return {
    changed: false,
    ...(rc === 0 ? {} : { failed: true, msg: "non-zero return code" }),
    cmd: "x",
    rc,
    stdout,
    stderr: "",
    stdout_lines: stdout === "" ? [] : stdout.split("\n"),
    stderr_lines: [],
    start: "2026-01-01 00:00:00.000",
    end: "2026-01-01 00:00:00.100",
    delta: "0:00:00.100000",
  };
}

export function rule(given: Partial<Rule> = {}): Rule {
  return {
    name: "nginx-up",
    description: "nginx runs",
    observe: [],
    when: "nginx.rc != 0",
    actions: [{ name: "Start nginx", module: "command", params: { cmd: "systemctl start nginx" } }],
    status: "active",
    origin: null,
    file: "/rules/nginx-up.yml",
    ...given,
  };
}
