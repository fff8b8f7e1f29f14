// What an include_tasks came to: the steps of its files, for each item and host.
import type { ModuleResult } from "../model/plan.ts";
import type { Dict, Value } from "../model/value.ts";
import { pyStr } from "../templates/python_text.ts";
import { isTemplate } from "../templates/template.ts";
import { toPlain } from "../templates/value.ts";
import type { LoopTurn } from "./errand.ts";
import { fingerprint } from "./fingerprint.ts";
import type { Include, IncludeParams, Step } from "./playbook.ts";
import { failed } from "./task_results.ts";
import type { Surroundings } from "./variables.ts";

/** The same file with the same variables, for all hosts that include it. */
export interface Inclusion {
  hosts: string[];
  steps: Step[];
}

/** Includes that call themselves would never end: Ansible gives up about as deep. */
const DEEPEST = 50;
/** Most characters of an item in a path; longer ones are cut and told apart by a hash. */
const LONGEST = 60;

/** A file that a host includes. */
interface Read {
  host: string;
  /** What comes before the paths of its tasks; the same where a host includes the same twice. */
  alike: string;
  /** Its path, and the item that it is included for. */
  about: string;
  steps: Step[];
}

/** Reads the files of one include as its items come up. */
export class Inclusions {
  readonly #reads: Read[] = [];

  constructor(readonly include: Include, readonly from: Surroundings) {}

  /**
   * What these hosts include, in the order of the hosts and of their items. A host that includes the same twice does so once more, behind. Source:
   * ansible-core's IncludedFile.process_include_results.
   */
  found(hosts: readonly string[]): Inclusion[] {
    const found: (Inclusion & { about: string })[] = [];
    for (const { host, about, steps } of hosts.flatMap((each) => this.#reads.filter(({ host }) => host === each))) {
      const known = found.find((each) => each.about === about && !each.hosts.includes(host));
      if (known === undefined) found.push({ hosts: [host], steps, about });
      else known.hosts.push(host);
    }
    return found;
  }

  /** Reads the file for a host's item, and says what the include comes to there. */
  read(host: string, params: Dict, turn: LoopTurn | undefined): ModuleResult {
    const { task } = this.include;
    const name = pyStr(params.get("file") ?? "");
    const nth = this.#reads.filter((each) => each.host === host).length;
    const alike = `${task.path}.include${suffix(this.#distinct(name, turn, nth))}`;
    const before = this.#reads.filter((each) => each.host === host && each.alike === alike).length;
    const path = before === 0 ? alike : `${alike}#${before + 1}`;
    if (path.split(".include").length > DEEPEST) {
      return { changed: false, failed: true, msg: "Tasks include each other without end" };
    }
    try {
      const own: IncludeParams[] = turn === undefined ? [] : [{ values: turn.names, trusted: false }];
      const { file, steps } = this.from.playbook.include(this.include, name, {
        path,
        files: this.from.files,
        params: own,
      });
      this.#reads.push({ host, alike, about: JSON.stringify([file, toPlain(turn?.names ?? null)]), steps });
      return { changed: false, include: file, include_args: {} };
    } catch (error) {
      return failed(error, task.place);
    }
  }

  /** What tells the included tasks of one item from those of another. What no_log hides is in no path, and no secret. */
  #distinct(name: string, turn: LoopTurn | undefined, nth: number): Value[] {
    const { task } = this.include;
    const file = isTemplate(pyStr(task.params.get("file") ?? "")) ? [name] : [];
    if (turn === undefined) return file;
    const parts = [...file, turn.item];
    const hidden = task.noLog !== false || this.from.isSecret?.(parts.map(pyStr).join(",")) === true;
    return hidden ? [String(nth)] : parts;
  }
}

function suffix(parts: Value[]): string {
  if (parts.length === 0) return "";
  const text = parts.map(pyStr).join(",");
  return `(${text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}#${fingerprint(text)}`})`;
}
