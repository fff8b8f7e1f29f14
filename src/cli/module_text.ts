// Everything about a module, for people.
import type { ModuleDoc, Parameter } from "../ports/module.ts";
import { pairs } from "./table.ts";

/** Parameters, returns, notes and an example; `columns` undefined means as wide as it gets. */
export function moduleText(doc: ModuleDoc, columns: number | undefined): string {
  const width = columns === undefined ? undefined : columns - 2;
  const section = (title: string, body: string) => body === "" ? [] : ["", title, indent(body)];
  return [
    `${doc.name}: ${doc.summary}`,
    ...section("Parameters", pairs(parametersOf(doc.parameters, ""), width)),
    ...section("Returns", pairs(Object.entries(doc.returns), width)),
    ...section("Notes", notesOf(doc).join("\n")),
    ...section("Example", doc.example.trimEnd()),
  ].join("\n");
}

/** Each, and below a mapping what it holds: `volumes.path`. */
function parametersOf(parameters: ModuleDoc["parameters"], above: string): [string, string][] {
  return Object.entries(parameters).flatMap(([name, parameter]): [string, string][] => [
    [`${above}${name}`, parameterText(parameter)],
    ...parametersOf(parameter.options ?? {}, `${above}${name}.`),
  ]);
}

function notesOf(doc: ModuleDoc): string[] {
  const conditions = (doc.requiredIf ?? []).map(([name, value, names, any]) =>
    `Where ${name} is ${String(value)}, ${any === true ? "one" : "all"} of ${names.join(", ")}.`
  );
  return [
    ...(doc.freeForm ? [`The task's plain text is its ${doc.freeForm}.`] : []),
    ...(doc.anyParameter ? ["Parameters may have any name."] : []),
    ...(doc.mutuallyExclusive ?? []).map((group) => `At most one of ${group.join(", ")}.`),
    ...(doc.requiredOneOf ?? []).map((group) => `At least one of ${group.join(", ")}.`),
    ...(doc.requiredTogether ?? []).map((group) => `All of ${group.join(", ")}, or none.`),
    ...conditions,
    ...Object.entries(doc.requiredBy ?? {}).map(([name, names]) => `With ${name} also ${names.join(", ")}.`),
    ...(doc.notes ?? []),
  ];
}

function parameterText(parameter: Parameter): string {
  const { type, elements, required, choices, aliases, secret, description } = parameter;
  const facts = [
    elements ? `${type} of ${elements}` : type,
    ...(required ? ["required"] : []),
    ...(parameter.default === undefined ? [] : [`default ${JSON.stringify(parameter.default)}`]),
    ...(choices ? [`one of ${choices.join(", ")}`] : []),
    ...(aliases?.length ? [`also called ${aliases.join(", ")}`] : []),
    ...(secret ? ["a secret: it is on no record"] : []),
  ];
  return `${facts.join("; ")}\n${description}`;
}

function indent(text: string): string {
  return text.split("\n").map((line) => line === "" ? "" : `  ${line}`).join("\n");
}
