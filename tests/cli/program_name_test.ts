// What people are told to type, for each form of the program.
import assert from "node:assert/strict";
import { programName } from "../../src/cli/program_name.ts";

/** As started from a file or an address, or as an executable. */
const told = (from: string, { typed, cwd = "/home/me", path = "/usr/bin:/usr/local/bin/" }: {
  typed?: string;
  cwd?: string;
  path?: string;
} = {}) => {
  const isModule = /^\w+:/.test(from);
  const [module, executable] = isModule ? [from, undefined] : ["file:///tmp/deno-compile/main.js", from];
  return programName({ module, executable, typed, cwd, path });
};

Deno.test("programName() is a program's own name where a shell finds it by that", () => {
  assert.equal(told("file:///usr/local/bin/ftl2-enterprise"), "ftl2-enterprise");
  assert.equal(told("file:///usr/bin/ftl2%20e.js"), "'ftl2 e.js'");
  assert.equal(told("/usr/local/bin/ftl2"), "ftl2");
});

Deno.test("programName() is what starts it from here where it lies elsewhere", () => {
  assert.equal(told("file:///home/me/dist/ftl2.js"), "deno run -A dist/ftl2.js");
  assert.equal(told("file:///usr/local/bin/deeper/ftl2.js", { cwd: "/" }), "deno run -A usr/local/bin/deeper/ftl2.js");
  assert.equal(told("file:///srv/f.js", { cwd: "/home/me/far/away" }), "deno run -A /srv/f.js");
  assert.equal(told("https://x.example/f.js"), "deno run -A https://x.example/f.js");
  assert.equal(told("file:///home/me/f.js", { path: "" }), "deno run -A f.js");
  assert.equal(told("/home/me/ftl2"), "./ftl2");
  assert.equal(told("/home/me/a b/ftl2"), "'a b/ftl2'");
  assert.equal(told("/opt/ftl2"), "/opt/ftl2");
});

Deno.test("programName() is what was typed, where that was told, and acts on no terminal", () => {
  assert.equal(told("file:///tmp/x/f.js", { typed: "./ftl2-enterprise-linux" }), "./ftl2-enterprise-linux");
  assert.equal(told("file:///tmp/x/f.js", { typed: "./a\x1b[31m" }), "'./a\\x1b[31m'");
});
