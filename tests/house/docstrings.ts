// Who must say what it is: everything that model, ports and engine export, and every function that others do.
import { factsOf, type Sources, type Violation } from "./facts.ts";
import { roomOf } from "./rooms.ts";

const ALL_OF = ["model", "ports", "engine"];

/** Exports without a docstring. */
export function checkDocstrings(sources: Sources): Violation[] {
  return [...sources].flatMap(([file, text]) => {
    const all = ALL_OF.includes(roomOf(file) ?? "");
    return factsOf(text).exported
      .filter(({ kind, documented }) =>
        !documented && (all || kind === "FunctionDeclaration" || kind === "TSDeclareFunction")
      )
      .map(({ name, line }) => ({ file, line, message: `${name} has no docstring` }));
  });
}
