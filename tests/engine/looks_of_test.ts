// looksOf: which looks are taken, and whose a name is.
import assert from "node:assert/strict";
import { looksOf } from "../../src/engine/looks_of.ts";
import type { World } from "../../src/engine/world.ts";
import { implicitInventory } from "../fakes/implicit_inventory.ts";
import { words } from "../fakes/words.ts";
import { rule } from "../rules/situations.ts";

const world = { inventory: implicitInventory() } as World;
const HOST = "localhost";

function look(name: string, cmd: string) {
  return { name, module: "command", params: { cmd } };
}

/** `name: command` of every look on this machine. */
function taken(given: Parameters<typeof words>[1], asked: [string, string][]): string[] {
  const probes = asked.map(([name, cmd]) => ({ ...look(name, cmd), host: HOST }));
  return looksOf(words(null, given), { hosts: [HOST], asked: probes, world }).map(({ name, params }) =>
    `${name}: ${params["cmd"]}`
  );
}

Deno.test("looksOf() takes a look once, and what was asked for in the place of a usual one", () => {
  const rules = [rule({ observe: [look("up", "true"), look("b", "b")] })];
  assert.deepEqual(taken({ looks: [look("up", "true"), look("disk", "df")], rules }, [["disk", "df -h"]]), [
    "up: true",
    "disk: df -h",
    "b: b",
  ]);
});

Deno.test("looksOf() takes a rule's look under a name of its own where its name is another look's", () => {
  const one = rule({ name: "one", observe: [look("up", "one")] });
  const other = rule({ name: "other", observe: [look("up", "other")] });
  assert.deepEqual(taken({ looks: [], rules: [one, other] }, []), ["up: one", "other: up: other"]);
  assert.deepEqual(taken({ looks: [], rules: [one] }, [["up", "asked"]]), ["up: asked", "one: up: one"]);
});

Deno.test("looksOf() lets nobody take a rule's own name", () => {
  const rules = [rule({ name: "one", observe: [look("up", "one")] })];
  assert.deepEqual(taken({ looks: [], rules }, [["one: up", "true"]]), ["up: one"]);
});

Deno.test("looksOf() takes no looks of rules for other goals, of disabled ones, and on hosts that are not meant", () => {
  const rules = [
    rule({ goal: "another", observe: [look("a", "a")] }),
    rule({ status: "disabled", observe: [look("b", "b")] }),
    rule({ hosts: "!localhost", observe: [look("c", "c")] }),
    rule({ status: "proposed", observe: [look("d", "d")] }),
  ];
  assert.deepEqual(taken({ looks: [], rules }, []), ["d: d"]);
});
