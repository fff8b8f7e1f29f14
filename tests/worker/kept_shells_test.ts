import assert from "node:assert/strict";
import { HostUnreachable } from "../../src/model/errors.ts";
import type { Shell } from "../../src/ports/shell.ts";
import { KeptShells } from "../../src/worker/kept_shells.ts";
import type { Entrance } from "../../src/model/way.ts";
import { enter } from "../fakes/entrances.ts";
import { settled } from "../fakes/fake_time.ts";

/** A far host: every shell that is opened is listed, and says when it is closed. */
class FarHost {
  readonly opened: string[] = [];
  readonly closed: number[] = [];
  /** What the next opening throws, and what a closing does. */
  refuses: Error | undefined;
  closing: () => Promise<void> = () => Promise.resolve();
  /** Openings that wait until they are told to go on, or are not needed any more. */
  readonly waiting = new Map<string, () => void>();
  waits = false;

  async open({ way: { host } }: Entrance, signal?: AbortSignal): Promise<Shell> {
    if (this.waits) {
      await new Promise<void>((resolve, reject) => {
        this.waiting.set(host, resolve);
        signal?.addEventListener("abort", () => reject(signal.reason));
      });
    }
    if (this.refuses !== undefined) throw this.refuses;
    const number = this.opened.push(host) - 1;
    const shell = {
      number,
      [Symbol.asyncDispose]: () => {
        this.closed.push(number);
        return this.closing();
      },
    };
    return shell as unknown as Shell;
  }
}

Deno.test("KeptShells opens one shell a host, also for two that ask at once, and closes them all", async () => {
  const far = new FarHost();
  {
    await using shells = new KeptShells(far);
    const [a, again, b] = await Promise.all([shells.get(enter("a")), shells.get(enter("a")), shells.get(enter("b"))]);
    assert.equal(a, again);
    assert.notEqual(a, b);
    assert.deepEqual(far.opened, ["a", "b"]);
    assert.deepEqual(far.closed, []);
  }
  assert.deepEqual(far.closed.toSorted(), [0, 1]);
});

Deno.test("KeptShells opens a new shell for one that was dropped, and closes that one", async () => {
  const far = new FarHost();
  await using shells = new KeptShells(far);
  const first = await shells.get(enter("a"));
  far.closing = () => Promise.reject(new Error("broken"));
  shells.drop(enter("a"));
  shells.drop(enter("never opened"));
  assert.notEqual(await shells.get(enter("a")), first);
  assert.deepEqual(far.closed, [0]);
});

Deno.test("KeptShells says that a host cannot be reached and why, and tries again when asked again", async () => {
  const far = new FarHost();
  await using shells = new KeptShells(far);
  far.refuses = new Error("connection refused");
  await assert.rejects(shells.get(enter("a")), (error) => {
    assert(error instanceof HostUnreachable);
    assert.equal(error.message, "a cannot be reached: connection refused");
    assert.equal(error.cause, far.refuses);
    return true;
  });
  far.refuses = undefined;
  await shells.get(enter("a"));
  assert.deepEqual(far.opened, ["a"]);
});

Deno.test("KeptShells closes what it can where one shell does not close", async () => {
  const far = new FarHost();
  const shells = new KeptShells(far);
  await shells.get(enter("a"));
  await shells.get(enter("b"));
  far.closing = () => far.closed.length === 1 ? Promise.reject(new Error("broken")) : Promise.resolve();
  await shells[Symbol.asyncDispose]();
  assert.deepEqual(far.closed, [0, 1]);
});

Deno.test("KeptShells.foresee() opens what is asked for later, and tells a failure to the first that asks", async () => {
  const far = new FarHost();
  await using shells = new KeptShells(far);
  shells.foresee(enter("a"));
  shells.foresee(enter("a"));
  await shells.get(enter("a"));
  assert.deepEqual(far.opened, ["a"]);
  far.refuses = new Error("connection refused");
  shells.foresee(enter("b"));
  await settled();
  far.refuses = undefined;
  await assert.rejects(shells.get(enter("b")), /connection refused/);
  assert.deepEqual(far.opened, ["a"]);
  await shells.get(enter("b"));
  assert.deepEqual(far.opened, ["a", "b"]);
});

Deno.test("KeptShells opens as many at once as there are forks", async () => {
  const far = new FarHost();
  await using shells = new KeptShells(far, 2);
  far.waits = true;
  const all = ["a", "b", "c"].map((host) => shells.get(enter(host)));
  await settled();
  assert.deepEqual([...far.waiting.keys()], ["a", "b"]);
  far.waiting.get("a")!();
  await settled();
  assert.deepEqual([...far.waiting.keys()], ["a", "b", "c"]);
  for (const go of far.waiting.values()) go();
  await Promise.all(all);
});

Deno.test("KeptShells.rest() gives all back, waits for no host that does not answer, and opens anew afterwards", async () => {
  const far = new FarHost();
  await using shells = new KeptShells(far);
  await shells.get(enter("a"));
  far.waits = true;
  const hanging = shells.get(enter("b"));
  hanging.catch(() => {});
  await settled();
  shells.rest();
  await assert.rejects(hanging, /^NotAwaited: b was not waited for: its loop was stopped$/);
  assert.deepEqual(far.closed, [0]);
  far.waits = false;
  await shells.get(enter("a"));
  assert.deepEqual(far.opened, ["a", "a"]);
});
