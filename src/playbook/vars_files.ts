// The variables in a play's vars_files, as far as the names of the files can be worked out.
import { InputError, TemplateError, UndefinedVariable } from "../model/errors.ts";
import type { Dict, Scope } from "../model/value.ts";
import type { Files } from "../ports/files.ts";
import { templateValue } from "../templates/template.ts";
import { told } from "./task_results.ts";
import type { Play, Playbook, VarsFile } from "./playbook.ts";

/** Reads them once each; a name that needs a fact is worked out when the fact is there. */
export class VarsFiles {
  readonly #read = new Map<VarsFile, Dict>();

  constructor(readonly from: { playbook: Playbook; files: Files }) {}

  /**
   * The variables of each file, in order. A name with an undefined variable is left out until facts are `certain`, as in Ansible.
   * Throws TemplateError.
   */
  of(play: Play, { scope, certain }: { scope: () => Scope; certain: boolean }): Dict[] {
    return play.varsFiles.flatMap((entry): Dict[] => {
      const known = this.#read.get(entry);
      if (known !== undefined) return [known];
      const read = this.#variables(entry, { scope, certain });
      if (read === undefined) return [];
      this.#read.set(entry, read);
      return [read];
    });
  }

  #variables(entry: VarsFile, { scope, certain }: { scope: () => Scope; certain: boolean }): Dict | undefined {
    const { playbook, files } = this.from;
    try {
      const names = entry.names.map((name) => String(templateValue(name, scope())));
      const found = playbook.variables(names, { files });
      if (found !== undefined) return found;
      throw new TemplateError(`There is no file of variables ${names.join(" and no ")}`);
    } catch (error) {
      if (error instanceof UndefinedVariable && !certain) return undefined;
      if (error instanceof InputError) throw new TemplateError(told(error), undefined, undefined, { cause: error });
      throw error;
    }
  }
}
