// The Ansible that is installed on the controller: which modules it has, and what a host needs to run one.
import type { ModuleDoc } from "./module.ts";

/** One of Ansible's modules, as the controller knows it. */
export interface AnsibleModule {
  /** Fully qualified: `ansible.builtin.stat`, `community.general.timezone`. */
  name: string;
  /** From its argument spec and its documentation. */
  doc: ModuleDoc;
  /** Whether it can say beforehand what it would change. */
  supportsCheckMode: boolean;
  /** Ansible's own package of it (`modify_module`): the same for every call, made when it is first asked for. Throws InputError. */
  pack(signal?: AbortSignal): Promise<Packed>;
}

/** What is sent to a host once. */
export interface Packed {
  /** SHA-256 of the zip, hex. */
  hash: string;
  zip: Uint8Array;
  /** Python's name of what is run: `ansible.modules.stat`. */
  entry: string;
  /** Version of the Ansible it comes from, as modules are told it. */
  version: string;
}

/** Why a module cannot be used, in a sentence. `unknown`: there is none of that name, as far as can be told. */
export interface Refused {
  refusal: string;
  unknown?: true;
}

/** Where Ansible looks besides its own places. */
export interface Places {
  /** A playbook's folder: modules in its `library/`, and collections in its `collections/`. */
  beside?: string;
}

/** Asks the Ansible of the controller. */
export interface Ansible {
  /** Why it can be asked nothing, in a sentence; undefined where it can. Never throws. */
  lacking(): Promise<string | undefined>;
  /**
   * What each of these names is: a module, or a sentence that says why it cannot be used (there is no such module, Ansible is not installed,
   * it is done by an action plugin on the controller, it is no Python). Names may be short or fully qualified. Never throws.
   */
  describe(
    names: readonly string[],
    places?: Places,
    signal?: AbortSignal,
  ): Promise<Map<string, AnsibleModule | Refused>>;
  /** All of its modules that hosts can run, sorted; `refusal` where there is no Ansible. */
  list(
    places?: Places,
    signal?: AbortSignal,
  ): Promise<{ modules: { name: string; summary: string }[] } | { refusal: string }>;
  /** Ends its process. */
  [Symbol.asyncDispose](): Promise<void>;
}
