// Inventories that are programs: which files are run, who is asked for its hosts one by one, what is wrong with what they print.
import assert from "node:assert/strict";
import { readInventory } from "../../src/inventory/read_inventory.ts";
import { hostsToAsk } from "../../src/inventory/read_output.ts";
import { scriptOutput, scriptsIn } from "../../src/inventory/scripts.ts";
import { InputError } from "../../src/model/errors.ts";
import type { Files } from "../../src/ports/files.ts";
import { localFiles } from "../../src/transports/local_files.ts";
import { memoryFiles } from "../fakes/memory_files.ts";
import { LaidOut } from "./oracle/laid_out.ts";

/** Files of which all that begin with "#!" may be run, with what they printed. */
function programs(texts: Record<string, string>): Files {
  return { ...memoryFiles(texts), mode: (path) => texts[path]?.startsWith("#!") ? 0o755 : 0o644 };
}

function refused(output: string, more: Record<string, string> = {}): string {
  const files = programs({ "/i/inv": "#!/bin/sh\n", "/i/inv --list": output, ...more });
  try {
    readInventory(["/i/inv"], { files });
  } catch (error) {
    if (error instanceof InputError && error.place?.file === "/i/inv") return error.message;
    throw error;
  }
  return "no mistake";
}

Deno.test("scriptsIn finds what may be run and is a program, in folders too, and nothing that is not there", async () => {
  await using laid = await LaidOut.of({
    name: "programs",
    sources: [],
    files: {
      "one.py": "#!/usr/bin/python3\n",
      "listed": "web1\n",
      "inv/a": "#!/bin/sh\n",
      "inv/b.cfg": "#!/bin/sh\n",
      "inv/sub/c": "#!/bin/sh\n",
      "inv/group_vars/all": "#!/bin/sh\n",
      "plain": "# web1\n",
    },
    executable: ["listed"],
  });
  await Deno.writeTextFile(`${laid.root}/not_run`, "#!/bin/sh\n");
  await Deno.writeFile(`${laid.root}/binary`, new Uint8Array([0x7f, 0x45, 0x4c, 0x46, 2]), { mode: 0o755 });
  const names = ["one.py", "listed", "inv", "plain", "not_run", "binary", "nowhere", "one.py"];
  const found = scriptsIn([...names.map((name) => `${laid.root}/${name}`), "web1,web2"], localFiles());
  assert.deepEqual(found.map((path) => path.slice(laid.root.length + 1)), ["one.py", "inv/a", "inv/sub/c", "binary"]);
});

Deno.test("hostsToAsk names each host once where _meta has no hostvars, and none where it has", () => {
  const output =
    '{"g": {"hosts": ["h1", "h2"]}, "l": ["h2", "h3"], "solo": {"k": 1}, "k": {"children": ["g"]}, "_meta": {}}';
  assert.deepEqual(hostsToAsk(output), ["h1", "h2", "h3", "solo"]);
  assert.deepEqual(hostsToAsk('{"g": ["h1"], "_meta": {"hostvars": {}}}'), []);
  assert.deepEqual(hostsToAsk("no JSON"), []);
});

Deno.test("readInventory reads a host's own output where the program has no _meta", () => {
  const files = programs({
    "/i/inv": "#!/bin/sh\n",
    [scriptOutput("/i/inv")]: '{"g": ["h1", "h2"]}',
    [scriptOutput("/i/inv", ["--host", "h1"])]: '{"a": 1}',
    [scriptOutput("/i/inv", ["--host", "h2"])]: "",
  });
  const inventory = readInventory(["/i/inv"], { files });
  assert.deepEqual([...inventory.variables("h1")], [["a", 1]]);
  assert.deepEqual([...inventory.variables("h2")], []);
  assert.deepEqual([...inventory.origins("h1")], [["a", "/i/inv"]]);
});

Deno.test("readInventory says what is wrong with what a program printed", () => {
  assert.match(refused('{"g": ["h1",\n ]}'), /printed for --list is no JSON: .* \(line 2, column 2 of the output\)$/);
  assert.match(refused("web1\n"), /printed for --list is no JSON/);
  assert.match(refused('["web1"]'), /is no JSON object: write \{"web": \{"hosts"/);
  assert.match(refused('{"g": {"hosts": "h1"}}'), /The hosts of the group "g" must be a list/);
  assert.match(refused('{"g": {"vars": ["a"]}}'), /The variables of the group "g" must be a mapping/);
  assert.match(refused('{"g": {"children": "a"}}'), /The children of the group "g" must be a list/);
  assert.match(refused('{"g": [5]}'), /The name of a host is text/);
  assert.match(refused('{"a": {"children": ["b"]}, "b": {"children": ["a"]}}'), /in a circle: "a" > "b" > "a"/);
  assert.match(refused('{"g": ["h1"], "_meta": {"hostvars": []}}'), /"_meta\.hostvars" must be a mapping/);
  assert.match(
    refused('{"g": ["h1"], "_meta": {"hostvars": {"h1": 5}}}'),
    /The variables of the host "h1" must be a mapping/,
  );
  assert.match(refused('{"g": ["h1"]}'), /was not asked for --host h1/);
  assert.match(refused('{"g": ["h1"]}', { "/i/inv --host h1": "{" }), /printed for --host h1 is no JSON/);
  assert.match(refused('{"g": {"vars": {"p": {"__ansible_vault": "x"}}}}'), /ansible-vault/);
});
