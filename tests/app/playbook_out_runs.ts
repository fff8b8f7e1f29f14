// Runs in words whose playbook is written, for tests.
import assert from "node:assert/strict";
import { doneActions, playbookOut } from "../../src/app/playbook_out.ts";
import type { World } from "../../src/engine/world.ts";
import type { Action } from "../../src/model/action.ts";
import type { Decision } from "../../src/model/decision.ts";
import type { JsonObject } from "../../src/model/json.ts";
import type { ActionRow } from "../../src/ports/archive.ts";
import { openStore } from "../../src/store/open_store.ts";
import { ending, Ground } from "../engine/ground.ts";
import { ScriptedDecider } from "../fakes/scripted_decider.ts";
import { words } from "../fakes/words.ts";

/** A playbook for a ground that decides in words. */
export const UNUSED = "- hosts: localhost\n  gather_facts: false\n  tasks: []\n";
const DONE: Decision = { kind: "converged", reasoning: "all is there" };

function action(module: string, params: JsonObject): Action {
  return { host: "localhost", module, params, name: `${module} {{ it }}`, task: null };
}

/** A run that decides these things one after another, and writes its playbook. */
export async function runInWords(ground: Ground, decisions: Action[][]): Promise<string> {
  const decider = new ScriptedDecider(({ run }) => {
    const actions = decisions[run.filter(({ decision }) => decision !== null).length];
    return actions === undefined ? DONE : { kind: "act", reasoning: "", actions };
  });
  const path = `${ground.folder}/out/site.yml`;
  const next = await ground.visit({
    world: (usual) => {
      const world: World = {
        ...usual,
        decides: words(decider),
        policy: { rules: [{ decision: "allow", match: { params: {} }, place: "test:1" }] },
      };
      const lessons = playbookOut(
        { path, goal: "all is there", secrets: [], past: () => pastOf(ground) },
        world,
        new AbortController().signal,
      );
      return { ...world, lessons };
    },
  });
  assert.equal(ending(next), "completed: all is there");
  const told = ground.events.flatMap((event) => event.kind === "learned" ? [event.text] : []);
  assert.deepEqual(told.map((text) => text.slice(0, 60)), [`What was done is a playbook now: ${path}`.slice(0, 60)]);
  return await Deno.readTextFile(path);
}

/** All that the ground's loop has done. */
async function pastOf(ground: Ground): Promise<readonly ActionRow[]> {
  await using store = await openStore(ground.db, { create: false, clock });
  return await doneActions(store.archive, 1);
}

const clock = { now: () => Date.now(), monotonic: () => performance.now() };

/** What a person does on a machine: files, a line, a link, things removed, commands with and without a mark. */
export function deeds({ folder }: Ground): Action[][] {
  return [
    [
      action("file", { path: `${folder}/site`, state: "directory", mode: "0750" }),
      action("copy", { content: "one {{ two }} {% three\n", dest: `${folder}/site/conf`, mode: "0640" }),
      action("shell", { cmd: `echo plain >> ${folder}/deeds` }),
      action("shell", { cmd: `echo marked >> ${folder}/deeds; touch ${folder}/mark`, creates: `${folder}/mark` }),
    ],
    [
      action("lineinfile", { path: `${folder}/site/conf`, line: "yes", create: true }),
      action("lineinfile", { path: `${folder}/site/conf`, line: "0644" }),
      action("file", { src: `${folder}/site/conf`, dest: `${folder}/site/link`, state: "link" }),
      action("file", { path: `${folder}/site/conf`, mode: "0600" }),
      action("file", { path: `${folder}/gone`, state: "absent" }),
    ],
  ];
}
