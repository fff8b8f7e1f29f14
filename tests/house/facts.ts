// What a source file says, read from its syntax tree: imports, world-touching names, declarations, comments.

/** One rule broken at one place. */
export interface Violation {
  file: string;
  /** From 1. */
  line: number;
  message: string;
}

/** Path from the repository's root (`src/engine/iterate.ts`) to text. */
export type Sources = ReadonlyMap<string, string>;

export interface Import {
  specifier: string;
  /** `type` is gone at run time. */
  kind: "value" | "type";
  line: number;
}

export interface Exported {
  name: string;
  /** The node's type in the syntax tree. */
  kind: string;
  documented: boolean;
  /** Parameters' names; empty for what is not a function. */
  parameters: string[];
  line: number;
}

export interface Facts {
  imports: Import[];
  /** Globals that touch the world, as used: `Deno.exit`, `Date.now`, `new Date()`, `fetch`. */
  uses: { name: string; line: number }[];
  exported: Exported[];
  comments: { text: string; line: number }[];
  /** Constructs that the house does without, in words. */
  unwanted: { what: string; line: number }[];
}

type Node = Deno.lint.Node;
type Pattern = Deno.lint.ArrayPattern | Deno.lint.AssignmentPattern | Deno.lint.RestElement;
type Ranged = { range: [number, number] };

const WATCHED = new Set([
  ...[
    "Deno",
    "console",
    "fetch",
    "WebSocket",
    "EventSource",
    "Worker",
    "globalThis",
    "self",
    "window",
    "process",
    "Buffer",
  ],
  ...["require", "eval", "Function", "alert", "confirm", "prompt", "localStorage", "sessionStorage"],
  ...["setTimeout", "setInterval", "setImmediate", "Date", "performance", "Temporal", "Math", "crypto", "AbortSignal"],
]);

/** Of these globals only some members touch the world. */
const PARTLY: Record<string, readonly string[]> = {
  Date: ["now"],
  Math: ["random"],
  crypto: ["randomUUID", "getRandomValues"],
  AbortSignal: ["timeout"],
};

const known = new Map<string, Facts>();

/** Parses once per text. Throws where the parser does. */
export function factsOf(text: string): Facts {
  const found = known.get(text) ?? read(text);
  known.set(text, found);
  return found;
}

/** Line, from 1, of an offset. */
function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split("\n").length;
}

