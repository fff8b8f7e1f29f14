// Module package: packages, by whatever the host installs them with.
import type { JsonObject } from "../model/json.ts";
import type { Module, ModuleCall, ModuleDoc } from "../ports/module.ts";
import { apkModule } from "./apk.ts";
import { aptModule } from "./apt.ts";
import { dnfModule } from "./dnf.ts";
import { packageManagerFacts } from "./facts/distribution.ts";
import { factsScript, toldFacts } from "./facts/script.ts";
import { fail, failedResult } from "./frame/planned.ts";

const doc: ModuleDoc = {
  name: "package",
  summary: "Installs and removes packages with what the host has for it: apt, dnf, apk",
  parameters: {
    name: { type: "raw", description: "Packages, as the host's own package manager calls them." },
    state: { type: "str", description: "present, absent, latest: what the manager's module knows." },
    use: {
      type: "str",
      description: "The manager's module (apt, dnf, apk) instead of the one that suits the host.",
      default: "auto",
    },
  },
  anyParameter: true,
  returns: { manager: "The module that did it; the rest is what that returns" },
  example: `- package:
    name: [git, curl]
    state: present
`,
  notes: ["Other parameters are handed to the manager's module, which checks them."],
};

/** Modules by the names that hosts' managers have. */
export type Managers = Readonly<Record<string, () => Module>>;

const MANAGERS: Managers = { apk: apkModule, apt: aptModule, dnf: dnfModule, dnf5: dnfModule, yum: dnfModule };

/** The module `package`; `managers` are the ones that it knows. */
export function packageModule(managers: Managers = MANAGERS): Module {
  const made = new Map<string, Module>();
  const known = new Map<string, string>();
  const moduleOf = (manager: string): Module | undefined => {
    const name = manager.replace(/^ansible\.(builtin|legacy)\./, "");
    const maker = Object.hasOwn(managers, name) ? managers[name] : undefined;
    const module = made.get(name) ?? maker?.();
    if (module !== undefined) made.set(name, module);
    return module;
  };
  return {
    name: doc.name,
    doc,
    async look(call) {
      const use = call.params.use ?? "auto";
      if (typeof use !== "string") return fail("use is the name of a module, as apt");
      const manager = use === "auto" ? await managerOf(call, known) : use;
      const module = moduleOf(manager);
      if (module === undefined) return fail(missing(manager, { asked: use !== "auto", managers }));
      const plan = await module.look({ ...call, params: handedOn(call.params) });
      return { ...plan, result: { ...plan.result, manager } };
    },
    apply(plan, call) {
      const module = moduleOf(String(plan.result.manager));
      if (module === undefined) throw new Error(`package: a plan of ${plan.result.manager}`);
      return module.apply(plan, { ...call, params: handedOn(call.params) });
    },
    conclude(predicted, output) {
      const result = moduleOf(String(predicted.manager))?.conclude(predicted, output) ??
        failedResult(predicted, output);
      return { ...result, manager: predicted.manager ?? null };
    },
  };
}

function handedOn(params: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(params).filter(([name]) => name !== "use"));
}

/** Asked of a machine once: it does not change until it boots. */
async function managerOf(call: ModuleCall, known: Map<string, string>): Promise<string> {
  const shell = await call.shell();
  const before = known.get(shell.machine);
  if (before !== undefined) return before;
  const script = factsScript(new Set(["distribution", "pkg_mgr"]), "");
  const { stdout } = await shell.run(["sh", "-c", script], {}, call.signal);
  const manager = String(packageManagerFacts(toldFacts(stdout).fields).pkg_mgr);
  if (manager !== "unknown") known.set(shell.machine, manager);
  return manager;
}

function missing(manager: string, { asked, managers }: { asked: boolean; managers: Managers }): string {
  const there = Object.keys(managers).sort().join(", ");
  if (asked) return `Could not find a module for ${manager}: package knows ${there}`;
  if (manager === "unknown") {
    return `Could not detect which package manager to use: set "use" (${there})`;
  }
  return `The host installs packages with ${manager}; package knows ${there}: write a task of that manager's own module`;
}
