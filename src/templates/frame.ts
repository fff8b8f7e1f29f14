// Names that a template binds itself.
import type { Operand } from "./operand.ts";
import type { Page } from "./page.ts";

/** One level of a template's own names; inner levels see outer ones. */
export class Frame {
  readonly names = new Map<string, Operand>();
  /** The template whose top level this frame or an outer one is. */
  page: Page | undefined;

  constructor(readonly outer: Frame | null = null) {
    this.page = outer?.page;
  }

  get(name: string): Operand | undefined {
    const own = this.names.get(name);
    return own === undefined && this.outer !== null ? this.outer.get(name) : own;
  }

  set(name: string, value: Operand): void {
    this.names.set(name, value);
  }
}
