import assert from "node:assert/strict";
import { parse } from "yaml";
import { InputError, LeaseLost, StoreError } from "../../src/model/errors.ts";
import { capture } from "./captured_io.ts";
import { iterationRow } from "./iteration_row.ts";
import { loopRow, run, runWith } from "./scripted_app.ts";

/** Runs with -o json and checks the document against the exit code. */
async function document(...given: Parameters<typeof run>) {
  const [argv, script, options] = given;
  const ran = await run([...argv, "-o", "json"], script, options);
  assert.match(ran.out(), /^\{.*\}\n$/);
  const envelope = JSON.parse(ran.out());
  assert.deepEqual(Object.keys(envelope), ["ok", "exit", "command", "data", "error"]);
  assert.equal(envelope.exit, ran.exit);
  assert.equal(envelope.ok, envelope.error === null);
  return { ...ran, envelope };
}

Deno.test("-o json prints one document on every way out of a command line that cannot be meant", async () => {
  const cases: [string[], string | null, string][] = [
    [["status", "--bogus"], "status", "usage"],
    [["stauts"], null, "usage"],
    [[], null, "usage"],
    [["run", "site.yml", "--watch"], "run", "not built"],
    [["submit", "words", "--once"], "submit", "usage"],
    [["run", "words", "--policy", "x"], "run", "input"],
    [["run", "-f", "nope.yml"], "run", "input"],
    [["status", "9"], "status", "not found"],
  ];
  for (const [argv, command, kind] of cases) {
    const { envelope, exit, err } = await document(argv);
    assert.deepEqual({ exit, command: envelope.command, kind: envelope.error.kind, data: envelope.data }, {
      exit: 2,
      command,
      kind,
      data: null,
    });
    assert.notEqual(err(), "");
  }
});

Deno.test("-o json is heard in every spelling, and not behind --", async () => {
  for (const spelling of [["-ojson"], ["--output", "json"], ["--output=json"], ["-o", "json"]]) {
    const { out } = await run(["status", ...spelling, "--bogus"]);
    assert.equal(JSON.parse(out()).exit, 2, spelling.join(" "));
  }
  const { out, asked } = await run(["run", "--", "-o", "json"]);
  assert.match(out(), /its history/);
  assert.equal(asked.submissions[0]?.desiredState, "-o json");
});

Deno.test("-o json carries help and version", async () => {
  const help = await document(["--help"]);
  assert.match(help.envelope.data.help, /Usage: ftl2-enterprise/);
  const version = await document(["--version"]);
  assert.match(version.envelope.data.version, /^ftl2-enterprise \d/);
});

Deno.test("-o yaml prints the same document as YAML", async () => {
  const ran = await run(["show", "1", "-o", "yaml"]);
  assert.equal(ran.exit, 0);
  const { envelope } = await document(["show", "1"]);
  assert.deepEqual(parse(ran.out()), envelope);
});

Deno.test("-o json and -o yaml print nothing that a terminal obeys, and say what is on record to the letter", async () => {
  const hostile = "a\x9b31m \u202e b\u2028\x7f\n\u{e0041} \x1b[2J";
  const script = {
    loops: [loopRow({ desiredState: hostile, status: "completed" })],
    iterations: [iterationRow({ reasoning: hostile })],
  };
  const told: [string[], (data: { [name: string]: { [name: string]: unknown }[] }) => unknown][] = [
    [["status", "1"], ({ iteration }) => [iteration].flat()[0]?.["reasoning"]],
    [["history", "1"], ({ iterations }) => iterations?.[0]?.["reasoning"]],
  ];
  for (const [command, of] of told) {
    for (const output of ["json", "yaml"]) {
      const { out } = await run([...command, "-o", output], script);
      assert.doesNotMatch(out(), /(?!\n)[\p{Cc}\p{Cf}\u2028]/u);
      const { data } = output === "json" ? JSON.parse(out()) : parse(out());
      assert.equal(of(data), hostile, `${command.join(" ")} -o ${output}`);
    }
  }
});

