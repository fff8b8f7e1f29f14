import assert from "node:assert/strict";
import { storm } from "./shell_storm.ts";
import { ShellWitness } from "./shell_witness.ts";

Deno.test("ShellWitness sees what a text starts, in each shell, and what it makes", () => {
  using witness = new ShellWitness();
  assert(witness.shells.length >= 3, "dash, bash and bash --posix are there");
  for (const each of witness.shells) {
    const { started, made } = witness.run(each, "victim 'a b'; $a; sh -c 'tool x' >new");
    assert.deepEqual(started, [["victim", "a b"], ["victim"], ["tool", "x"]]);
    assert.deepEqual(made, ["new"]);
  }
});

Deno.test("judge() lets no text start what a rule denies, and takes no text for reading that does more", () => {
  const { allowed, reading } = storm({ seed: 20261123, texts: 700 });
  assert(allowed >= 55, `only ${allowed} texts were let through`);
  assert(reading >= 20, `only ${reading} texts were taken for reading`);
});
