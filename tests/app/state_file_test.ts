// --state-file: read, merged at the start of a run, written back.
import assert from "node:assert/strict";
import fc from "fast-check";
import { stateAtWork } from "../../src/app/state_at_work.ts";
import { changesTowards, readStateFile, stateFileText } from "../../src/app/state_file.ts";
import type { StateOp } from "../../src/model/decision.ts";
import { InputError } from "../../src/model/errors.ts";
import type { State } from "../../src/model/resource.ts";
import { localFiles } from "../../src/transports/local_files.ts";
import { memoryFiles } from "../fakes/memory_files.ts";
import { Ground } from "../engine/ground.ts";

/** As the original program writes it. */
const ORIGINAL = `{
  "version": 1,
  "created_at": "2026-02-01T10:00:00+00:00",
  "updated_at": "2026-02-02T10:00:00+00:00",
  "hosts": {
    "minecraft-9": {
      "ansible_host": "192.0.2.9",
      "ansible_port": 22,
      "groups": ["game"],
      "added_at": "2026-02-01T10:00:01+00:00",
      "ansible_user": "root"
    },
    "plain": {"ansible_host": "plain", "ansible_port": 22, "groups": [], "added_at": "2026-02-01T10:00:02+00:00"}
  },
  "resources": {
    "minecraft-9": {
      "created_at": "2026-02-01T10:00:00+00:00",
      "provider": "linode",
      "ipv4": ["192.0.2.9"]
    }
  }
}
`;

const NOW = "2026-11-23T00:00:00.000Z";
const NONE: State = { resources: [], hosts: [] };

function read(text: string): State | null {
  return readStateFile("/s.json", memoryFiles({ "/s.json": text }));
}

function text(state: State, old?: string): string {
  const files = memoryFiles(old === undefined ? {} : { "/s.json": old });
  return stateFileText(state, { path: "/s.json", files, now: NOW });
}

/** What is left of `kept` when all changes were made. */
function changed(kept: State, ops: readonly StateOp[]): State {
  const resources = new Map(kept.resources.map((each) => [each.name, each]));
  const hosts = new Map(kept.hosts.map((each) => [each.name, each]));
  for (const { op, ...rest } of ops) {
    if (op === "remove") { for (const each of [resources, hosts]) each.delete(rest.name); }
    if (op === "add_resource") resources.set(rest.name, rest as State["resources"][number]);
    if (op === "add_host") hosts.set(rest.name, rest as State["hosts"][number]);
  }
  return { resources: [...resources.values()], hosts: [...hosts.values()] };
}

Deno.test("readStateFile() reads what the original program wrote", () => {
  assert.deepEqual(read(ORIGINAL), {
    resources: [{
      name: "minecraft-9",
      data: { created_at: "2026-02-01T10:00:00+00:00", provider: "linode", ipv4: ["192.0.2.9"] },
    }],
    hosts: [
      { name: "minecraft-9", vars: { ansible_host: "192.0.2.9", ansible_user: "root" }, groups: ["game"] },
      { name: "plain", vars: {}, groups: [] },
    ],
  });
  assert.equal(readStateFile("/none.json", memoryFiles({})), null);
  assert.equal(read(" \n"), null);
});

Deno.test("stateFileText() keeps what the file had, and leaves a file alone that says so already", () => {
  const state = read(ORIGINAL)!;
  assert.equal(text(state, ORIGINAL), ORIGINAL);
  const more = { ...state, resources: [...state.resources, { name: "volume", data: { size: 5 } }] };
  const written = JSON.parse(text({ ...more, hosts: state.hosts.slice(0, 1) }, ORIGINAL));
  const before = JSON.parse(ORIGINAL);
  delete before.hosts.plain;
  before.resources.volume = { created_at: NOW, size: 5 };
  assert.deepEqual(written, { ...before, updated_at: NOW });
  assert.deepEqual(Object.keys(written), ["version", "created_at", "updated_at", "hosts", "resources"]);
  assert.deepEqual(JSON.parse(text(NONE)), { version: 1, created_at: NOW, updated_at: NOW, hosts: {}, resources: {} });
});

