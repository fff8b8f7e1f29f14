// The services of a host, read from what its init system printed.
import type { JsonObject } from "../../model/json.ts";
import type { Fields } from "../scripts/fields.ts";
import { toldRun } from "../scripts/told_runs.ts";

/** Services by name, and what could not be asked. */
export interface ServiceList {
  services: Record<string, JsonObject>;
  warnings: string[];
}

/** Pure. A later source replaces what an earlier one said of the same name. */
export function serviceList(fields: Fields): ServiceList {
  // A host may call a service as it likes, `__proto__` too.
  const list: ServiceList = { services: Object.create(null), warnings: [] };
  readSysv(fields, list);
  readUpstart(fields, list);
  readChkconfig(fields, list);
  readOpenrc(fields, list);
  readSystemd(fields, list);
  return { services: Object.fromEntries(Object.entries(list.services)), warnings: list.warnings };
}

function readSysv(fields: Fields, { services, warnings }: ServiceList): void {
  const run = toldRun(fields, "sysv");
  if (run === undefined) return;
  if (run.rc !== 0 && run.rc !== 4) warnings.push(`Unable to query 'service' tool (${run.rc}): ${run.err}`);
  for (const [, sign, name = ""] of run.out.matchAll(/^\s*\[ ([+-]) \]\s+(.+)$/gm)) {
    services[name] = { name, state: sign === "+" ? "running" : "stopped", source: "sysv" };
  }
}

function readUpstart(fields: Fields, { services, warnings }: ServiceList): void {
  const run = toldRun(fields, "upstart");
  if (run === undefined) return;
  if (run.rc !== 0) warnings.push(`Unable to query upstart for service data: ${run.err}`);
  for (const line of run.rc === 0 ? run.out.replaceAll("\r", "").split("\n") : []) {
    const [, name = "", goal = "", state = ""] = /^\s?(.*)\s(\w+)\/(\w+)(?:,\sprocess\s[0-9]+)?\s*$/.exec(line) ?? [];
    if (name !== "") services[name] = { name, state, goal, source: "upstart" };
  }
}

function readChkconfig(fields: Fields, { services }: ServiceList): void {
  for (const line of (toldRun(fields, "rh")?.out ?? "").split("\n")) {
    const [, name = "", levels = ""] = /^(.*?)\s+((?:[0-6]:(?:on|off)\s*){7})/.exec(line) ?? [];
    if (name === "") continue;
    const state = toldRun(fields, `rh ${name}`)?.rc === 0 ? "running" : "stopped";
    services[name] = { name, state, status: levels.includes("3:on") ? "enabled" : "disabled", source: "sysv" };
  }
}

function readOpenrc(fields: Fields, { services }: ServiceList): void {
  const runlevels = new Map<string, string[] | null>();
  for (const line of (toldRun(fields, "levels")?.out ?? "").split("\n")) {
    const [service, levels] = line.split("|");
    if (service === undefined || levels === undefined) continue;
    runlevels.set(service.trim(), levels.trim() === "" ? null : levels.trim().split(/\s+/));
  }
  for (const line of (toldRun(fields, "openrc")?.out ?? "").split("\n")) {
    if (!line.startsWith(" ")) continue;
    const [name, state] = line.replaceAll(/[[\]]/g, "").trim().split(/\s+/);
    if (name === undefined || state === undefined) continue;
    services[name] = { name, runlevels: runlevels.get(name) ?? null, state, source: "openrc" };
  }
}

const BAD = ["not-found", "masked", "failed"];

function readSystemd(fields: Fields, { services, warnings }: ServiceList): void {
  const [units, files] = [toldRun(fields, "units"), toldRun(fields, "files")];
  const lines = (run: typeof units) => (run?.out ?? "").split("\n").filter((line) => line.includes(".service"));
  if (units !== undefined && units.rc !== 0) warnings.push(`Could not list units from systemd: ${units.err}`);
  for (const line of units?.rc === 0 ? lines(units) : []) {
    const words = line.trim().split(/\s+/);
    const bad = BAD.find((word) => words.includes(word));
    // Before what is wrong stands a dot.
    const [name = "", , active = "", sub] = bad === undefined ? words : words.slice(1);
    services[name] = {
      name,
      state: sub === "running" ? "running" : "stopped",
      status: bad ?? active,
      source: "systemd",
    };
  }
  if (files === undefined) return;
  if (files.rc !== 0) warnings.push(`Could not get unit files data from systemd: ${files.err}`);
  const states = activeStates(fields.raw("states") ?? "");
  for (const line of files.rc === 0 ? lines(files) : []) {
    const [name = "", status = ""] = line.trim().split(/\s+/);
    const known = services[name];
    if (known === undefined) services[name] = { name, state: states.get(name) ?? "unknown", status, source: "systemd" };
    else if (!BAD.includes(String(known.status))) known.status = status;
  }
}

/** By every name that a unit has; templates have none. */
function activeStates(text: string): Map<string, string> {
  const states = new Map<string, string>();
  for (const block of text.split("\n\n")) {
    const value = (key: string) => new RegExp(`^${key}=(.*)$`, "m").exec(block)?.[1] ?? "";
    for (const name of [value("Id"), ...value("Names").split(" ")]) {
      if (name !== "") states.set(name, value("ActiveState"));
    }
  }
  return states;
}
