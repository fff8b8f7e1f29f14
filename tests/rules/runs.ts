// Runs as they are on record: looks, what a model did about them, and the looks after it.
import type { RecordedAction } from "../../src/model/action.ts";
import type { Iteration } from "../../src/model/iteration.ts";
import type { Json } from "../../src/model/json.ts";
import type { Learning } from "../../src/rules/derive.ts";
import { iteration, recordedAction } from "../fakes/records.ts";
import { ran } from "./situations.ts";

export type Looks = { [host: string]: { [name: string]: Json } };

/** One iteration that a model decided on: its looks, and its actions with their ends. */
export function acted(looks: Looks, actions: Partial<RecordedAction>[], more: Partial<Iteration> = {}): Iteration {
  const row = iteration({ decidedBy: "model", observations: { looks }, ...more });
  row.actions = actions.map((given) => recordedAction({ task: null, iteration: row.id, ...given }));
  const decided = row.actions.map(({ host, module, params, name }) => ({ host, module, params, name, task: null }));
  row.decision = { kind: "act", reasoning: "it is missing", actions: decided };
  return row;
}

/** The end of a run. */
export function reached(looks: Looks, more: Partial<Iteration> = {}): Iteration {
  return iteration({
    decidedBy: "model",
    converged: true,
    observations: { looks },
    decision: { kind: "converged", reasoning: "all is there" },
    ...more,
  });
}

export const NGINX_LOOKS = [
  { name: "nginx_pkg", module: "command", params: { cmd: "dpkg -s nginx" } },
  { name: "nginx_service", module: "command", params: { cmd: "systemctl is-active nginx" } },
  { name: "port", module: "command", params: { cmd: "ss -ltn" } },
  { name: "conf", module: "stat", params: { path: "/etc/nginx/conf.d/site.conf" } },
];

/** What the usual looks and those at nginx show, before and after. */
export function nginx(up: boolean, uptime = "up 3 days, load average: 0.10"): { [name: string]: Json } {
  return {
    hostname: ran(0, "web1"),
    uptime: ran(0, uptime),
    disk: ran(0, up ? "/dev/sda1 20G 5.2G" : "/dev/sda1 20G 5.1G"),
    memory: ran(0, up ? "Mem: 2000 800" : "Mem: 2000 700"),
    nginx_pkg: up ? ran(0, "Package: nginx\nStatus: install ok installed\nVersion: 1.22.1") : ran(1),
    nginx_service: up ? ran(0, "active") : ran(4, "inactive"),
    port: ran(0, up ? "State Local\nLISTEN 0.0.0.0:80" : "State Local"),
    conf: up
      ? stat({ checksum: "5891b5b522d5df086d0ff0b110fbd9d21bb4fc71", mtime: 1700000000.5 })
      : { changed: false, stat: { exists: false } },
  };
}

export function stat(facts: { [name: string]: Json }): Json {
  const path = "/etc/nginx/conf.d/site.conf";
  return { changed: false, stat: { exists: true, path, mode: "0644", pw_name: "root", gr_name: "root", ...facts } };
}

export const CONF = {
  module: "copy",
  name: "Write the site",
  params: { dest: "/etc/nginx/conf.d/site.conf", content: "server { listen 80; return 200 '{{ ok }}'; }\n" },
  result: { changed: true, dest: "/etc/nginx/conf.d/site.conf", checksum: "5891b5b522d5df086d0ff0b110fbd9d21bb4fc71" },
};
export const INSTALL = { module: "command", name: "Install nginx", params: { cmd: "apt-get install -y nginx" } };
export const START = { module: "command", name: "Start nginx", params: { cmd: "systemctl start nginx" } };

export function learning(run: Iteration[], more: Partial<Learning> = {}): Learning {
  return {
    goal: "nginx installed, running and answering on port 80",
    run,
    looks: [
      ...["hostname", "uptime", "disk", "memory"].map((name) => ({ name, module: "command", params: { cmd: name } })),
      ...NGINX_LOOKS,
    ],
    usual: new Set(["hostname", "uptime", "disk", "memory"]),
    hosts: Object.keys(run.at(-1)?.observations.looks ?? {}),
    groups: new Map(),
    ...more,
  };
}
