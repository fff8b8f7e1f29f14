import assert from "node:assert/strict";
import { checkDocstrings } from "./docstrings.ts";

const bare = (path: string, text: string) => checkDocstrings(new Map([[path, text]])).map(({ message }) => message);

Deno.test("checkDocstrings() asks for one on every export of model, ports and engine", () => {
  const text =
    "// Head.\nexport interface A {}\n/** Said. */\nexport type B = 1;\nexport const C = 1, D = 2;\nfunction e() {}\n";
  for (const room of ["model", "ports", "engine"]) {
    assert.deepEqual(bare(`src/${room}/x.ts`, text), [
      "A has no docstring",
      "C has no docstring",
      "D has no docstring",
    ]);
  }
});

Deno.test("checkDocstrings() asks for one on every exported function elsewhere", () => {
  const text = "// Head.\nexport interface A {}\nexport function b() {}\n/** Said. */\nexport async function* c() {}\n";
  assert.deepEqual(bare("src/store/x.ts", text), ["b has no docstring"]);
  assert.deepEqual(bare("src/app.ts", "// Head.\nexport default function () {}\n"), ["default has no docstring"]);
});
