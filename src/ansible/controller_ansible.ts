// The Ansible that is installed on the controller, asked through a Python of its own.
import type { JsonObject } from "../model/json.ts";
import { InputError } from "../model/errors.ts";
import type { Ansible, AnsibleModule, Packed, Places, Refused } from "../ports/ansible.ts";
import { AnsibleMissing, ControllerPython, type PythonTerms } from "./controller_python.ts";
import { moduleDoc, type Told } from "./module_doc.ts";
import { type NotUsable, refusalOf, runsAnyway } from "./refusals.ts";

/** Opens it; nothing is started before it is asked. */
export function controllerAnsible(terms: PythonTerms = {}): Ansible {
  const python = new ControllerPython(terms);
  const describe = async (name: string, { beside }: Places, signal?: AbortSignal): Promise<AnsibleModule | Refused> => {
    try {
      const found = await python.ask("describe", [name, beside ?? null], signal) as JsonObject;
      const refused = refusalOf(name, found as NotUsable, await python.version());
      return refused ?? moduleOf(name, found as Told, { beside: beside ?? null, python });
    } catch (error) {
      if (error instanceof AnsibleMissing) return { refusal: error.message, unknown: true };
      return { refusal: `The controller's Ansible could not say what '${name}' is: ${words(error)}` };
    }
  };
  /** By the folder that it was asked for. */
  const lists = new Map<string, Promise<Listed[]>>();
  const list = (beside: string, signal?: AbortSignal) => {
    const asking = lists.get(beside) ??
      python.ask("list", [beside === "" ? null : beside], signal).then((found) => found as unknown as Listed[]);
    lists.set(beside, asking);
    asking.catch(() => lists.delete(beside));
    return asking;
  };
  return {
    async lacking() {
      try {
        await python.version();
        return undefined;
      } catch (error) {
        return words(error);
      }
    },
    async describe(names, places = {}, signal) {
      const found = new Map<string, AnsibleModule | Refused>();
      for (const name of names) found.set(name, await describe(name, places, signal));
      return found;
    },
    async list({ beside = "" } = {}, signal) {
      try {
        const all = await list(beside, signal);
        const modules = all.filter(({ name, action }) => !action || runsAnyway(name));
        return { modules: modules.map(({ name, summary }) => ({ name, summary })) };
      } catch (error) {
        return { refusal: words(error) };
      }
    },
    [Symbol.asyncDispose]: () => python[Symbol.asyncDispose](),
  };
}

interface Listed {
  name: string;
  summary: string;
  /** An action plugin does its work on the controller. */
  action: boolean;
}

function moduleOf(
  asked: string,
  told: Told,
  { beside, python }: { beside: string | null; python: ControllerPython },
): AnsibleModule {
  let packed: Promise<Packed> | undefined;
  return {
    name: told.name,
    doc: moduleDoc(told),
    supportsCheckMode: told.spec?.["supports_check_mode"] === true,
    async pack(signal) {
      // Others may wait for it, too: who is cancelled only stops waiting.
      const packing = packed ??= pack(asked, { beside, python });
      // What failed once may work the next time.
      packing.catch(() => packed = packed === packing ? undefined : packed);
      return await unlessCancelled(packing, signal);
    },
  };
}

/** The work's end, or the signal's reason. */
async function unlessCancelled<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return await work;
  const cancelled = Promise.withResolvers<never>();
  const stop = () => cancelled.reject(signal.reason);
  signal.addEventListener("abort", stop);
  try {
    if (signal.aborted) stop();
    return await Promise.race([work, cancelled.promise]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

interface PackedText extends Omit<Packed, "zip"> {
  zip: string;
}

async function pack(
  name: string,
  { beside, python }: { beside: string | null; python: ControllerPython },
): Promise<Packed> {
  try {
    const { zip, ...packed } = await python.ask("pack", [name, beside]) as unknown as PackedText;
    return { ...packed, zip: Uint8Array.fromBase64(zip) };
  } catch (error) {
    throw new InputError(`Ansible could not pack its module '${name}': ${words(error)}`, undefined, { cause: error });
  }
}

function words(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
