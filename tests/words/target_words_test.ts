// Whom a notification goes to, without what opens a webhook.
import assert from "node:assert/strict";
import { targetWords } from "../../src/words/target_words.ts";

Deno.test("targetWords() says where a webhook leads, and nothing that opens it", () => {
  const cases: [string, string][] = [
    ["https://hooks.example.org/services/T0/s3cret", "https://hooks.example.org/…"],
    ["https://example.org/?key=s3cret", "https://example.org/…"],
    ["http://user:s3cret@example.org:8080", "http://example.org:8080/…"],
    ["HTTPS://example.org/#s3cret", "https://example.org/…"],
    ["https://example.org", "https://example.org"],
    ["https://exa mple.org/s3cret", "https://…"],
    ["command:/usr/local/bin/tell", "command:/usr/local/bin/tell"],
  ];
  for (const [target, words] of cases) assert.equal(targetWords(target), words);
});
