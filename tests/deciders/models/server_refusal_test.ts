// What servers mean that say no.
import assert from "node:assert/strict";
import { refusalOf, retryAfter } from "../../../src/deciders/models/server_refusal.ts";

const endpoint = {
  url: "https://models.example/v1",
  model: "m",
  key: "sk-canary",
  keyHint: "Set THE_KEY",
  limitMs: 1000,
};

function refused(status: number, body: unknown = "", headers: Record<string, string> = {}) {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return refusalOf(endpoint, { status, headers: new Headers(headers), text });
}

for (const status of [408, 409, 429, 500, 502, 503, 504, 524, 529]) {
  Deno.test(`refusalOf() comes back after ${status}`, () => {
    assert.equal(refused(status).afterMs, 10_000);
    assert.equal(refused(status, "", { "retry-after": "37" }).afterMs, 37_000);
  });
}

for (const status of [301, 307, 400, 401, 402, 403, 404, 405, 413, 422]) {
  Deno.test(`refusalOf() wants a human after ${status}`, () => {
    assert.equal(refused(status, "", { "retry-after": "37" }).afterMs, null);
  });
}

Deno.test("refusalOf() wants a human where the money is gone, though the status is that of a busy server", () => {
  const body = { error: { message: "You exceeded your current quota", code: "insufficient_quota" } };
  assert.equal(refused(429, body).afterMs, null);
  assert.match(refused(429, body).message, /no credit left/);
});

Deno.test("refusalOf() comes back where a minute's quota is spent, whatever it says of billing", () => {
  const message = "You exceeded your current quota, please check your plan and billing details. Retry in 32s";
  assert.equal(refused(429, { error: { message } }, { "retry-after": "32" }).afterMs, 32_000);
});

Deno.test("refusalOf() says what to do about the key, the model and the address", () => {
  assert.match(refused(401).message, /^models\.example does not let us in \(401\)\. Set THE_KEY/);
  assert.match(refused(404, { error: { message: "no such model" } }).message, /the model m, .*no such model/);
  assert.match(
    refused(307, "", { location: "https://evil.example/x" }).message,
    /evil\.example.*name that URL yourself/,
  );
});

const bodies: Record<string, unknown> = {
  "OpenAI's": { error: { message: "the words", type: "x" } },
  "Ollama's": { error: "the words" },
  "FastAPI's": { detail: "the words" },
  "vLLM's": { object: "error", message: "the words" },
  "plain text": "the words",
  "over two lines": "the\nwords",
};
for (const [whose, body] of Object.entries(bodies)) {
  Deno.test(`refusalOf() repeats what a server says: ${whose}`, () => {
    assert.match(refused(400, body).message, /^models\.example does not take this question \(400\): the words$/);
  });
}

Deno.test("refusalOf() repeats neither the key nor what a terminal obeys, and not for ever", () => {
  const { message } = refused(401, { error: { message: `\u001b[2Jkey sk-canary \u0007${"x".repeat(5000)}` } });
  assert.ok(!message.includes("sk-canary"), message);
  assert.match(message, /key \*\*\*/);
  assert.ok(!/\p{Cc}/u.test(message), Deno.inspect(message));
  assert.ok(message.length < 500, String(message.length));
});

Deno.test("refusalOf() stands bodies of any shape", () => {
  for (const body of ["null", "[]", "7", '"x"', '{"error":null}', '{"error":{"message":{"deep":1}}}', "\u0000", "{"]) {
    assert.equal(typeof refused(400, body).message, "string");
  }
});

const waits: [Record<string, string>, number | null][] = [
  [{}, null],
  [{ "retry-after": "20" }, 20_000],
  [{ "retry-after": "1.5" }, 1500],
  [{ "retry-after": "0" }, 1000],
  [{ "retry-after": "-5" }, null],
  [{ "retry-after": "soon" }, null],
  [{ "retry-after": "99999999" }, 86_400_000],
  [{ "retry-after-ms": "2500", "retry-after": "9" }, 2500],
  [{ "retry-after": "Mon, 23 Nov 2026 06:01:00 GMT", date: "Mon, 23 Nov 2026 06:00:00 GMT" }, 60_000],
  [{ "retry-after": "Mon, 23 Nov 2026 06:01:00 GMT" }, null],
  [{ "retry-after": "Mon, 23 Nov 2026 05:00:00 GMT", date: "Mon, 23 Nov 2026 06:00:00 GMT" }, null],
];
for (const [headers, expected] of waits) {
  Deno.test(`retryAfter() of ${JSON.stringify(headers)} is ${expected}`, () => {
    assert.equal(retryAfter(new Headers(headers)), expected);
  });
}
