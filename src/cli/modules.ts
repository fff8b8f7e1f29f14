// modules: what a task can use, and how.
import { closest } from "fastest-levenshtein";
import type { ModuleDoc, Parameter } from "../ports/module.ts";
import { type Context, type Ending, toJson } from "./context.ts";
import { exitCode } from "./exit_code.ts";
import { Refusal } from "./refusal.ts";
import { pairs, table } from "./table.ts";

/** All modules with a sentence each, or everything about the one that is named. */
export async function modules(context: Context): Promise<Ending> {
  const known = await context.wiring.loadModules();
  const name = context.words[0];
  if (name === undefined) {
    const docs = known.names().flatMap((one) => known.get(one)?.doc ?? []);
    const columns = [{ title: "NAME" }, { title: "SUMMARY", flexible: true }];
    return {
      exit: exitCode.done,
      data: toJson({ modules: docs.map(({ name, summary }) => ({ name, summary })) }),
      text: table(columns, docs.map(({ name, summary }) => [name, summary]), context.columns),
    };
  }
  const module = known.get(name);
  if (!module) {
    throw new Refusal(`There is no module ${JSON.stringify(name)}`, {
      hint: `Did you mean ${closest(name.slice(name.lastIndexOf(".") + 1), known.names())}? ${
        context.type("modules")
      } lists them all`,
      kind: "not found",
    });
  }
  return { exit: exitCode.done, data: toJson({ module: module.doc }), text: docText(module.doc, context.columns) };
}

function docText(doc: ModuleDoc, columns: number | undefined): string {
  const width = columns === undefined ? undefined : columns - 2;
  const parameters = Object.entries(doc.parameters).map(([name, parameter]): [string, string] => [
    name,
    parameterText(parameter),
  ]);
  const notes = [
    ...(doc.freeForm ? [`The task's plain text is its ${doc.freeForm}.`] : []),
    ...(doc.anyParameter ? ["Parameters may have any name."] : []),
    ...(doc.mutuallyExclusive ?? []).map((group) => `At most one of ${group.join(", ")}.`),
    ...(doc.requiredOneOf ?? []).map((group) => `At least one of ${group.join(", ")}.`),
    ...(doc.notes ?? []),
  ];
  const section = (title: string, body: string) => body === "" ? [] : ["", title, indent(body)];
  return [
    `${doc.name}: ${doc.summary}`,
    ...section("Parameters", pairs(parameters, width)),
    ...section("Returns", pairs(Object.entries(doc.returns), width)),
    ...section("Notes", notes.join("\n")),
    ...section("Example", doc.example.trimEnd()),
  ].join("\n");
}

function parameterText(parameter: Parameter): string {
  const { type, elements, required, choices, aliases, description } = parameter;
  const facts = [
    elements ? `${type} of ${elements}` : type,
    ...(required ? ["required"] : []),
    ...(parameter.default === undefined ? [] : [`default ${JSON.stringify(parameter.default)}`]),
    ...(choices ? [`one of ${choices.join(", ")}`] : []),
    ...(aliases?.length ? [`also called ${aliases.join(", ")}`] : []),
  ];
  return `${facts.join("; ")}\n${description}`;
}

function indent(text: string): string {
  return text.split("\n").map((line) => line === "" ? "" : `  ${line}`).join("\n");
}
