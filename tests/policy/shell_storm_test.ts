import assert from "node:assert/strict";
import { isDeed, storm } from "./shell_storm.ts";
import { ShellWitness } from "./shell_witness.ts";

Deno.test("ShellWitness sees what a text starts, in each shell, and what it makes", () => {
  using witness = new ShellWitness();
  assert(witness.shells.length >= 3, "dash, bash and bash --posix are there");
  for (const { shell, started, made } of witness.run("victim 'a b'; $a; sh -c 'tool x' >new; tool late &")) {
    assert.deepEqual(started.slice(0, 3), [["victim", "a b"], ["victim"], ["tool", "x"]], shell);
    assert.deepEqual(started.slice(3), [["tool", "late"]], shell);
    assert.deepEqual(made, ["new"], shell);
  }
});

Deno.test("judge() lets no text start what a rule denies, and takes no text for reading that does more", () => {
  const { allowed, reading } = storm({ seed: 20261123, texts: 600 });
  assert(allowed >= 35, `only ${allowed} texts were let through`);
  assert(reading >= 12, `only ${reading} texts were taken for reading`);
});

Deno.test("isDeed() looks at the program of an awk, not at the names of its files", () => {
  for (const code of ['{print > "new"}', 'BEGIN{system("tool")}']) {
    for (const options of [[], ["-F", ":"], ["-vx=y", "--"]]) assert(isDeed(["awk", ...options, code, "one"]), code);
  }
  assert(isDeed(["awk", "-f", "one"]));
  // A dash alone is a program, if one that no awk understands.
  assert(!isDeed(["awk", "-", "one"]));
  for (const options of [[], ["-F", ":"], ["-F:", "--"]]) assert(!isDeed(["awk", ...options, "{print}", "tool >&new"]));
});

Deno.test("isDeed() knows a sort that writes by its option, wherever that stands, and not by a name with a dash in it", () => {
  for (const words of [["-o", "new"], ["-ro", "new", "one"], ["one", "-onew"], ["--output=new"]]) {
    assert(isDeed(["sort", ...words]));
  }
  assert(isDeed(["sort", "-o", "--", "new"]));
  for (const words of [["0-o", "new"], ["one"], ["-r", "one-o"], ["--", "-o"], ["-r", "--", "-ro", "new"]]) {
    assert(!isDeed(["sort", ...words]));
  }
});

Deno.test("isDeed() knows a uniq that writes into its second file, and that a number behind an option is none", () => {
  for (const words of [["one", "new"], ["-c", "one", "new"], ["-s", "1", "one", "new"], ["-s1", "one", "new"]]) {
    assert(isDeed(["uniq", ...words]), words.join(" "));
  }
  for (const words of [["one"], ["-s", "one", "one"], ["-cf", "1", "one"], ["-w1", "one"]]) {
    assert(!isDeed(["uniq", ...words]), words.join(" "));
  }
});
