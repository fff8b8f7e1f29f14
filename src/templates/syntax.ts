// The tree that a template's text becomes.
import type { Comparison } from "./compare.ts";
import type { Filter } from "./filters/definition.ts";
import type { Operand } from "./operand.ts";
import type { BinaryOperator } from "./operator.ts";
import type { Test } from "./tests/definition.ts";

/** Arguments as written: by position, by name, `*list`, `**dictionary`. */
export interface CallArgs {
  positional: Expr[];
  named: [string, Expr][];
  spread: Expr | null;
  spreadNamed: Expr | null;
}

/** A filter as written; `subject` is null in `{% filter %}`. */
export interface FilterExpr {
  kind: "filter";
  subject: Expr | null;
  name: string;
  filter: Filter;
  args: CallArgs;
  at: number;
}

/** An expression. `at` is its offset in the text (newlines normalized), for errors. */
export type Expr =
  | { kind: "constant"; value: Operand; at: number }
  | { kind: "name"; name: string; at: number }
  | { kind: "list" | "tuple"; items: Expr[]; at: number }
  | { kind: "dict"; entries: [Expr, Expr][]; at: number }
  | { kind: "unary"; operator: "-" | "+"; operand: Expr; at: number }
  | { kind: "binary"; operator: BinaryOperator; left: Expr; right: Expr; at: number }
  | { kind: "compare"; first: Expr; rest: { operator: Comparison; operand: Expr }[]; at: number }
  | { kind: "join"; parts: Expr[]; at: number }
  | { kind: "and" | "or"; left: Expr; right: Expr; at: number }
  | { kind: "not"; operand: Expr; at: number }
  | { kind: "if"; condition: Expr; then: Expr; otherwise: Expr | null; at: number }
  | { kind: "attribute"; subject: Expr; name: string; at: number }
  | { kind: "item"; subject: Expr; key: Expr; at: number }
  | { kind: "slice"; subject: Expr; from: Expr | null; to: Expr | null; step: Expr | null; at: number }
  | { kind: "call"; subject: Expr; args: CallArgs; at: number }
  | FilterExpr
  | { kind: "test"; subject: Expr; name: string; test: Test; args: CallArgs; at: number };

/** What can be assigned to. */
export type Target =
  | { kind: "name"; name: string; at: number }
  | { kind: "field"; name: string; field: string; at: number }
  | { kind: "tuple"; items: Target[]; at: number };

/** Parameters of a macro or a `{% call %}` block. */
export interface Signature {
  names: string[];
  /** By parameter. */
  defaults: Map<string, Expr>;
  /** Which of `caller`, `varargs` and `kwargs` the body reads (and `loop`). */
  uses: ReadonlySet<string>;
}

/** A piece of a template. */
export type Statement =
  | { kind: "text"; text: string }
  | { kind: "output"; expression: Expr; at: number }
  | { kind: "if"; branches: { condition: Expr; body: Statement[] }[]; otherwise: Statement[]; at: number }
  | {
    kind: "for";
    target: Target;
    source: Expr;
    condition: Expr | null;
    recursive: boolean;
    /** The body reads `loop`: only then there is one, also for what it includes. */
    usesLoop: boolean;
    body: Statement[];
    otherwise: Statement[];
    at: number;
  }
  | { kind: "set"; target: Target; value: Expr; at: number }
  | { kind: "set block"; target: Target; filter: Expr | null; body: Statement[]; at: number }
  | { kind: "with"; bindings: { target: Target; value: Expr }[]; body: Statement[]; at: number }
  | { kind: "filter block"; filter: Expr; body: Statement[]; at: number }
  | { kind: "macro"; name: string; signature: Signature; body: Statement[]; at: number }
  | { kind: "call block"; call: Expr; signature: Signature; body: Statement[]; at: number }
  | { kind: "include"; source: Expr; ignoreMissing: boolean; withContext: boolean; at: number }
  | { kind: "import"; source: Expr; name: string; withContext: boolean; at: number }
  | { kind: "from"; source: Expr; names: { name: string; as: string }[]; withContext: boolean; at: number }
  | { kind: "extends"; source: Expr; at: number }
  | { kind: "block"; name: string; scoped: boolean; at: number };

/** A `{% block %}`. */
export interface Block {
  name: string;
  body: Statement[];
  /** It must be filled by a template that extends this one. */
  required: boolean;
  at: number;
}

/** A parsed text. `text` is what offsets point into. */
export interface Template {
  text: string;
  /** The file that it was read from, for errors. */
  name?: string;
  body: Statement[];
  blocks: ReadonlyMap<string, Block>;
  /** It may change a list or a dictionary in place, so variables are copied before it sees them. */
  mutates: boolean;
}