function read(text: string): Facts {
  const facts: Facts = { imports: [], uses: [], exported: [], comments: [], unwanted: [] };
  const bound = new Set<string>();
  const line = (node: Ranged) => lineAt(text, node.range[0]);
  const note = (node: Node, specifier: string, kind: Import["kind"]) =>
    facts.imports.push({ specifier, kind, line: line(node) });
  const unwanted = (node: Ranged, what: string) => facts.unwanted.push({ what, line: line(node) });
  const arrows = (node: Deno.lint.VariableDeclaration) => {
    for (const { init } of node.declarations) {
      // A text with gaps is a text.
      if (init?.type === "ArrowFunctionExpression" && init.body.type === "TemplateLiteral") continue;
      if (init?.type === "ArrowFunctionExpression" || init?.type === "FunctionExpression") {
        unwanted(node, "a function held by a const at the top level: write `function`");
      }
    }
  };
  const exported = (node: Node, declaration: Node) => {
    for (const each of named(declaration)) {
      facts.exported.push({ ...each, documented: documented(text, node.range[0], facts), line: line(node) });
    }
  };
  const rule: Deno.lint.Rule = {
    create: (context) => ({
      Program: () => {
        for (const comment of context.sourceCode.getAllComments()) {
          facts.comments.push({ text: comment.value, line: line(comment) });
        }
      },
      ImportDeclaration: (node) => {
        const typesOnly = node.importKind === "type" || node.specifiers.length > 0 &&
            node.specifiers.every((each) => each.type === "ImportSpecifier" && each.importKind === "type");
        note(node, node.source.value, typesOnly ? "type" : "value");
      },
      ImportExpression: (node) => {
        if (node.source.type === "Literal" && typeof node.source.value === "string") {
          note(node, node.source.value, "value");
        } else unwanted(node, "an import() whose target is computed");
      },
      TSImportType: (node) => {
        const { argument } = node;
        if (argument.type === "TSLiteralType" && argument.literal.type === "Literal") {
          note(node, String(argument.literal.value), "type");
        }
      },
      ExportAllDeclaration: (node) => {
        note(node, node.source.value, node.exportKind);
      },
      ExportNamedDeclaration: (node) => {
        if (node.source !== null) {
          const typesOnly = node.exportKind === "type" || node.specifiers.length > 0 &&
              node.specifiers.every((each) => each.exportKind === "type");
          note(node, node.source.value, typesOnly ? "type" : "value");
        }
        if (node.declaration === null || node.parent.type !== "Program") return;
        exported(node, node.declaration);
        if (node.declaration.type === "VariableDeclaration") arrows(node.declaration);
      },
      ExportDefaultDeclaration: (node) => exported(node, node.declaration),
      VariableDeclaration: (node) => {
        if (node.parent.type === "Program") arrows(node);
      },
      TSAnyKeyword: (node) => unwanted(node, "`any`"),
      TSEnumDeclaration: (node) => unwanted(node, "an enum: write a union of strings"),
      TSModuleDeclaration: (node) => unwanted(node, "a namespace"),
      PropertyDefinition: (node) => hidden(node),
      MethodDefinition: (node) => {
        // A constructor cannot be called `#`.
        if (node.kind !== "constructor") hidden(node);
      },
      TSParameterProperty: (node: Ranged) => {
        const [, accessibility] = /^(private|protected)\b/.exec(text.slice(...node.range)) ?? [];
        hidden({ range: node.range, accessibility });
      },
      Identifier: (node) => {
        if (!WATCHED.has(node.name)) return;
        if (binds(node)) bound.add(node.name);
        else if (refers(node)) {
          const name = usedAs(node);
          if (name !== undefined) facts.uses.push({ name, line: line(node) });
        }
      },
    }),
  };
  const hidden = (node: Ranged & { accessibility?: string | undefined }) => {
    if (node.accessibility === "private" || node.accessibility === "protected") {
      unwanted(node, `\`${node.accessibility}\`: write \`#\``);
    }
  };
  Deno.lint.runPlugin({ name: "house", rules: { facts: rule } }, "source.tsx", text);
  facts.uses = facts.uses.filter(({ name }) => !bound.has(name.replace(/^new /, "").replace(/[.(].*$/, "")));
  return facts;
}

/** What a declaration names, with a function's parameters. */
function named(declaration: Node): { name: string; kind: string; parameters: string[] }[] {
  const kind = declaration.type;
  if (declaration.type === "VariableDeclaration") {
    return declaration.declarations.map(({ id }) => ({
      name: id.type === "Identifier" ? id.name : "a pattern",
      kind,
      parameters: [],
    }));
  }
  const id = "id" in declaration && declaration.id?.type === "Identifier" ? declaration.id.name : "default";
  const parameters = declaration.type === "FunctionDeclaration" || declaration.type === "TSDeclareFunction"
    ? declaration.params.map((each) => {
      const target = each.type === "AssignmentPattern" ? each.left : each;
      return target.type === "Identifier" ? target.name : "a pattern";
    })
    : [];
  return [{ name: id, kind, parameters }];
}

/** Whether a docstring ends right above; a function's overloads share the first one's. */
function documented(text: string, offset: number, facts: Facts): boolean {
  const above = text.slice(0, offset).trimEnd();
  if (above.endsWith("*/")) return above.slice(above.lastIndexOf("/*")).startsWith("/**");
  const last = facts.exported.at(-1);
  return last?.kind === "TSDeclareFunction" && last.documented;
}

/** Whether a name, or the pattern it stands in, introduces a variable, a parameter or an import. */
function binds(node: Deno.lint.Identifier | Deno.lint.Property | Deno.lint.ObjectPattern | Pattern): boolean {
  const parent: Node = node.parent;
  switch (parent.type) {
    case "VariableDeclarator":
      return same(parent.id, node);
    case "FunctionDeclaration":
    case "FunctionExpression":
    case "ArrowFunctionExpression":
    case "TSDeclareFunction":
    case "TSFunctionType":
    case "TSMethodSignature":
    case "TSEmptyBodyFunctionExpression":
      return parent.params.some((each) => same(each, node));
    case "ImportSpecifier":
    case "ImportDefaultSpecifier":
    case "ImportNamespaceSpecifier":
      return same(parent.local, node);
    case "AssignmentPattern":
      return same(parent.left, node) && binds(parent);
    case "Property":
      return parent.parent.type === "ObjectPattern" && same(parent.value, node) && binds(parent);
    case "ObjectPattern":
    case "ArrayPattern":
    case "RestElement":
      return binds(parent);
    default:
      return false;
  }
}

function same(one: Ranged | null, other: Ranged): boolean {
  return one !== null && one.range[0] === other.range[0] && one.range[1] === other.range[1];
}

/** Whether an identifier stands for a variable, and not for a member's or key's name. */
function refers(node: Deno.lint.Identifier): boolean {
  const { parent } = node;
  switch (parent.type) {
    case "MemberExpression":
      return same(parent.object, node) || parent.computed;
    case "Property":
      return same(parent.value, node) || parent.computed;
    case "PropertyDefinition":
    case "MethodDefinition":
    case "TSPropertySignature":
    case "TSMethodSignature":
    case "TSTypeReference":
    case "ImportSpecifier":
    case "ExportSpecifier":
      return "value" in parent && parent.value !== null && parent.value !== undefined && same(parent.value, node);
    default:
      return true;
  }
}

/** How a watched global is used, where that touches the world. */
function usedAs(node: Deno.lint.Identifier): string | undefined {
  const { parent, name } = node;
  if (parent.type === "MemberExpression" && same(parent.object, node)) {
    const { property } = parent;
    const member = property.type === "Identifier" && !parent.computed
      ? property.name
      : property.type === "Literal"
      ? String(property.value)
      : "?";
    return PARTLY[name]?.includes(member) ?? true ? `${name}.${member}` : undefined;
  }
  if (parent.type === "TSQualifiedName") return `${name}.${parent.right.name}`;
  if (name === "Date") {
    if (parent.type === "NewExpression") return parent.arguments.length === 0 ? "new Date()" : undefined;
    return parent.type === "CallExpression" && same(parent.callee, node) ? "Date()" : undefined;
  }
  return name in PARTLY ? undefined : name;
}
