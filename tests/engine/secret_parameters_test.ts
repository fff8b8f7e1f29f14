// What of a call's parameters is a secret, by its module's documentation.
import assert from "node:assert/strict";
import { learnSecrets, secretValues } from "../../src/engine/secret_parameters.ts";
import type { Parameter } from "../../src/ports/module.ts";
import { modules as registry } from "../../src/modules/registry.ts";

const text = { type: "str", description: "" } as const;
const secret = { ...text, secret: true } as const;
const PARAMETERS: Record<string, Parameter> = {
  name: text,
  content: text,
  password: { ...secret, aliases: ["pass"], default: "none", choices: ["", "locked"] },
  keys: { type: "list", description: "", elements: "str", secret: true },
  pin: { type: "int", description: "", secret: true },
  hidden: { type: "bool", description: "", secret: true },
  login: { type: "dict", description: "", options: { user: text, token: secret } },
  from: { ...text, secretPassword: true },
  places: { type: "list", description: "", elements: "str", secretPassword: true },
  logins: { type: "list", description: "", elements: "dict", options: { token: { ...secret, aliases: ["t"] } } },
};

const CASES: [what: string, params: Parameters<typeof secretValues>[1], found: string[]][] = [
  ["a value and an alias's", { password: "one two", pass: "three" }, ["one two", "three"]],
  ["all of a list, a number, but no yes or no", { keys: ["a", ["b"], { c: "d" }], pin: 1234, hidden: true }, [
    "a",
    "b",
    "d",
    "1234",
  ]],
  ["within a mapping", { login: { user: "ann", token: "tok" }, logins: [{ token: "x1" }, { t: "x2" }] }, [
    "tok",
    "x1",
    "x2",
  ]],
  ["within a mapping that is written as text", { login: 'user=ann, token="to k"', logins: '[{"token": "x3"}]' }, [
    "to k",
    "x3",
  ]],
  ["nothing of the module's own words, nor blanks, nor null", { password: "none", keys: ["", " "], login: null }, []],
  ["no name, but what another parameter says, too", { name: "ann", content: "p", password: "ann", keys: ["p"] }, ["p"]],
  ["of addresses in a text the passwords", { from: "deb [a=b] https://ann:p%40ss@repo.example/x y http://host:80/@" }, [
    "p%40ss",
    "p@ss",
  ]],
  ["a token in the user's place", {
    places: [
      "https://glpat-20-letters-of-it@h/a.git",
      "https://tok:@h/b.git",
      "https://ghp_x:x-oauth-basic@h/c",
      "https://ann@h/d",
      "ssh://a-user-with-a-very-long-name@h/e",
    ],
  }, ["glpat-20-letters-of-it", "tok", "ghp_x"]],
  ["of addresses in a list", { places: ["https://a:one@h/1.deb,https://b:two@h/2.deb", "plain", "ssh://c@h"] }, [
    "one",
    "two",
  ]],
  ["nothing of parameters that are not there", { other: "x", content: "y" }, []],
];

for (const [what, params, found] of CASES) {
  Deno.test(`secretValues(): ${what}`, () => assert.deepEqual(secretValues(PARAMETERS, params), found));
}

Deno.test("learnSecrets() learns of all calls, and of no module that is not known", () => {
  const learned: string[] = [];
  const ping = registry().get("ping")!;
  const known = { ...ping, doc: { ...ping.doc, parameters: PARAMETERS } };
  const secrets = { learn: (values: Iterable<string>) => void learned.push(...values) };
  const modules = { get: (name: string) => name === "ping" ? known : undefined };
  const call = (module: string, password: string) => ({ module, params: { password } });
  learnSecrets([call("ping", "one"), call("other", "two"), call("ping", "three")], { modules, secrets });
  assert.deepEqual(learned, ["one", "three"]);
  learnSecrets([call("ping", "one")], { modules });
});
