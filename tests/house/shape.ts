// The shape of a file: its first line, its size, its words, and what the house does without.
import { factsOf, type Sources, type Violation } from "./facts.ts";

/** Lines beyond which a file holds a second idea. */
const WALL = 250;

/** Parameters of an exported function, its signal not counted. */
const MOST_PARAMETERS = 4;

const SWITCHED_OFF = /@ts-(ignore|nocheck|expect-error)|deno-(lint|fmt|coverage)-ignore|eslint-disable/;
const UNFINISHED = /\b(TODO|FIXME|XXX|HACK|WIP|not implemented|not wired yet|lorem ipsum)\b/i;

/** A comment on the first line, the wall, and no comment or word that hides something. */
export function checkShape(sources: Sources): Violation[] {
  return [...sources].flatMap(([file, text]) => {
    const found: Violation[] = [];
    const lines = text.split("\n");
    if (!/^\/\/ \S/.test(lines[0]?.startsWith("#!") ? lines[1] ?? "" : lines[0] ?? "")) {
      found.push({ file, line: 1, message: "does not begin with a // comment that says what it is for" });
    }
    if (lines.length - 1 > WALL) {
      found.push({
        file,
        line: WALL,
        message: `has ${lines.length - 1} lines, more than ${WALL}: find the second idea`,
      });
    }
    for (const { text: comment, line } of factsOf(text).comments) {
      if (SWITCHED_OFF.test(comment)) found.push({ file, line, message: `switches a check off:${comment}` });
    }
    lines.forEach((line, at) => {
      const word = UNFINISHED.exec(line)?.[0] ?? /\/work\//.exec(line)?.[0];
      if (word !== undefined) found.push({ file, line: at + 1, message: `says "${word}"` });
    });
    return found;
  });
}

/** No `any`, `private`, enums, namespaces, computed imports or top-level arrows; few parameters, the signal last. */
export function checkStyle(sources: Sources): Violation[] {
  return [...sources].flatMap(([file, text]) => {
    const { unwanted, exported } = factsOf(text);
    const parameters = exported.flatMap(({ name, parameters, line }) => {
      const others = parameters.filter((each) => !/^_?signal$/.test(each));
      const last = others.length === parameters.length || /^_?signal$/.test(parameters.at(-1) ?? "");
      return [
        ...others.length > MOST_PARAMETERS
          ? [{
            file,
            line,
            message: `${name} takes more than ${MOST_PARAMETERS} arguments: name what belongs together`,
          }]
          : [],
        ...last ? [] : [{ file, line, message: `${name} does not take its signal last` }],
      ];
    });
    return [...unwanted.map(({ what, line }) => ({ file, line, message: `has ${what}` })), ...parameters];
  });
}
