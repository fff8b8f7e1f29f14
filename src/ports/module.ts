// What a module is: a look, and the deed that a look found necessary.
import type { CommandResult, Receipt } from "../model/command.ts";
import type { Json, JsonObject } from "../model/json.ts";
import type { ModuleResult, Plan } from "../model/plan.ts";
import type { Scope } from "../model/value.ts";
import type { Files } from "./files.ts";
import type { Shell } from "./shell.ts";

/** Everything one call may use. */
export interface ModuleCall {
  params: JsonObject;
  /** The shell of the action's host, opened when first asked for. */
  shell(): Promise<Shell>;
  /**
   * A session on the action's host that is opened anew, the one there was being forgotten: after a reboot, or while a host is waited for.
   * `connectSeconds` instead of what `ansible_timeout` says. Throws HostUnreachable, CannotBecome.
   */
  reconnect(options?: { connectSeconds?: number }): Promise<Shell>;
  /** A shell on the controller, for modules that move files between it and the host (fetch). */
  controller(): Promise<Shell>;
  files: Files;
  /** Variables for modules that render text. */
  vars: Scope;
  /** Folders where a relative `src` is looked for, first match wins: the playbook's `templates/` or `files/`, then its own folder. */
  searchPath: string[];
  /** Only what would change is asked for; nothing will be applied. */
  checkMode: boolean;
  /** The task's no_log: whoever writes a log on the host leaves the call out. */
  noLog: boolean;
  /** `ansible_python_interpreter` of the host, as its variables say it; absent where they say nothing. Only modules of Ansible's own ask for it. */
  python?: string;
  /** The host is entered without ssh. */
  local: boolean;
  /** What is on record of this very call in its run: a deed that was done, failed, or was interrupted. */
  past?: ModuleResult;
  /** Milliseconds since 1970, on the controller's clock. */
  now(): number;
  /** Waits here, on the controller; ends early when `signal` or the call's own fires. */
  wait(ms: number, signal?: AbortSignal): Promise<void>;
  signal: AbortSignal;
}

/** One parameter, in the words of Ansible's argument_spec. */
export interface Parameter {
  type: "str" | "int" | "float" | "bool" | "path" | "raw" | "list" | "dict" | "jsonarg";
  description: string;
  required?: boolean;
  default?: Json;
  choices?: string[];
  aliases?: string[];
  /** Type of a list's elements. */
  elements?: Parameter["type"];
  /** What a dict, or each dict of a list, may hold (Ansible's `options`). */
  options?: Record<string, Parameter>;
  /** Ansible's `no_log`: what is given here is a secret, and is taken out of all that is written down. */
  secret?: true;
  /** It is an address, or has some in it: a password in one is a secret, the rest is none. */
  secretPassword?: true;
}

/** What `modules NAME` prints and parameters are checked against. */
export interface ModuleDoc {
  name: string;
  /** One sentence. */
  summary: string;
  parameters: Record<string, Parameter>;
  /** The parameter that a task's plain text goes to (`command: ls -l`). */
  freeForm?: string;
  /** Parameters may have any name (set_fact). */
  anyParameter?: boolean;
  /** Of these parameters at most one may be given. */
  mutuallyExclusive?: string[][];
  /** Of these parameters at least one must be given. */
  requiredOneOf?: string[][];
  /** Of these parameters all must be given, or none. */
  requiredTogether?: string[][];
  /** `[parameter, value, names, any]`: where the parameter has the value, all of the names must be given; with `any`, one of them. */
  requiredIf?: [string, Json, string[], boolean?][];
  /** Where the parameter is given, these must be too. */
  requiredBy?: Record<string, string[]>;
  /** Name to one sentence. */
  returns: Record<string, string>;
  /** A task in YAML. */
  example: string;
  notes?: string[];
  /** Acts on the controller and on variables only: no shell, nothing on a host changes. */
  controllerOnly?: boolean;
  /** Its deed is done on the controller, whichever host its look was at (fetch). */
  deedOnController?: boolean;
  /** It waits for hosts that do not answer: one that is known to be away is asked all the same. */
  awaitsHost?: true;
}

/** A module: what Ansible calls by the same name. */
export interface Module {
  name: string;
  doc: ModuleDoc;
  /** Looks at the host and compares. Changes nothing. Throws only for our "cannot" (a broken shell); the world's "no" is a Plan of kind fail. */
  look(call: ModuleCall): Promise<Plan>;
  /** Runs a plan's commands under a receipt and concludes. */
  apply(plan: Plan & { kind: "change" }, call: ModuleCall & { receipt: Receipt }): Promise<ModuleResult>;
  /** The result of a plan whose commands ended like this; pure, so that an adopted receipt is concluded the same way. */
  conclude(predicted: ModuleResult, output: CommandResult): ModuleResult;
}

/** The modules there are, as the playbook's parser and the engine see them. */
export interface Modules {
  names(): string[];
  /** By Ansible's short name or FQCN (`ansible.builtin.copy`); undefined for an unknown one. */
  get(name: string): Module | undefined;
  /**
   * What is wrong with these parameters, as sentences; empty when nothing is. A value for which `templated` answers true is
   * not known yet and only its parameter's name is checked.
   */
  problems(name: string, params: JsonObject, templated: (value: Json) => boolean): Problem[];
  /**
   * Asks the controller's Ansible for the names that `get` was asked for in vain since the last time. True where something is known now that was
   * not before: what was read with these modules is to be read again. Never throws: `problems` says why a name is still unknown.
   */
  learn(signal?: AbortSignal): Promise<boolean>;
  /**
   * All modules that could be asked for, the controller's Ansible's too, with a sentence each; sorted by name, ours first. `lacking`: why there are
   * none of Ansible's.
   */
  list(signal?: AbortSignal): Promise<{ modules: ListedModule[]; lacking?: string }>;
}

/** One line of a list of modules. */
export interface ListedModule {
  name: string;
  summary: string;
  /** Who does it: this program, or Ansible's code on a Python of the host. */
  from: "native" | "ansible";
}

/** A wrong parameter: which (null for the call as a whole), and a sentence that names what was expected. */
export interface Problem {
  parameter: string | null;
  message: string;
}
