// README's session of a goal in words is what happens: its commands are run, and what it shows of their output is there, in its order.
import assert from "node:assert/strict";
import { noFarm } from "../sshd/farm.ts";
import { GoalSession } from "./goal_session.ts";

const README = new URL("../../README.md", import.meta.url);

/** A command as it is typed, and the lines that are shown of what it prints. */
interface Shown {
  words: string[];
  lines: string[];
}

/** The block of README that begins with `$ ftl2-enterprise run "GOAL"`. */
async function transcript(): Promise<Shown[]> {
  const blocks = (await Deno.readTextFile(README)).split(/\n(?! {4})/);
  const block = blocks.find((each) => /^\s*\$ ftl2-enterprise run "/.test(each)) ?? "";
  const shown: Shown[] = [];
  for (const line of block.split("\n").map((each) => each.slice(4)).filter((each) => each !== "")) {
    const [, command] = /^\$ ftl2-enterprise (.*?)( +#.*)?$/.exec(line) ?? [];
    if (command === undefined) shown.at(-1)!.lines.push(line);
    else {
      const words = [...command.matchAll(/"([^"]*)"|\S+/g)].map(([word, quoted]) => quoted ?? word);
      shown.push({ words, lines: [] });
    }
  }
  return shown;
}

/** Whether lines are there in this order; `…` stands for whatever it is. */
function missing(lines: readonly string[], text: string): string | undefined {
  let rest = text.split("\n");
  return lines.find((line) => {
    const parts = line.split("…").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
    const at = rest.findIndex((each) => new RegExp(`^\\s*${parts.join(".*").trimStart()}$`).test(each));
    rest = rest.slice(at + 1);
    return at < 0;
  });
}

Deno.test({
  name: "README's session of a goal in words runs as it is shown, the day after at no cost",
  ignore: noFarm() !== undefined,
  fn: async () => {
    await using session = await GoalSession.make();
    const { ground, web, server } = session;
    Object.assign(ground.env, { ANTHROPIC_API_KEY: "scripted", ANTHROPIC_BASE_URL: server.root });
    const commands = await transcript();
    assert.ok(commands.reduce((sum, { lines }) => sum + 1 + lines.length, 0) <= 20, "more than twenty lines");
    for (const [at, { words, lines }] of commands.entries()) {
      if (at === commands.length - 1) await web.drifts("web2");
      const { stdout, stderr } = await ground.run(...words);
      assert.equal(missing(lines, `${stderr}\n${stdout}`), undefined, `${words.join(" ")}\n${stderr}\n${stdout}`);
    }
    assert.equal(commands.length, 9);
    assert.deepEqual(await web.answers(), { web1: "release=1.3\n", web2: "release=1.3\n" });
    assert.equal(session.calls, 6);
    assert.ok(server.asked.every(({ protocol }) => protocol === "anthropic"));
  },
});
