// The session of a goal in words that docs/goals.md shows is what happens: its commands are run, and what it shows of their output is there, in its order.
import assert from "node:assert/strict";
import { noFarm } from "../sshd/farm.ts";
import { GoalSession } from "./goal_session.ts";
import { blocksOf } from "./readme/documents.ts";
import { missing } from "./readme/shown.ts";

/** What follows the program's name in a command line. */
function wordsOf(text: string): string[] {
  const [name, ...words] = [...text.matchAll(/"([^"]*)"|\S+/g)].map(([word, quoted]) => quoted ?? word);
  assert.equal(name, "ftl2-enterprise");
  return words;
}

Deno.test({
  name: "docs/goals.md: its session runs as it is shown, the day after at no cost",
  ignore: noFarm() !== undefined,
  fn: async () => {
    await using session = await GoalSession.make();
    const { ground, web, server } = session;
    Object.assign(ground.env, { ANTHROPIC_API_KEY: "scripted", ANTHROPIC_BASE_URL: server.root });
    const commands = (await blocksOf("docs/goals.md", "goal")).flatMap((block) => block.commands);
    assert.ok(commands.reduce((sum, { lines }) => sum + 1 + lines.length, 0) <= 20, "more than twenty lines");
    for (const [at, { text, lines }] of commands.entries()) {
      if (at === commands.length - 1) await web.drifts("web2");
      const { stdout, stderr } = await ground.run(...wordsOf(text));
      assert.equal(missing(lines, `${stderr}\n${stdout}`), undefined, `${text}\n${stderr}\n${stdout}`);
    }
    assert.equal(commands.length, 9);
    assert.deepEqual(await web.answers(), { web1: "release=1.3\n", web2: "release=1.3\n" });
    assert.equal(session.calls, 6);
    assert.ok(server.asked.every(({ protocol }) => protocol === "anthropic"));
  },
});
