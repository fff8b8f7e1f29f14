// Module setup: facts of a host, in Ansible's names.
import type { JsonObject } from "../model/json.ts";
import type { ModuleCall, ModuleDoc } from "../ports/module.ts";
import type { Fields } from "./scripts/fields.ts";
import { GATHERERS } from "./facts/gatherers.ts";
import { factsScript, toldFacts } from "./facts/script.ts";
import { localFacts } from "./facts/local.ts";
import { collectorsOf, SUBSETS } from "./facts/subsets.ts";
import { nearest } from "../templates/nearest.ts";
import { fnmatch } from "../templates/glob_match.ts";
import type { Params } from "./frame/parameters.ts";
import { planned, type PlannedModule, ProbeFailed } from "./frame/planned.ts";
import { wholeOutput } from "./scripts/whole_output.ts";

const doc: ModuleDoc = {
  name: "setup",
  summary: "Gathers facts of a host",
  parameters: {
    gather_subset: {
      type: "list",
      elements: "str",
      description:
        "What to gather: all, min, hardware, network, virtual, or a collector or fact of Ansible's by its name; with ! in " +
        "front: what not. min comes always, except with !min.",
      default: ["all"],
    },
    filter: {
      type: "list",
      elements: "str",
      description: "Only facts whose names match one of these patterns (*, ?, [a-z]).",
      default: [],
    },
    gather_timeout: { type: "int", description: "Seconds after which looking ends.", default: 10 },
    fact_path: {
      type: "path",
      description: "Folder of custom facts: *.fact files that hold JSON or INI, or print it when they are run.",
      default: "/etc/ansible/facts.d",
    },
  },
  returns: { ansible_facts: "The facts, each with ansible_ before its name" },
  example: `- setup:
    gather_subset: [min, network]
- debug:
    var: ansible_default_ipv4.address
`,
  notes: ["One round trip; no Python on the host, and therefore no ansible_python."],
};

/** What the host said: pairs and its environment. */
export interface SetupFacts {
  fields: Fields;
  env: string | undefined;
}

/** The module `setup`. */
export function setupModule(): PlannedModule<SetupFacts> {
  return planned<SetupFacts>({
    doc,
    check: (params) => {
      const subset = params.texts("gather_subset");
      const other = subset.find((name) => ["facter", "ohai"].includes(name));
      if (other !== undefined) return `gather_subset '${other}' is not supported: run ${other} with the module command`;
      const bad = subset.find((name) => !name.startsWith("!") && !SUBSETS.includes(name));
      if (bad === undefined) return undefined;
      const near = nearest(bad, SUBSETS);
      return `Bad subset '${bad}'${
        near === undefined ? `. There are: ${SUBSETS.join(", ")}` : `: did you mean '${near}'?`
      }`;
    },
    probe,
    plan(facts, params) {
      const subset = params.texts("gather_subset");
      const given = params.texts("filter");
      // An empty pattern is no filter, whatever stands beside it.
      const filter = given.includes("") ? [] : given;
      const about = filter.length > 0 ? {} : { gather_subset: subset, module_setup: true };
      const collectors = collectorsOf(subset);
      const local = collectors.has("local") ? localFacts(facts.fields) : { facts: {}, warnings: [] };
      const gathered = GATHERERS.flatMap(([name, gather]) => collectors.has(name) ? [gather(facts, collectors)] : []);
      const all: JsonObject = Object.assign({}, ...gathered, local.facts);
      const ansible_facts = { ...named(all, filter), ...about };
      const warnings = local.warnings.length > 0 ? { warnings: local.warnings } : {};
      return { kind: "same", result: { changed: false, ansible_facts, ...warnings } };
    },
  });
}

async function probe(params: Params, call: ModuleCall): Promise<SetupFacts> {
  const shell = await call.shell();
  const timeoutMs = (params.number("gather_timeout") ?? 10) * 1000;
  const collectors = collectorsOf(params.texts("gather_subset"));
  const script = factsScript(collectors, params.text("fact_path") ?? "");
  const first = await shell.run(["sh", "-c", script], { timeoutMs }, call.signal);
  const output = first.truncated ? await wholeOutput(shell, script, call.signal) : first;
  if (output.timedOut) {
    throw new ProbeFailed(
      `Timed out after ${
        timeoutMs / 1000
      } seconds of gathering facts: write a larger gather_timeout, or a smaller gather_subset`,
    );
  }
  const told = toldFacts(output.stdout);
  if (told.fields.raw("told") === undefined) throw new ProbeFailed(output.stderr.trim() || "The host told no facts");
  return told;
}

function named(facts: JsonObject, filters: string[]): JsonObject {
  const wanted = (name: string) =>
    filters.length === 0 || filters.some((filter) => fnmatch(`ansible_${name}`, filter) || fnmatch(name, filter));
  return Object.fromEntries(
    Object.entries(facts).filter(([name]) => wanted(name)).map(([name, fact]) => [`ansible_${name}`, fact]),
  );
}
