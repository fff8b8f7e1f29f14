// Everything that is kept, heard or sent goes through redaction; what needs real values still has them.
import assert from "node:assert/strict";
import { InputError } from "../../src/model/errors.ts";
import type { Event } from "../../src/model/event.ts";
import type { Prompt } from "../../src/model/model_call.ts";
import type { HostNote, KeptFacts } from "../../src/ports/host_notes.ts";
import type { Wanted } from "../../src/ports/host_leases.ts";
import { redactedError } from "../../src/secrets/redacted_error.ts";
import { redactedEvents } from "../../src/secrets/redacted_events.ts";
import { redactedHostLeases, redactedHostNotes } from "../../src/secrets/redacted_hosts.ts";
import { redactedModel } from "../../src/secrets/redacted_model.ts";
import { open } from "./sources.ts";

const VALUE = "canary-Zebra-4711";
const secrets = () => open(["uri.url_password=A"], { A: VALUE });

Deno.test("redactedModel() sends no value, and takes none from the reply", async () => {
  const sent: Prompt[] = [];
  const inner = {
    name: "scripted",
    complete: (prompt: Prompt) => {
      sent.push(prompt);
      return Promise.resolve({ text: `it is ${VALUE}`, tokensIn: 1, tokensOut: 2, costUsd: null });
    },
  };
  const model = redactedModel(inner, await secrets());
  const prompt = { system: `be ${VALUE}`, brief: `| ${btoa(VALUE)}`, schema: { type: "object" } };
  const reply = await model.complete(prompt, new AbortController().signal);
  assert.deepEqual(sent, [{ system: "be (secret)", brief: "| (secret)", schema: { type: "object" } }]);
  assert.deepEqual([model.name, reply.text, reply.tokensOut], ["scripted", "it is (secret)", 2]);
});

Deno.test("redactedEvents() lets nobody hear a value", async () => {
  const heard: Event[] = [];
  const next = { kind: "paused", reason: `no ${VALUE}` } as const;
  redactedEvents({ emit: (event) => heard.push(event) }, await secrets()).emit({ kind: "ended", loop: 1, next });
  assert.deepEqual(heard, [{ kind: "ended", loop: 1, next: { kind: "paused", reason: "no (secret)" } }]);
});

Deno.test("redactedHostNotes() notes no value, and facts without one stand for nothing", async () => {
  const noted: HostNote[] = [];
  const kept = new Map<string, KeptFacts>();
  const notes = redactedHostNotes({
    note: (hosts) => Promise.resolve(void noted.push(...hosts)),
    keepFacts: (facts) => Promise.resolve(facts.forEach((each, host) => kept.set(host, each))),
    facts: () => Promise.resolve(kept),
  }, await secrets());
  await notes.note([{ host: "web", groups: [], vars: { motd: { value: `hi ${VALUE}`, from: "/inventory" } } }]);
  const clean: KeptFacts = { facts: { a: 1 }, asked: {}, at: 0 };
  await notes.keepFacts(
    new Map<string, KeptFacts>([["web", { facts: { env: { PW: VALUE } }, asked: {}, at: 0 }], ["db", clean]]),
  );
  assert.deepEqual(noted[0]?.vars["motd"]?.value, "hi (secret)");
  assert.deepEqual(kept.get("web"), { facts: { env: { PW: "(secret)" } }, asked: {}, at: 0, partial: true });
  assert.equal(kept.get("db"), clean);
});

Deno.test("redactedHostLeases() tells no value as the name of who holds a machine", async () => {
  const asked: Wanted[] = [];
  const leases = redactedHostLeases({
    take: (wanted) => {
      asked.push(...wanted);
      return Promise.resolve({ holds: new Map() });
    },
  }, await secrets());
  await leases.take([{ machine: "m", host: VALUE }]);
  assert.deepEqual(asked, [{ machine: "m", host: "(secret)" }]);
});

Deno.test("redactedError() leaves an error what it is, without values in message, stack and causes", async () => {
  const cause = new Error(`deep ${VALUE}`);
  const error = new InputError(`bad ${VALUE}`, { file: "/x" }, { cause });
  assert.equal(redactedError(error, await secrets()), error);
  assert.equal(error.message, "bad (secret)");
  assert.ok(![error.stack, cause.stack, cause.message].some((text) => text?.includes(VALUE)));
});
