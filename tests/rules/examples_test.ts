// The rules among the examples: they are read as they stand, and do what they say.
import assert from "node:assert/strict";
import { modules } from "../../src/modules/registry.ts";
import { consult } from "../../src/rules/consult.ts";
import { readRules } from "../../src/rules/read_rules.ts";
import { localFiles } from "../../src/transports/local_files.ts";
import { ran, situation } from "./situations.ts";

const FOLDER = new URL("../../examples/rules", import.meta.url).pathname;
const GOAL = "nginx is installed, running and answering on port 80";

Deno.test("examples/rules: each is read, fires on what it is for, and covers its goal", () => {
  const rules = readRules(FOLDER, localFiles(), { modules: modules() });
  assert.deepEqual(rules.map(({ name, status }) => [name, status]), [
    ["journal-too-big", "proposed"],
    ["nginx-answers", "active"],
  ]);
  const up = { package: ran(0, "nginx 1.22"), service: ran(0, "active"), port: ran(0, "LISTEN 0 511 *:80 *:*") };
  const journal = { journal: ran(0, "Archived and active journals take up 3.9G in the file system.") };
  const looked = (looks: object) =>
    consult(rules, situation({ web1: { ...up, ...journal, ...looks } }, { goal: GOAL }));
  assert.equal(looked({}).decision?.kind, "converged");
  assert.deepEqual(looked({}).findings.map(({ outcome }) => outcome), ["matched", "no match"]);
  for (const looks of [{ package: ran(1) }, { service: ran(3, "failed") }, { port: ran(0) }]) {
    const { decision } = looked(looks);
    assert.deepEqual(decision?.kind === "act" && decision.actions.map(({ name }) => name), [
      "Install nginx",
      "Start nginx",
    ]);
  }
});