Deno.test("readStateFile() says where a file makes no sense, and what one looks like", () => {
  const wrong: [string, RegExp, number | undefined, number | undefined][] = [
    [
      '{\n  "hosts": {}\n  "resources": {}\n}\n',
      /^This is not valid JSON \(Expected ',' or '}' after property value\)/,
      3,
      3,
    ],
    ['{"hosts": {', /^This is not valid JSON \(.*\), and a state file is: \{"version": 1/, 1, 12],
    ["[]\n", /^A state file is one JSON object/, 1, 1],
    ['{"version": 2}', /is of version 2: only 1 is known here/, 1, 2],
    ['{\n  "hosts": []\n}', /^"hosts" is an object of names/, 2, 3],
    ['{\n  "resources": {\n    "a": 1\n  }\n}', /^What is known of "a" is an object/, 3, 5],
    ['{"hosts": {\n "a": {"groups": "web"}}}', /^The groups of "a" are a list of names/, 2, 8],
    [
      '{"hosts": {\n  "a": {"ansible_ssh_common_args": "-o ProxyCommand=x"}}}',
      /^The host "a": the variable "ansible_ssh_common_args" may not be set here, only ansible_host/,
      2,
      3,
    ],
    ['{"hosts": {\n  "-oProxyCommand=x": {}}}', /^The host "-oProxyCommand=x": a host's name is letters/, 2, 3],
    ['{"hosts": {\n  "a": {"ansible_host": "$(id)"}}}', /^The host "a": ansible_host is a name or an address/, 2, 3],
  ];
  for (const [file, message, line, column] of wrong) {
    assert.throws(() => read(file), (error) => {
      assert(error instanceof InputError);
      assert.match(error.message, message);
      assert.deepEqual([error.place?.file, error.place?.line, error.place?.column], ["/s.json", line, column], file);
      return true;
    });
  }
});

Deno.test("changesTowards() makes of any state what the file says, and nothing of one that is so", () => {
  const name = fc.constantFrom("a", "b", "c");
  const resources = fc.uniqueArray(fc.record({ name, data: fc.record({ x: fc.nat(2) }) }), {
    selector: (each) => each.name,
  });
  const host = fc.record({
    name,
    vars: fc.record({ ansible_host: fc.constantFrom("192.0.2.1", "192.0.2.2") }),
    groups: fc.constant<string[]>([]),
  });
  const hosts = fc.uniqueArray(host, { selector: (each) => each.name });
  const state: fc.Arbitrary<State> = fc.record({ resources, hosts });
  const sorted = ({ resources, hosts }: State) =>
    [resources, hosts].map((list) => [...list].map((each) => JSON.stringify(each)).sort());
  fc.assert(fc.property(state, state, (file, kept) => {
    const reached = changed(kept, changesTowards(file, kept));
    assert.deepEqual(sorted(reached), sorted(file));
    assert.deepEqual(changesTowards(file, reached), []);
    assert.deepEqual(changesTowards(read(text(file))!, file), []);
  }));
});

Deno.test("stateAtWork() takes the file's state into the record when a run starts, and the record's into the file from then on", async () => {
  using ground = new Ground("- hosts: localhost\n  gather_facts: false\n  tasks: []\n");
  ground.write("s.json", ORIGINAL);
  const path = `${ground.folder}/s.json`;
  const terms = {
    path,
    files: localFiles(),
    clock: { now: () => Date.parse(NOW), monotonic: () => 0 },
    dryRun: false,
    redact: (text: string) => text.replaceAll("linode", "(hidden)"),
  };
  const kept = () => ground.read("s.json");
  await ground.visit({
    work: async (_lease, { world: { journal } }) => {
      const { state, keep } = await stateAtWork(journal, terms);
      assert.deepEqual(state, readStateFile(path, localFiles()));
      assert.deepEqual(await journal.state(), state);
      // A run that is under way goes by its record, also where the file was lost in a crash.
      const { id } = await journal.openIteration({ fresh: true, decidedBy: null });
      const stateOps: StateOp[] = [{ op: "remove", name: "minecraft-9" }, {
        op: "add_host",
        name: "new",
        vars: {},
        groups: [],
      }];
      await journal.noteDecision(id, "model", { kind: "look", reasoning: "", probes: [], stateOps }, []);
      const later = await stateAtWork(journal, terms);
      assert.deepEqual(later.state.resources, []);
      assert.deepEqual(later.state.hosts.map(({ name }) => name), ["plain", "new"]);
      assert.equal(kept(), ORIGINAL);
      await later.keep(later.state);
      assert.deepEqual(readStateFile(path, localFiles()), later.state);
      await keep({ ...NONE, resources: [{ name: "s", data: { at: "linode" } }] });
      assert.match(kept() ?? "", /"at": "\(hidden\)"/);
      const before = kept();
      await (await stateAtWork(journal, { ...terms, dryRun: true })).keep(NONE);
      assert.equal(kept(), before);
      ground.remove("s.json");
      await keep(NONE);
      assert.equal(kept(), undefined);
      assert.deepEqual((await stateAtWork(journal, { ...terms, path: undefined })).state, later.state);
      return { kind: "paused", reason: "" };
    },
  });
});