Deno.test("main tells the errors of the rooms apart", async () => {
  const place = { file: "site.yml", line: 3, column: 7 };
  const input = await document(["run", "-f", "site.yml"], {
    submitted: new InputError('Unknown module "coppy"', place),
  });
  assert.deepEqual(input.envelope.error, { kind: "input", message: 'Unknown module "coppy"', place });
  assert.match(input.err(), /^error: site\.yml:3:7: Unknown module "coppy"\n/);
  assert.equal(input.exit, 2);
  const store = await document(["status"], {
    open: () => Promise.reject(new StoreError("x.db is not a database", "Name another file")),
  });
  assert.deepEqual(store.envelope.error, {
    kind: "store",
    message: "x.db is not a database",
    hint: "Name another file",
  });
  assert.equal(store.exit, 2);
  const lost = await document(["run", "-f", "site.yml"], { work: () => Promise.reject(new LeaseLost("taken over")) });
  assert.deepEqual([lost.exit, lost.envelope.error.kind], [1, "lease"]);
});

Deno.test("main tells what failed first, also where the closing after it failed as well", async () => {
  const { exit, envelope, err } = await document(["run", "-f", "site.yml"], {
    work: async () => {
      await using _closing = {
        [Symbol.asyncDispose]: () => Promise.reject(new StoreError("Cannot close x.db", "Make room")),
      };
      throw new StoreError("x.db cannot grow, the disk is full", "Make room");
    },
  });
  assert.equal(exit, 2);
  assert.deepEqual(envelope.error, { kind: "store", message: "x.db cannot grow, the disk is full", hint: "Make room" });
  assert.match(err(), /^error: x\.db cannot grow/m);
});

Deno.test("main shows a bug of ours with its stack and causes, and exits 70", async () => {
  const bug = new TypeError("x is not a function", { cause: new Error("deeper") });
  const { exit, envelope, err } = await document(["run", "-f", "site.yml"], { work: () => Promise.reject(bug) });
  assert.equal(exit, 70);
  assert.equal(envelope.error.kind, "bug");
  assert.match(envelope.error.stack, /x is not a function[^]*document_test[^]*Caused by: Error: deeper/);
  assert.match(err(), /^internal error: x is not a function\n[^]*please report it/m);
});

Deno.test("main tells a right that the process lacks as no bug of ours, and where to read what it needs", async () => {
  const lacks = new Deno.errors.NotCapable(
    'Requires net access to "127.0.0.1:8640", run again with the --allow-net flag',
  );
  const { exit, envelope } = await document(["run", "-f", "site.yml"], { work: () => Promise.reject(lacks) });
  assert.deepEqual([exit, envelope.error.kind, envelope.error.stack], [2, "permission", undefined]);
  assert.match(envelope.error.message, /^Requires net access/);
  assert.match(envelope.error.hint, /docs\/permissions\.md/);
});

Deno.test("main ends with the bug when an error comes that nobody waited for", async () => {
  const captured = capture({ files: ["/home/me/site.yml"] });
  const ran = await runWith(captured, ["run", "-f", "site.yml", "-o", "json"], {
    work: () => {
      captured.fault(new Error("stray"));
      return new Promise(() => {});
    },
  });
  assert.equal(ran.exit, 70);
  assert.equal(JSON.parse(ran.out()).error.message, "stray");
});

Deno.test("a command that does not listen to signals ends at the first, with a document", async () => {
  const captured = capture();
  const ran = await runWith(captured, ["status", "-o", "json"], {
    open: () => {
      captured.send("SIGTERM");
      return new Promise(() => {});
    },
  });
  assert.equal(ran.exit, 130);
  assert.deepEqual(JSON.parse(ran.out()).error, { kind: "interrupted", message: "Interrupted by SIGTERM" });
});

Deno.test("main says when standard output cannot be written, and does not claim success", async () => {
  const { exit, err } = await run(["status"], { loops: [loopRow()] }, { outFailure: "No space left on device" });
  assert.equal(exit, 1);
  assert.match(err(), /Cannot write to standard output: No space left on device/);
});

Deno.test("notices of opening the database go to standard error, and nowhere when quiet", async () => {
  const notices = ["migrated loops.db from version 0 to 1"];
  const told = await document(["status"], { notices });
  assert.match(told.err(), /^migrated loops\.db from version 0 to 1$/m);
  assert.equal((await run(["status", "-q"], { notices })).err(), "");
});
