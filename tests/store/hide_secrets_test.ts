import assert from "node:assert/strict";
import fc from "fast-check";
import type { Json } from "../../src/model/json.ts";
import { hideSecrets, looksSecret } from "../../src/store/hide_secrets.ts";

const CANARY = "canary-7f3a";

Deno.test("looksSecret() goes by the name, and lets paths of keys through", () => {
  const secret = [
    ...["ansible_password", "ansible_become_pass", "ansible_become_password", "DB_PASSWD", "dbpass", "pass", "pass2"],
    ...["passphrase", "api_token", "Token", "client_secret", "tls_private_key", "privateKey", "aws_credentials"],
  ];
  const plain = [
    ...["ansible_ssh_private_key_file", "ansible_private_key_file", "passthrough", "bypass", "compass", "SSH_ASKPASS"],
    ...["ansible_user", "http_port", "monkey", "key", "public_key", "passenger", ""],
  ];
  assert.deepEqual(secret.filter((name) => !looksSecret(name)), []);
  assert.deepEqual(plain.filter((name) => looksSecret(name)), []);
});

Deno.test("hideSecrets() hides values at any depth, whatever they are, and nothing else", () => {
  const vars = {
    db: { user: "app", password: CANARY, hosts: [{ name: "a", token: CANARY }, "b"] },
    tokens: [CANARY, { deep: CANARY }],
    secret: { a: CANARY },
    pin_token: 7,
    reset_password: false,
    password: null,
  };
  assert.deepEqual(hideSecrets("vars", vars), {
    db: { user: "app", password: "(secret)", hosts: [{ name: "a", token: "(secret)" }, "b"] },
    tokens: "(secret)",
    secret: "(secret)",
    pin_token: "(secret)",
    reset_password: false,
    password: null,
  });
  assert.equal(hideSecrets("db_password", CANARY), "(secret)");
  assert.equal(vars.db.password, CANARY, "what was handed in stays as it is");
});

Deno.test("hideSecrets() returns the very same value where there is nothing to hide", () => {
  const plain = { a: [1, { b: "x" }], c: null };
  assert.equal(hideSecrets("plain", plain), plain);
  fc.assert(fc.property(fc.jsonValue(), (value) => {
    const shown = hideSecrets("x", value as Json);
    assert.equal(shown === value, JSON.stringify(shown) === JSON.stringify(value));
    assert.equal(hideSecrets("x", shown), shown, "twice is once");
  }));
});

Deno.test("hideSecrets() leaves no trace of a value under a name that looks secret, wherever it stands", () => {
  const name = fc.constantFrom("password", "db_pass", "token", "secret_key", "private_key");
  const tree = fc.letrec<{ tree: Json }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4 },
      fc.constant("plain"),
      fc.array(tie("tree"), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom("a", "b", "list"), tie("tree"), { maxKeys: 3 }),
      fc.tuple(name, tie("tree")).map(([key, value]) => ({ [key]: [CANARY, value] })),
    ),
  })).tree;
  fc.assert(fc.property(tree, (value) => !JSON.stringify(hideSecrets("vars", value)).includes(CANARY)));
});
