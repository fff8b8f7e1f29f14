import assert from "node:assert/strict";
import { checkArrows, checkCycles } from "./arrows.ts";

/** A house where every file that is imported exists. */
function house(files: Record<string, string>): Map<string, string> {
  return new Map(Object.entries({
    "src/model/action.ts": "export const a = 1;",
    "src/ports/clock.ts": "export interface Clock {}",
    "src/engine/iterate.ts": "export const b = 1;",
    "src/store/journal.ts": "export const c = 1;",
    "src/app.ts": "export const d = 1;",
    ...files,
  }));
}

const messages = (files: Record<string, string>) =>
  checkArrows(house(files)).map((each) => `${each.line} ${each.message}`);

Deno.test("checkArrows() passes the arrows of the map", () => {
  assert.deepEqual(
    messages({
      "src/playbook/walk.ts":
        'import { a } from "../model/action.ts";\nimport type { Clock } from "../ports/clock.ts";',
      "src/cli/run.ts": 'import { Command } from "commander";\nimport { openApp } from "../app.ts";',
      "src/store/schema.ts": 'import { DatabaseSync } from "node:sqlite";\nimport { c } from "./journal.ts";',
      "main.ts": 'import { run } from "./src/cli/run.ts";',
    }),
    [],
  );
});

Deno.test("checkArrows() finds an arrow that points the wrong way", () => {
  assert.deepEqual(messages({ "src/engine/look.ts": '\nimport { c } from "../store/journal.ts";' }), [
    "2 imports store: engine may not",
  ]);
  assert.deepEqual(messages({ "src/transports/ssh.ts": 'import type { b } from "../engine/iterate.ts";' }), [
    "1 imports engine: transports may not",
  ]);
  assert.deepEqual(messages({ "src/cli/run.ts": 'const { c } = await import("../store/journal.ts");' }), [
    "1 imports store: cli may not",
  ]);
});

Deno.test("checkArrows() finds a value taken from a room that lends its types only", () => {
  assert.deepEqual(messages({ "src/playbook/walk.ts": 'import { Clock } from "../ports/clock.ts";' }), [
    "1 imports a value of ports: playbook may import only its types",
  ]);
});

Deno.test("checkArrows() finds files in no room, imports of nothing and of what lies outside", () => {
  assert.deepEqual(messages({ "src/attic/box.ts": "" }).length, 1);
  assert.deepEqual(messages({ "src/loose.ts": "" }).length, 1);
  assert.deepEqual(messages({ "src/engine/x.ts": 'import "../model/gone.ts";' }), [
    "1 imports src/model/gone.ts, which is no file of the house",
  ]);
  assert.equal(messages({ "src/engine/x.ts": 'import "../../tests/fakes/clock.ts";' }).length, 1);
});

Deno.test("checkArrows() finds packages outside their rooms, unknown ones and ones that bypass the import map", () => {
  assert.deepEqual(messages({ "src/engine/x.ts": 'import { DatabaseSync } from "node:sqlite";' }), [
    "1 imports node:sqlite: only store may",
  ]);
  assert.equal(messages({ "src/cli/x.ts": 'import "kysely";' }).length, 1);
  assert.equal(messages({ "src/store/x.ts": 'import "left-pad";' }).length, 1);
  assert.equal(messages({ "src/store/x.ts": 'import "npm:kysely@0.29.9";' }).length, 1);
  assert.equal(messages({ "src/worker/x.ts": 'import "node:child_process";' }).length, 1);
});

Deno.test("checkCycles() finds a circle of values, of types and of a file with itself, once each", () => {
  const circle = (files: Record<string, string>) => checkCycles(house(files)).map(({ message }) => message);
  assert.deepEqual(circle({}), []);
  assert.deepEqual(
    circle({
      "src/engine/a.ts": 'import "./b.ts";',
      "src/engine/b.ts": 'import type { C } from "./c.ts";',
      "src/engine/c.ts": 'await import("./a.ts");',
    }),
    ["imports itself in a circle: src/engine/a.ts → src/engine/b.ts → src/engine/c.ts → src/engine/a.ts"],
  );
  assert.equal(circle({ "src/engine/a.ts": 'import "./a.ts";' }).length, 1);
  assert.deepEqual(
    circle({
      "src/engine/a.ts": 'import "./b.ts"; import "./c.ts";',
      "src/engine/b.ts": 'import "./c.ts";',
      "src/engine/c.ts": "",
    }),
    [],
  );
});
