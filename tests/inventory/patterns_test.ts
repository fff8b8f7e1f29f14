// Patterns beside Ansible's own answers: written down, asked now, at random, and of the program itself.
import assert from "node:assert/strict";
import fc from "fast-check";
import { selectHosts } from "../../src/inventory/patterns.ts";
import { expandLimit } from "../../src/inventory/patterns_limit.ts";
import { readInventory } from "../../src/inventory/read_inventory.ts";
import { InputError } from "../../src/model/errors.ts";
import { cpuMs } from "../fakes/cpu_time.ts";
import { lacking } from "../modules/needs.ts";
import { realFiles } from "../templates/files_of.ts";
import { differences, ours, readHere } from "./patterns_compare.ts";
import { type Ask, askAnsible, folder, readCases, readRecorded, STEADY, type Told } from "./patterns_oracle.ts";

const LEAST_CASES = 150;
const RANDOM_EACH = 400;
const ignore = lacking("ansible");
const seed = Number(Deno.env.get("ORACLE_SEED") ?? 5);

function assertAlike(found: string[]): void {
  assert(found.length === 0, `${found.length} differ\n  ${found.slice(0, 10).join("\n  ")}`);
}

Deno.test("selectHosts names the hosts that Ansible names, as it was written down", () => {
  const recorded = readRecorded();
  const asks = [...readCases()];
  assert(asks.flatMap(([, of]) => of).length >= LEAST_CASES);
  for (const [file, of] of asks) {
    const { named, answers } = recorded.get(file)!;
    assertAlike(differences(named, of, answers));
  }
});

