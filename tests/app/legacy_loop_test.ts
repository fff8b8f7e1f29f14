// What stands in for the flags of loops that the original program wrote.
import assert from "node:assert/strict";
import { type Legacy, legacyOptions, legacyPolicy } from "../../src/app/legacy_loop.ts";
import type { Json } from "../../src/model/json.ts";
import { judge } from "../../src/policy/judge.ts";
import type { PromptRow } from "../../src/ports/archive.ts";

const CAREFUL = { once: false, dryRun: false, maxIterations: 10, onInterrupted: "ask", model: "claude-cli" };

function options(
  loop: { inventory?: string | null; groups?: Json },
  { there = [], ...more }: Partial<Legacy> & { there?: string[] } = {},
) {
  return legacyOptions({ inventory: null, groups: null, ...loop }, {
    db: "/data/loops.db",
    cwd: "/work/here",
    exists: (path) => there.includes(path),
    model: () => "claude-cli",
    ...more,
  });
}

Deno.test("legacyOptions() finds an inventory beside the database, then here, and keeps to the groups that were named", () => {
  assert.deepEqual(options({}), CAREFUL);
  const groups = ["web", "db"];
  const both = ["/data/inventory.yml", "/work/here/inventory.yml"];
  assert.deepEqual(options({ inventory: "inventory.yml", groups }, { there: both }), {
    ...CAREFUL,
    inventory: ["/data/inventory.yml"],
    limit: "web,db",
  });
  assert.deepEqual(options({ inventory: "inventory.yml" }, { there: both.slice(1) }), {
    ...CAREFUL,
    inventory: ["/work/here/inventory.yml"],
  });
  assert.deepEqual(options({ inventory: "/etc/hosts.yml" }, { there: ["/etc/hosts.yml"] }), {
    ...CAREFUL,
    inventory: ["/etc/hosts.yml"],
  });
  assert.deepEqual(options({ inventory: "web1,web2" }), { ...CAREFUL, inventory: ["web1,web2"] });
});

Deno.test("legacyOptions() says what is lacking, and where it belongs", () => {
  assert.deepEqual(options({ inventory: "inventory.yml" }), {
    lacking: "written by the original program, which kept no flags: its inventory is not there: put it at " +
      "/data/inventory.yml or /work/here/inventory.yml",
  });
  assert.match(JSON.stringify(options({}, { model: () => null })), /needs a language model: set ANTHROPIC_API_KEY/);
});

function prompt(kind: string, response: string): PromptRow {
  return {
    id: 1,
    loop: 1,
    iteration: 1,
    kind,
    text: "",
    options: [],
    about: null,
    status: "answered",
    response,
    createdAt: "",
    answeredAt: "",
    answeredBy: "me",
  };
}

async function verdicts(prompts: PromptRow[]): Promise<string[]> {
  const policy = await legacyPolicy({ prompts: () => Promise.resolve(prompts) }, { id: 1 });
  const action = { host: "web1", module: "copy", params: { dest: "/srv/x", content: "" }, name: "x", task: null };
  const look = { ...action, module: "stat", params: { path: "/" } };
  return [
    ...(["model", "rule"] as const).map((by) => judge([action], policy, { by, as: "deed" })[0]?.verdict ?? ""),
    judge([look], policy, { by: "model", as: "look" })[0]?.verdict ?? "",
  ];
}

Deno.test("legacyPolicy() asks about everything but looks, until a human has said yes to an approval", async () => {
  assert.deepEqual(await verdicts([]), ["ask", "ask", "allow"]);
  assert.deepEqual(await verdicts([prompt("approval", "no"), prompt("question", "yes")]), ["ask", "ask", "allow"]);
  assert.deepEqual(await verdicts([prompt("approval", "no"), prompt("approval", "yes")]), ["allow", "allow", "allow"]);
});
