// Briefs as an engine would put them together, with everything that a test does not care about filled in.
import type { Json, JsonObject } from "../../src/model/json.ts";
import { modules } from "../../src/modules/registry.ts";
import type { DeciderTerms } from "../../src/deciders/model_decider.ts";
import type { Brief, BriefHost } from "../../src/ports/decider.ts";

export function brief(given: Partial<Brief> = {}): Brief {
  return {
    desiredState: "nginx answers on port 80",
    hosts: [host("web1"), host("web2", { groups: ["web"] })],
    observations: { looks: { web1: { hostname: said("web1") }, web2: { hostname: said("web2") } } },
    run: [],
    findings: [],
    rules: [],
    state: { resources: [], hosts: [] },
    left: { iterations: 10 },
    dryRun: false,
    now: "2026-01-01T00:00:00.000Z",
    ...given,
  };
}

export function host(name: string, given: Partial<BriefHost> = {}): BriefHost {
  return { name, groups: [], ...given };
}

/** What a command that was looked at returned. */
export function said(stdout: string, more: JsonObject = {}): JsonObject {
  const times = { start: "2026-01-01 00:00:00", end: "2026-01-01 00:00:00", delta: "0:00:00" };
  const lines: Json[] = stdout.split("\n");
  return {
    changed: false,
    cmd: ["x"],
    rc: 0,
    stdout,
    stdout_lines: lines,
    stderr: "",
    stderr_lines: [],
    ...times,
    ...more,
  };
}

export function terms(bound: { [module: string]: string[] } = {}): DeciderTerms {
  return { modules: modules(), bound: (module) => bound[module] ?? [] };
}