Deno.test("select of an inventory that was read names the hosts that Ansible names, in its order", () => {
  const recorded = readRecorded();
  for (const [file, asks] of readCases()) {
    // Three groups deep Ansible's order is that of Python's hashes.
    const steady = file !== "nested.yml";
    const inventory = readInventory([`${folder}${file}`], { files: realFiles() });
    const inOrder = (hosts: string[]) => steady ? hosts : hosts.toSorted();
    for (const [at, [pattern, limit]] of asks.entries()) {
      const { hosts, error } = recorded.get(file)!.answers[at]!;
      if (error !== undefined || (!steady && /\[/.test(`${pattern}${limit}`))) continue;
      const ours = inventory.select(pattern, limit === null ? undefined : expandLimit(limit, readHere));
      assert.deepEqual(inOrder(ours.hosts), inOrder(hosts!), `${file} ${pattern} ${limit}`);
    }
  }
});

Deno.test({
  name: "selectHosts names the hosts that Ansible names, asked now",
  ignore,
  fn: async () => {
    for (const [file, asks] of readCases()) {
      const { named, answers } = await askAnsible(file, asks);
      assertAlike(differences(named, asks, answers));
    }
  },
});

Deno.test({
  name: `selectHosts names the hosts that Ansible names, for patterns at random (seed ${seed})`,
  ignore,
  fn: async () => {
    for (const [file, recorded] of readRecorded()) {
      const asks = fc.sample(randomAsk(recorded.named), { numRuns: RANDOM_EACH, seed });
      const { named, answers } = await askAnsible(file, asks);
      assertAlike(differences(named, asks, answers));
      const telling = answers.filter(({ hosts }) => hosts !== undefined && hosts.length > 0);
      assert(telling.length > RANDOM_EACH / 4, `only ${telling.length} patterns named anything`);
    }
  },
});

Deno.test({
  name: `selectHosts names the hosts that \`ansible --list-hosts\` lists (seed ${seed})`,
  ignore,
  fn: async () => {
    const all = [...readCases()].flatMap(([file, asks]) =>
      asks.flatMap(([pattern, limit]) => typeof pattern === "string" ? [{ file, pattern, limit }] : [])
    );
    // A lone localhost is listed there whatever the limit says, and then not worked on.
    const some = fc.sample(fc.constantFrom(...all.filter(({ limit }) => limit !== "127.0.0.1")), { numRuns: 4, seed });
    const recorded = readRecorded();
    for (const { file, pattern, limit } of some) {
      const { stdout } = await new Deno.Command("ansible", {
        args: ["-i", file, pattern, "--list-hosts", ...(limit === null ? [] : ["-l", limit])],
        cwd: folder,
        env: STEADY,
        stdin: "null",
      }).output();
      const theirs = new TextDecoder().decode(stdout).split("\n").slice(1).map((line) => line.trim()).filter(Boolean);
      assert.deepEqual(ours(recorded.get(file)!.named, [pattern, limit]).hosts ?? [], theirs, `${file} ${pattern}`);
    }
  },
});

function randomAsk({ hosts, groups }: Told["named"]): fc.Arbitrary<Ask> {
  const name = fc.constantFrom(...hosts, ...groups.keys(), "localhost", "127.0.0.1", "nothing");
  const glob = fc.tuple(
    name,
    fc.nat(),
    fc.constantFrom("*", "?", "[a-f]", "[!a-f]", "[b-a]", "[a-]", "[]x]", "[!]", "**"),
  )
    .map(([text, where, by]) => {
      const letters = [...text];
      letters.splice(where % letters.length, 1, by);
      return letters.join("");
    });
  const regex = fc.tuple(name, fc.constantFrom("~@", "~@$", "~.*@", "~(@|db)", "~^[@]+", "~@.", "~(?i)@", "~[^@]"))
    .map(([text, form]) => form.replace("@", text));
  const number = fc.integer({ min: -3, max: 6 });
  const subscript = fc.oneof(
    number.map((at) => `[${at}]`),
    fc.tuple(number, number).map(([from, to]) => `[${from}:${to}]`),
    number.map((from) => `[${from}:]`),
    fc.constant("[:2]"),
  );
  const stem = fc.oneof(name, name, name, glob, glob, regex, fc.constantFrom("all", "*"));
  const part = fc.tuple(fc.constantFrom("", "", "", "&", "!"), stem, fc.option(subscript, { nil: "", freq: 3 }))
    .map((pieces) => pieces.join(""));
  const pattern = fc.tuple(fc.array(part, { minLength: 1, maxLength: 4 }), fc.constantFrom(":", ",", " , ", ":", ", "))
    .map(([parts, by]) => parts.join(by));
  return fc.tuple(
    fc.oneof({ weight: 4, arbitrary: pattern }, {
      weight: 1,
      arbitrary: fc.array(pattern, { minLength: 1, maxLength: 3 }),
    }),
    fc.option(pattern, { nil: null, freq: 1 }),
  );
}

const few = {
  hosts: ["a1", "a2", "b1"],
  groups: new Map([["all", ["a1", "a2", "b1"]], ["ungrouped", []], ["a", ["a1", "a2"]]]),
};

Deno.test("selectHosts says what is wrong with a pattern", () => {
  const refused = (pattern: string, words: RegExp) => assert.throws(() => selectHosts(few, pattern), words);
  refused(
    "a[2]",
    /InputError: The host pattern "a\[2\]" counts past the end: only 2 hosts are there, and the first is \[0\]/,
  );
  refused("b1:a1[1]", /only one host is there/);
  refused("~(a", /The host pattern "~\(a" cannot be read: Invalid regular expression/);
  refused("~(a+)+(?>x)", /atomic groups/);
  refused("a:!", /nothing behind its "!" or "&": write the name of a group or host there/);
  assert.throws(() => selectHosts(few, "a", "@names"), /InputError.*@names were not read/);
});

Deno.test("selectHosts ends with a regular expression that would never end", () => {
  const long = { hosts: [`${"a".repeat(5000)}!`], groups: new Map([["all", []]]) };
  const took = cpuMs(() => {
    try {
      selectHosts(long, "~(a+)+$");
    } catch (error) {
      assert(error instanceof InputError);
    }
  });
  assert(took < 5000, `it took ${took} ms`);
});

Deno.test("expandLimit puts the lines of a file in its place, and leaves other limits alone", () => {
  assert.equal(expandLimit("web:!web1", () => assert.fail("read")), "web:!web1");
  const read = (path: string) => path === "hosts.txt" ? "b1\n\n fe80::1 \n" : undefined;
  assert.equal(expandLimit("@hosts.txt", read), "b1,fe80::1,");
  assert.equal(expandLimit("@hosts.txt:!a1", read), "b1,fe80::1,!a1,");
  const only = { hosts: ["fe80::1", "b1"], groups: new Map([["all", ["fe80::1", "b1"]]]) };
  assert.deepEqual(selectHosts(only, "all", expandLimit("@one", () => "fe80::1\n")).hosts, ["fe80::1"]);
  assert.throws(
    () => expandLimit("@else", read),
    /InputError: There is no file else that --limit @else could take names from: write the path of a file/,
  );
});
