import assert from "node:assert/strict";
import { InputError } from "../../src/model/errors.ts";
import { judge } from "../../src/policy/judge.ts";
import { parseCases } from "../../src/policy/parse_cases.ts";
import { parsePolicy } from "../../src/policy/parse_policy.ts";

Deno.test("parsePolicy() keeps rules in order, with their places", () => {
  const text =
    'rules:\n  - decision: deny\n    match: { module: shell, param.cmd: "rm *", host: [a, b] }\n    reason: no\n  - { decision: ask, match: { param.force: true } }\n';
  assert.deepEqual(parsePolicy(text, "/p.yml"), {
    file: "/p.yml",
    rules: [
      {
        decision: "deny",
        match: { module: ["shell"], host: ["a", "b"], params: { cmd: ["rm *"] } },
        reason: "no",
        place: "/p.yml:2",
      },
      { decision: "ask", match: { params: { force: ["true"] } }, place: "/p.yml:5" },
    ],
  });
  assert.deepEqual(parsePolicy("rules: []", "/p.yml").rules, []);
  assert.deepEqual(parsePolicy("rules:\n", "/p.yml").rules, []);
});

Deno.test("parsePolicy() says of each mistake where it is and what to write", () => {
  const table: [string, string, RegExp][] = [
    ["", "1:1", /A policy is a mapping: write "rules:"/],
    ["- a", "1:1", /A policy is a mapping/],
    ["{}", "1:1", /A policy has rules: write/],
    ["rule: []", "1:1", /"rule" is no key of a policy \(did you mean rules\?\)/],
    ["rules: x", "1:8", /rules is a list/],
    ["rules:\n- x", "2:3", /A rule is a mapping: write \{ decision: deny/],
    ["rules:\n- { match: { module: x } }", "2:3", /decides nothing: write decision: deny, ask or allow/],
    ["rules:\n- { decision: deny }", "2:3", /matches nothing: write match/],
    [
      "rules:\n- { decision: denied, match: { module: x } }",
      "2:15",
      /deny, ask or allow, not "denied"/,
    ],
    ["rules:\n- { decision: , match: { module: x } }", "2:5", /deny, ask or allow, not nothing/],
    ["rules:\n- { decision: deny, match: {} }", "2:28", /An empty match would be for everything/],
    ["rules:\n- { decision: deny, match: shell }", "2:28", /match is a mapping: write/],
    [
      "rules:\n- { decision: deny, match: { modul: x } }",
      "2:30",
      /"modul" is no key of a match \(did you mean module\?\)/,
    ],
    ["rules:\n- { decision: deny, match: { state: absent } }", "2:30", /a module's parameter is param\.state/],
    ["rules:\n- { decision: deny, match: { module: '' } }", "2:38", /module is empty/],
    ["rules:\n- { decision: deny, match: { module: [] } }", "2:38", /module is an empty list/],
    ["rules:\n- { decision: deny, match: { module: { a: b } } }", "2:38", /module has no text: write a text/],
    ["rules:\n- { decision: deny, match: { host: } }", "2:36", /host has nothing/],
    [
      "rules:\n- { decision: deny, match: { by: robot } }",
      "2:34",
      /by is one of playbook, rule, model, human, not "robot"/,
    ],
    ["rules:\n- { decision: deny, match: { as: peek } }", "2:34", /as is one of look, deed/],
    ["rules:\n- { decision: deny, match: { module: x }, why: y }", "2:43", /"why" is no key of a rule/],
    ["rules:\n- { decision: deny, match: { module: x }, reason: [a] }", "2:51", /reason has no text/],
    ["rules: [", "1:9", /This is not valid YAML/],
    ["rules: []\nrules: []", "2:1", /stands here twice/],
  ];
  for (const [text, place, words] of table) {
    assert.throws(() => parsePolicy(text, "/p.yml"), (error: unknown) => {
      assert(error instanceof InputError, text);
      assert.match(error.message, words);
      assert.equal(`${error.place?.line}:${error.place?.column}`, place, text);
      assert.equal(error.place?.file, "/p.yml");
      return true;
    });
  }
});

Deno.test("parseCases() reads a file's own tests, and says where one is wrong", () => {
  const text =
    "rules: []\ntests:\n- { expect: ask, module: shell, params: ls, host: db1, groups: [db], environment: prod, as: look }\n";
  const [one] = parseCases(text, "/p.yml");
  assert.deepEqual(
    [
      one?.expect,
      one?.action.host,
      one?.action.params,
      one?.terms.environment,
      one?.terms.as,
      one?.terms.by,
      one?.terms.groups?.("db1"),
      one?.place,
    ],
    ["ask", "db1", { cmd: "ls" }, "prod", "look", "model", ["db"], "/p.yml:3"],
  );
  assert.deepEqual(parseCases("rules: []", "/p.yml"), []);
  for (
    const [wrong, words] of [
      ["tests: x", /tests is a list/],
      ["tests: [x]", /A test is a mapping/],
      ["tests: [{ module: x }]", /A test has expect/],
      ["tests: [{ expect: no, module: x }]", /expect/],
      ["tests: [{ expect: denyy, module: x }]", /expect is one of .*, not "denyy" \(did you mean deny\?\)/],
      ["tests: [{ expect: deny }]", /A test has module/],
      ["tests: [{ expect: deny, module: x, param: y }]", /"param" is no key of a test \(did you mean params\?\)/],
      ["tests: [{ expect: deny, module: x, params: [y] }]", /params is a mapping/],
      ["tests: [{ expect: deny, module: x, groups: y }]", /groups is a list/],
    ] as const
  ) assert.throws(() => parseCases(wrong, "/p.yml"), words);
});

Deno.test("parseCases() and judge() agree on examples/policy.yml", () => {
  const file = new URL("../../examples/policy.yml", import.meta.url).pathname;
  const text = Deno.readTextFileSync(file);
  const policy = parsePolicy(text, file);
  const cases = parseCases(text, file);
  assert(cases.length >= 10);
  for (const { action, terms, expect, place } of cases) {
    assert.equal(judge([action], policy, terms)[0]?.verdict, expect, place);
  }
});
