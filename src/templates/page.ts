// A template under way: its top-level names, its blocks, and the template that it extends.
import { TemplateError } from "../model/errors.ts";
import type { Operand } from "./operand.ts";
import { Native } from "./operand.ts";
import type { Block, Template } from "./syntax.ts";

/** A block and the template that has it. */
export interface OwnedBlock {
  block: Block;
  template: Template;
}

/** What a template and those that it extends have in common. */
export class Page {
  #blocks = new Map<string, OwnedBlock[]>();
  /** What `{% extends %}` named, until it is rendered. */
  parent: Template | undefined;

  /** Adds a template's blocks below those that are there already. */
  add(template: Template): void {
    for (const [name, block] of template.blocks) {
      const all = this.#blocks.get(name) ?? [];
      this.#blocks.set(name, [...all, { block, template }]);
    }
  }

  /** A block of this name: 0 is the one that counts, further ones are what `super()` gives. */
  block(name: string, level: number): OwnedBlock | undefined {
    return this.#blocks.get(name)?.[level];
  }

  /** Throws TemplateError for a block that must be filled and is not. */
  requireFilled(name: string): void {
    if (this.block(name, 0)?.block.required) throw new TemplateError(`Required block '${name}' not found`);
  }
}

/** What `{% import %}` gives: the top-level names of a template, and its text. */
export class Module extends Native {
  readonly typeName = "TemplateModule";

  constructor(readonly exported: ReadonlyMap<string, Operand>, readonly body: string) {
    super();
  }

  override attribute(name: string): Operand | undefined {
    return name.startsWith("_") ? undefined : this.exported.get(name);
  }

  override text(): string {
    return this.body;
  }
}

/** The variable `self`: a template's blocks as functions. */
export class BlockReader extends Native {
  readonly typeName = "TemplateReference";

  constructor(readonly read: (name: string) => Operand | undefined) {
    super();
  }

  override attribute(name: string): Operand | undefined {
    return this.read(name);
  }
}
