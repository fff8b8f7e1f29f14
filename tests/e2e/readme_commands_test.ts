// Whatever command the documentation shows is run, in order and as it is shown, as by somebody who types it.
import assert from "node:assert/strict";
import { noRoom } from "../rooms/room.ts";
import { blocksOf, documents } from "./readme/documents.ts";
import { Newcomer } from "./readme/newcomer.ts";
import { SHOPS } from "./readme/shop.ts";
import { blocksIn, unmarked } from "./readme/shown.ts";
import { tryOut } from "./readme/try_out.ts";

const ROOT = new URL("../../", import.meta.url).pathname;

/** Who types the commands of a block, and on which pages. */
const STAGES: Record<string, readonly string[]> = {
  newcomer: ["README.md"],
  developer: ["README.md"],
  // readme_docs_long_test.ts
  shop: Object.keys(SHOPS),
  // readme_goal_test.ts
  goal: ["docs/goals.md"],
};
const ignore = noRoom() !== undefined;

/** What `init` says to type next and README does not show; and what it wrote, under Ansible's own program. */
async function typeTheRest(newcomer: Newcomer, shown: ReadonlySet<string>): Promise<void> {
  const { output } = await newcomer.type("cd && ftl2-enterprise init site -o json && cd site");
  const { data } = JSON.parse(output);
  assert.deepEqual([data.written, data.kept.length], [[], 4]);
  const rest = (data.next as string[]).filter((command) => !shown.has(command));
  assert.ok(rest.length < data.next.length - 4, `README does not show ${rest.join(", ")}`);
  for (const command of rest) assert.equal((await newcomer.type(command)).code, 0, command);
  if ((await newcomer.type("command -v ansible-playbook")).code !== 0) return;
  const ansible = await newcomer.type("ansible-playbook -i inventory.yml site.yml");
  assert.match(ansible.output, /ok=4 +changed=0 .*failed=0/, "it finds nothing left to do");
  assert.equal(ansible.code, 0);
}

Deno.test("the documentation: every command is run by a test, or says why not", async () => {
  let run = 0;
  const problems: string[] = [];
  for (const [page, text] of await documents()) {
    problems.push(...unmarked(page, text));
    for (const { line, stage, commands } of blocksIn(page, text)) {
      if (stage === undefined) continue;
      if (!STAGES[stage]?.includes(page)) problems.push(`${page}:${line} is run on no stage "${stage}"`);
      run += commands.length;
    }
  }
  assert.deepEqual(problems, []);
  assert.ok(run >= 45, `${run} commands`);
});

Deno.test({
  name: "README: a newcomer gets from an empty home to a loop with its page, and to a fleet, by what is shown",
  ignore,
  fn: async () => {
    await using newcomer = await Newcomer.arrive();
    const blocks = await blocksOf("README.md", "newcomer");
    assert.ok(await tryOut(blocks, newcomer) >= 13);
    await typeTheRest(newcomer, new Set(blocks.flatMap((block) => block.commands.map(({ text }) => text))));
    const { output } = await newcomer.type("curl -sS http://127.0.0.1:8640/");
    assert.match(output, /<title>Loops[^]*>site</);
    assert.equal(await newcomer.root("cat /home/web2/first-site/index.html"), "<h1>Hello from web2.example.com</h1>\n");
  },
});

Deno.test({
  name: "README: what a developer types in a checkout",
  ignore,
  fn: async () => {
    const cache = Deno.env.get("DENO_DIR") ??
      `${Deno.env.get("XDG_CACHE_HOME") ?? `${Deno.env.get("HOME")}/.cache`}/deno`;
    // What is written there is the room's.
    const root = { name: "root", home: "/root", folder: ROOT, env: [`DENO_DIR=${cache}`] };
    await using newcomer = await Newcomer.arrive("", root);
    // No network leads out of the room: npx would wait for the registry, and then start this Deno.
    await newcomer.type(`npx() { [ "$1 $2" = "-y deno@${Deno.version.deno}" ] && shift 2 && deno "$@"; }`);
    assert.ok(await tryOut(await blocksOf("README.md", "developer"), newcomer) >= 1);
  },
});
