// A model that cannot be asked: the loop comes back, and whoever watches is told why.
import assert from "node:assert/strict";
import { ModelUnavailable } from "../../src/model/errors.ts";
import { ScriptedDecider } from "../fakes/scripted_decider.ts";
import { rule } from "../rules/situations.ts";
import { words } from "../fakes/words.ts";
import { ending, Ground } from "./ground.ts";

const UNUSED = "- hosts: localhost\n  gather_facts: false\n  tasks: []\n";
const GONE = "models.example cannot be reached: connection refused";

Deno.test("runLoop() says why it waits for its model, and goes on once that answers", async () => {
  using ground = new Ground(UNUSED);
  let calls = 0;
  const decider = new ScriptedDecider(() => {
    if (++calls < 3) throw new ModelUnavailable(GONE, 1000);
    return { kind: "converged", reasoning: "all is there" };
  });
  const next = await ground.visit({ world: () => ({ decides: words(decider) }), returns: 5 });
  assert.equal(ending(next), "completed: all is there");
  assert.deepEqual(
    ground.events.flatMap((event) => event.kind === "waiting" ? [event.reason] : []),
    [GONE, GONE],
  );
});

Deno.test("runLoop() is blocked, and waits for nothing, where its model needs a human first", async () => {
  using ground = new Ground(UNUSED);
  const decider = new ScriptedDecider(() => {
    throw new ModelUnavailable("No key", null);
  });
  assert.equal(ending(await ground.visit({ world: () => ({ decides: words(decider) }) })), "blocked: No key");
  assert.deepEqual(ground.events.filter(({ kind }) => kind === "waiting"), []);
});

Deno.test("runLoop() says which rule does not count, and why, where there is no model and no rule decides", async () => {
  using ground = new Ground(UNUSED);
  const broken = rule({ name: "tidy", when: "root.nothing.there > 3" });
  const next = await ground.visit({ world: () => ({ decides: words(null, { rules: [broken] }) }) });
  assert.match(
    ending(next),
    /^blocked: a goal in words needs a language model; the rule tidy does not count: .*localhost/,
  );
});
