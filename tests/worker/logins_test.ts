import assert from "node:assert/strict";
import type { Entrance, Way } from "../../src/model/way.ts";
import type { Shell } from "../../src/ports/shell.ts";
import { Logins } from "../../src/worker/logins.ts";
import { settled } from "../fakes/fake_time.ts";

/** Hosts whose logins end when they are told to. */
class SlowHosts {
  readonly entering: string[] = [];
  readonly #ends = new Map<string, () => void>();

  async open({ way: { host } }: Entrance): Promise<Shell> {
    this.entering.push(host);
    await new Promise<void>((resolve) => this.#ends.set(host, resolve));
    this.entering.splice(this.entering.indexOf(host), 1);
    return { machine: host } as Shell;
  }

  async end(host: string): Promise<void> {
    this.#ends.get(host)!();
    await settled();
  }

  async endAll(): Promise<void> {
    while (this.entering.length > 0) await this.end(this.entering[0]!);
  }
}

function far(host: string, more: Partial<Way> = {}): Entrance {
  return { way: { host, connection: "ssh", ...more } };
}

Deno.test("Logins begins so many at once in all, the others after them in order; this machine needs none", async () => {
  const hosts = new SlowHosts();
  const logins = new Logins(hosts, { atOnce: 2, toOne: 8 });
  const all = ["a", "b", "c", "d"].map((host) => logins.open(far(host)));
  const here = logins.open({ way: { host: "here", connection: "local" } });
  await settled();
  assert.deepEqual(hosts.entering.toSorted(), ["a", "b", "here"]);
  await hosts.end("b");
  assert.deepEqual(hosts.entering.toSorted(), ["a", "c", "here"]);
  await hosts.endAll();
  assert.deepEqual((await Promise.all([...all, here])).map(({ machine }) => machine), ["a", "b", "c", "d", "here"]);
});

Deno.test("Logins begins fewer at once where they lead to one sshd, by address and port or by the host to jump over", async () => {
  const hosts = new SlowHosts();
  const logins = new Logins(hosts, { atOnce: 50, toOne: 1 });
  const one = { address: "10.0.0.1" };
  const over = { arguments: ["-o", "ProxyJump=gate"] };
  const entrances = [
    ...[far("a1", one), far("a2", one), far("other port", { ...one, port: 2222 })],
    ...[far("10.0.0.1"), far("g1", over), far("g2", over), far("b")],
  ];
  const all = entrances.map((entrance) => logins.open(entrance));
  await settled();
  assert.deepEqual(hosts.entering, ["a1", "other port", "g1", "b"]);
  await hosts.end("a1");
  await hosts.end("g1");
  assert.deepEqual(hosts.entering, ["other port", "b", "a2", "g2"]);
  await hosts.endAll();
  await Promise.all(all);
});

Deno.test("Logins gives up one that nobody needs any more while it waits, and the next one is not kept by it", async () => {
  const hosts = new SlowHosts();
  const logins = new Logins(hosts, { atOnce: 1 });
  const [a, stop] = [logins.open(far("a")), new AbortController()];
  const given = logins.open(far("b"), stop.signal);
  const c = logins.open(far("c"));
  await settled();
  stop.abort(new Error("given up"));
  await assert.rejects(given, /given up/);
  await hosts.end("a");
  assert.deepEqual(hosts.entering, ["c"]);
  await hosts.endAll();
  await Promise.all([a, c]);
});
