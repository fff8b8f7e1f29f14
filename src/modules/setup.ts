// Module setup: facts of a host, in Ansible's names.
import type { JsonObject } from "../model/json.ts";
import type { ModuleCall, ModuleDoc } from "../ports/module.ts";
import { distributionFacts } from "./facts/distribution.ts";
import { memoryFacts, mountFacts, processorFacts, productFacts, virtualizationFacts } from "./facts/hardware.ts";
import { networkFacts } from "./facts/network.ts";
import { factsScript } from "./facts/script.ts";
import { dateFacts, environmentFacts, kernelFacts, platformFacts, serviceFacts, userFacts } from "./facts/system.ts";
import { type Fields, withBody } from "./fields.ts";
import { nearest } from "../templates/nearest.ts";
import type { Params } from "./parameters.ts";
import { planned, type PlannedModule, ProbeFailed } from "./planned.ts";

const SUBSETS = ["all", "min", "hardware", "network", "virtual"];

const doc: ModuleDoc = {
  name: "setup",
  summary: "Gathers facts of a host",
  parameters: {
    gather_subset: {
      type: "list",
      elements: "str",
      description: `What to gather: ${
        SUBSETS.join(", ")
      }; with ! in front: what not. min comes always, except with !min.`,
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
      description: "Accepted; custom facts are not read: ansible_local is empty.",
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
      const bad = params.texts("gather_subset").find((name) => !SUBSETS.includes(name.replace(/^!/, "")));
      if (bad === undefined) return undefined;
      const near = nearest(bad.replace(/^!/, ""), SUBSETS);
      return `gather_subset '${bad}' is not known${near === undefined ? "" : `: did you mean '${near}'?`} There are: ${
        SUBSETS.join(", ")
      }`;
    },
    probe,
    plan(facts, params) {
      const subset = params.texts("gather_subset");
      const filter = params.texts("filter");
      const about = filter.length > 0 ? {} : { gather_subset: subset, module_setup: true };
      const ansible_facts = { ...named(gathered(facts, subset), filter), ...about };
      return { kind: "same", result: { changed: false, ansible_facts } };
    },
  });
}

async function probe(params: Params, call: ModuleCall): Promise<SetupFacts> {
  const shell = await call.shell();
  const timeoutMs = (params.number("gather_timeout") ?? 10) * 1000;
  const output = await shell.run(["sh", "-c", factsScript()], { timeoutMs }, call.signal);
  if (output.timedOut) throw new ProbeFailed(`Timed out after ${timeoutMs / 1000} seconds of gathering facts`);
  const { fields, body } = withBody(output.stdout, "env");
  if (fields.line("uname") === undefined) throw new ProbeFailed(output.stderr.trim() || "The host told no facts");
  return { fields, env: body };
}

function gathered({ fields, env }: SetupFacts, subset: string[]): JsonObject {
  const left = new Set(subset.filter((name) => name.startsWith("!")).map((name) => name.slice(1)));
  const named = new Set(subset.filter((name) => !name.startsWith("!")));
  const everything = named.has("all") || (named.size === 0 && !left.has("all"));
  const wants = (name: string) => named.has(name) || (everything && !left.has(name));
  const min = !(left.has("min"));
  return {
    ...(min
      ? {
        ...platformFacts(fields),
        ...distributionFacts(fields),
        ...dateFacts(fields),
        ...userFacts(fields),
        ...environmentFacts(env),
        ...serviceFacts(fields),
        ...kernelFacts(fields),
        local: {},
      }
      : {}),
    ...(wants("hardware")
      ? { ...processorFacts(fields), ...memoryFacts(fields), ...mountFacts(fields), ...productFacts(fields) }
      : {}),
    ...(wants("network") ? networkFacts(fields) : {}),
    ...(wants("virtual") ? virtualizationFacts(fields) : {}),
  };
}

function named(facts: JsonObject, filters: string[]): JsonObject {
  const patterns = filters.filter((pattern) => pattern !== "").map(globPattern);
  const wanted = (name: string) =>
    patterns.length === 0 || patterns.some((pattern) => pattern.test(`ansible_${name}`) || pattern.test(name));
  return Object.fromEntries(
    Object.entries(facts).filter(([name]) => wanted(name)).map(([name, fact]) => [`ansible_${name}`, fact]),
  );
}

/** Python's fnmatch. */
function globPattern(glob: string): RegExp {
  const source = glob.replaceAll(/\[!?[^\]]+\]|[\\^$.+()|{}[\]]|\*|\?/g, (sign) => {
    if (sign === "*") return ".*";
    if (sign === "?") return ".";
    return sign.length > 1 ? sign.replace(/^\[!/, "[^") : `\\${sign}`;
  });
  return new RegExp(`^${source}$`, "s");
}
