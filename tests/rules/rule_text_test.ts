// ruleText, withStatus: a rule's file says what the rule says, and a change of it is no other change.
import assert from "node:assert/strict";
import fc from "fast-check";
import { InputError } from "../../src/model/errors.ts";
import type { Rule } from "../../src/model/rule.ts";
import { modules } from "../../src/modules/registry.ts";
import { parseRule } from "../../src/rules/parse_rule.ts";
import { ruleText, withStatus } from "../../src/rules/rule_text.ts";
import { literal } from "../../src/rules/literal.ts";
import { rule } from "./situations.ts";

const terms = { modules: modules(), checkPattern: () => {} };
const read = (text: string) => parseRule(text, "/rules/nginx-up.yml", terms);

const text = fc.oneof(
  fc.constantFrom(
    ...[
      "yes",
      "0644",
      "1:30",
      "~",
      "null",
      "1e3",
      "0o17",
      "=",
      "<<",
      "a\nb\n",
      "a\n\n  b",
      " a ",
      "# a",
      "- a",
      "{{ b }}",
    ],
    ...[
      "'",
      '"',
      "a: b",
      "!x",
      "&a",
      "*a",
      "\ttab",
      "é\u2028",
      "1_000",
      "0b1",
      ".inf",
      "2026-01-01",
      "on",
      "y",
      "@",
      "`",
    ],
  ),
  fc.string({ unit: "grapheme", maxLength: 12 }),
).map((one) => literal(one.replaceAll("\ufffd", "")) as string);
const told = text.filter((one) => one.trim() !== "");

Deno.test("ruleText() is read back as the same rule, whatever its texts are", () => {
  const origin = fc.option(
    fc.dictionary(
      text.filter((key) => key !== "__proto__" && key !== "<<"),
      fc.oneof(text, fc.integer(), fc.boolean()),
      {
        noNullPrototype: true,
      },
    ),
  );
  fc.assert(
    fc.property(told, told, text, origin, (description, name, content, origin) => {
      const one: Rule = rule({
        description,
        goal: name,
        observe: [{ name: "nginx", module: "command", params: { cmd: content, argv: [content, "a"] } }]
          .map((look) => ({ ...look, params: { argv: look.params.argv } })),
        actions: [{ name, module: "copy", params: { dest: "/x", content, mode: "0644" } }],
        when: "a == 'yes'\nor b != \"# c\"",
        origin,
      });
      assert.deepEqual(read(ruleText(one, [content])), one);
    }),
    { numRuns: 200 },
  );
});

const WRITTEN = `# mine
name:   a   # so
actions: [ {ping: } ]
status:  proposed   # for now
when: true
# at the end
`;

Deno.test("withStatus() changes the status and the origin, and not a letter else", () => {
  assert.equal(
    withStatus(WRITTEN, "/a.yml", { status: "active", origin: {} }),
    WRITTEN.replace("  proposed", " active"),
  );
  assert.equal(
    withStatus(WRITTEN, "/a.yml", { status: "disabled", origin: { by: "me" } }),
    `${WRITTEN.replace("  proposed", " disabled")}origin:\n  by: me\n`,
  );
});

Deno.test("withStatus() adds what is not there, and keeps what is known of the origin", () => {
  const bare = "name: a\nwhen: true\nactions:\n- ping:";
  const changed = withStatus(bare, "/a.yml", { status: "disabled", origin: { at: 1 } });
  assert.ok(changed.startsWith(`${bare}\n`));
  assert.deepEqual([read(changed).status, read(changed).origin], ["disabled", { at: 1 }]);
  const between = "name: a\norigin: {by: b, deep: {x: [1]}} # c\nwhen: true\nstatus:\nactions:\n- ping:\n";
  const again = withStatus(between, "/a.yml", { status: "active", origin: { at: 2 } });
  assert.deepEqual(read(again).origin, { by: "b", deep: { x: [1] }, at: 2 });
  assert.equal(read(again).status, "active");
});

Deno.test("withStatus() refuses what is no rule in lines", () => {
  for (const text of ["- a\n", "{name: a}", "a: [", ""]) {
    assert.throws(() => withStatus(text, "/a.yml", { status: "active", origin: {} }), InputError);
  }
});

Deno.test("withStatus() of a rule that was written down is read back changed, and changed again as often as one likes", () => {
  fc.assert(
    fc.property(
      told,
      fc.array(fc.tuple(fc.constantFrom("active", "disabled", "proposed"), told), { maxLength: 4 }),
      (content, changes) => {
        const one = rule({
          actions: [{ name: "a", module: "copy", params: { dest: "/x", content } }],
          origin: { first: content },
        });
        let file = ruleText(one);
        for (const [status, word] of changes) file = withStatus(file, "/a.yml", { status, origin: { word } });
        const [status, word] = changes.at(-1) ?? ["active"];
        const { origin, ...rest } = read(file);
        assert.deepEqual(rest, (({ origin: _, ...own }) => ({ ...own, status }))(one));
        assert.deepEqual(origin, { first: content, ...(word === undefined ? {} : { word }) });
      },
    ),
  );
});
