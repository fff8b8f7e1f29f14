import assert from "node:assert/strict";
import type { Loop, Next } from "../../src/model/loop.ts";
import { capture } from "./captured_io.ts";
import { promptRow } from "./prompt_row.ts";
import { loopRow, run, runWith, type Script } from "./scripted_app.ts";

const LIVE = "web1/boot/42/9/ns";

/** A human sits there and types nothing until the signal fires. */
function silent() {
  const captured = capture({ files: ["/home/me/site.yml"], typed: [] });
  captured.io.readLine = (signal) =>
    new Promise((resolve) => {
      if (signal.aborted) resolve(undefined);
      signal.addEventListener("abort", () => resolve(undefined), { once: true });
    });
  return captured;
}

Deno.test("run that asks hears that somebody else has answered, says who, and goes on", async () => {
  for (
    const [given, told] of [
      [{ status: "answered", response: "yes\x1b[2J", answeredBy: "anna" }, "answered by anna: yes\\x1b[2J"],
      [{ status: "cancelled" }, "the question is withdrawn"],
    ] as const
  ) {
    const prompts = [promptRow()];
    const ran = await runWith(silent(), ["run", "site.yml"], {
      prompts,
      work: async ({ ask }) => {
        const elsewhere = new AbortController();
        const asking = ask?.(promptRow(), elsewhere.signal);
        Object.assign(prompts[0]!, given);
        elsewhere.abort();
        assert.equal(await asking, undefined);
        return { kind: "done", status: "completed", reason: "converged" };
      },
    });
    assert.equal(ran.exit, 0);
    assert.ok(ran.err().includes(`\n${told}\n`), ran.err());
  }
});

Deno.test("run whose loop a worker has taken meanwhile says how to follow it, and exits 0", async () => {
  const taken = async (row: Partial<Loop>, argv: string[] = []) => {
    const script: Script = { loops: [loopRow(row)], work: () => ({ kind: "taken", by: LIVE }) };
    return await run(["run", "site.yml", ...argv], script);
  };
  const { exit, out } = await taken({ status: "running", leaseOwner: LIVE });
  assert.equal(exit, 0);
  assert.equal(out(), "loop 1 (site) goes on with a worker (web1, process 42); follow it: ftl2-enterprise logs 1 -f\n");
  const json = JSON.parse((await taken({ status: "running", leaseOwner: LIVE }, ["-o", "json"])).out());
  assert.deepEqual([json.ok, json.data.taken], [true, LIVE]);
  assert.match(
    (await taken({ status: "completed", reason: "converged" })).out(),
    /is completed now: converged; .* status 1/,
  );
});

Deno.test("run whose terminal goes away while it asks leaves the question and exits 3", async () => {
  const ends = async (signal: string) => {
    const captured = silent();
    const ran = await runWith(captured, ["run", "site.yml", "-o", "json"], {
      prompts: [promptRow()],
      work: async ({ ask }) => {
        const asking = ask?.(promptRow(), new AbortController().signal);
        captured.send(signal);
        assert.equal(await asking, undefined);
        return { kind: "paused", reason: "a question is open" };
      },
    });
    const { data, error } = JSON.parse(ran.out());
    assert.equal(data.prompts.length, 1);
    return [ran.exit, error.kind];
  };
  assert.deepEqual(await ends("SIGHUP"), [3, "paused"]);
  assert.deepEqual(await ends("SIGTERM"), [3, "paused"]);
  assert.deepEqual(await ends("SIGINT"), [130, "interrupted"]);
});

Deno.test("run whose terminal goes away, which it is told twice, ends nothing and leaves the loop to whoever works", async () => {
  const left = async (argv: string[] = []) => {
    const captured = silent();
    const ran = await runWith(captured, ["run", "site.yml", ...argv], {
      loops: [loopRow({ status: "pending", reason: "its worker was stopped" })],
      work: ({ stop, signal, unasked }) => {
        assert.equal(unasked?.(), false);
        captured.send("SIGHUP");
        captured.send("SIGHUP");
        assert.deepEqual([stop.aborted, signal.aborted, unasked?.()], [true, false, true]);
        return Promise.resolve({ kind: "stopped" });
      },
    });
    assert.equal(ran.exit, 130);
    return ran;
  };
  const { out, err } = await left();
  assert.match(err(), /finishing the running action; send SIGTERM to end it now/);
  assert.match(out(), /^left: its terminal went away; any worker goes on with it\nto go on: .* resume 1$/m);
  const { data, error } = JSON.parse((await left(["-o", "json"])).out());
  assert.deepEqual([data.status, error.kind, error.message], [
    "pending",
    "interrupted",
    "its terminal went away; any worker goes on with it",
  ]);
});

Deno.test("run that SIGTERM ends, as a machine that goes down sends it, leaves the loop to whoever works", async () => {
  const captured = silent();
  const { exit, out } = await runWith(captured, ["run", "site.yml"], {
    loops: [loopRow({ status: "pending", reason: "its worker was stopped" })],
    work: ({ stop, signal, unasked }) => {
      captured.send("SIGTERM");
      assert.deepEqual([stop.aborted, signal.aborted, unasked?.()], [true, false, true]);
      captured.send("SIGTERM");
      assert.deepEqual([signal.aborted, unasked?.()], [true, true]);
      return Promise.resolve({ kind: "stopped" });
    },
  });
  assert.equal(exit, 130);
  assert.match(
    out(),
    /^left: its process was told to end \(SIGTERM\); any worker goes on with it\nto go on: .* resume 1$/m,
  );
});

Deno.test("run whose session is ended with SIGHUP and SIGTERM at once ends nothing; SIGTERM a second later does", async () => {
  const captured = silent();
  let now = 0;
  captured.io.clock.monotonic = () => now;
  await runWith(captured, ["run", "site.yml"], {
    loops: [loopRow({ status: "pending", reason: "its worker was stopped" })],
    work: ({ stop, signal }) => {
      captured.send("SIGHUP");
      captured.send("SIGTERM");
      assert.deepEqual([stop.aborted, signal.aborted], [true, false]);
      now = 1000;
      captured.send("SIGTERM");
      assert.equal(signal.aborted, true);
      return Promise.resolve({ kind: "stopped" });
    },
  });
});

Deno.test("run that somebody pauses or cancels from elsewhere says who and why", async () => {
  const stopped = async (row: Partial<Loop>, next: Next = { kind: "stopped" }) => {
    const ran = await run(["run", "site.yml"], { loops: [loopRow(row)], work: () => next });
    return { exit: ran.exit, out: ran.out() };
  };
  const suspension = { by: "anna", reason: "disk swap", until: "2026-11-22T18:00:00.000Z" };
  const paused = await stopped({ status: "paused", suspension });
  assert.equal(paused.exit, 3);
  assert.match(paused.out, /^paused: by anna until 2026-11-22 18:00:00 UTC: disk swap\nto go on: .* resume 1$/m);
  const reason = "cancelled by anna: old";
  const cancelled = await stopped({ status: "cancelled", reason }, { kind: "done", status: "failed", reason });
  assert.equal(cancelled.exit, 1);
  assert.match(cancelled.out, /^cancelled by anna: old\nto begin a new run: .* retry 1$/m);
});
