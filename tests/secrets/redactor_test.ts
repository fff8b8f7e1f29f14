// Secret values are taken out of texts in every form in which programs print them.
import assert from "node:assert/strict";
import fc from "fast-check";
import { MARKER, Redactor } from "../../src/secrets/redactor.ts";
import { FORMS } from "./forms.ts";

function redactorOf(...values: string[]): Redactor {
  const redactor = new Redactor();
  redactor.add(values);
  return redactor;
}

const value = fc.string({ unit: "grapheme-ascii", minLength: 6, maxLength: 40 }).filter((text) =>
  text.trim().length >= 6 && !MARKER.includes(text.trim())
);
const around = fc.string({ unit: "binary", maxLength: 60 });

const VALUES = [
  "s3cr3t-T0ken",
  `p@ss"w\\rd'$x`,
  "grüße aus köln & überall",
  "💥 boom 💥",
  "a+b/c=d?e&f#g",
  "tab\there and space",
  "(secret) in it",
];

for (const [form, write] of Object.entries(FORMS)) {
  Deno.test(`redact() takes a value out that stands there as ${form}`, () => {
    for (const value of VALUES) {
      const written = write(value);
      const text = redactorOf(value).redact(`before ${written} after`);
      assert.ok(!text.includes(written), `${value}: ${text}`);
      assert.ok(text.includes(MARKER), text);
      // Encoders mix what stands at the edges with their neighbours; nothing else may be left.
      assert.ok(text.length <= "before  after".length + MARKER.length + 16, `${value}: ${text}`);
    }
  });
}

Deno.test("redact() takes base64 out wherever the value begins in it, and where its lines are broken", () => {
  const value = "s3cr3t-T0ken-of-some-length";
  for (let before = 0; before < 60; before++) {
    const whole = btoa(`${"x".repeat(before)}${value}${"y".repeat(60)}`).replaceAll(/.{76}/g, "$&\n");
    const core = whole.replaceAll("\n", "").slice(Math.ceil(before * 4 / 3) + 2, Math.ceil(before * 4 / 3) + 14);
    const text = redactorOf(value).redact(whole);
    assert.ok(!text.replaceAll("\n", "").includes(core), `${before}: ${text}`);
  }
});

Deno.test("redact() takes out what is left of a value on both sides of a cut", () => {
  const value = "s3cr3t-T0ken-of-some-length";
  const redactor = redactorOf(value);
  for (const form of ["itself", "base64", "JSON", "percent-encoding"] as const) {
    const written = FORMS[form](value);
    for (let at = 4; at <= written.length - 4; at++) {
      for (
        const notice of [
          "\n[12345 bytes left out]\n",
          "\n(99 characters left out)\n",
          "\n  | (99 characters left out)\n  | ",
          "(7 letters left out)",
          "…",
        ]
      ) {
        const text = redactor.redact(`head ${written.slice(0, at)}${notice}${written.slice(at)} tail`);
        assert.equal(text, `head ${MARKER}${notice}${MARKER} tail`, `${form} at ${at}`);
      }
    }
  }
});

Deno.test("redact() leaves no more than three characters of any value at a cut, in whatever form it is cut", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "grapheme-ascii", minLength: 8, maxLength: 40 }).filter((text) => text.trim() === text),
      fc.constantFrom<keyof typeof FORMS>(
        "itself",
        "JSON",
        "percent-encoding",
        "base64 without padding",
        "hexadecimal digits",
      ),
      fc.nat(),
      around,
      (value, form, place, before) => {
        fc.pre(value.length >= 8 && !MARKER.includes(value));
        const written = FORMS[form](value);
        const at = 4 + place % (written.length - 7);
        const text = redactorOf(value).redact(
          `${before} |${written.slice(0, at)}\n[7 bytes left out]\n${written.slice(at)}| after`,
        );
        const [head = "", tail = ""] = text.split("\n[7 bytes left out]\n");
        assert.ok(head.endsWith(`|${MARKER}`) || written.startsWith("|"), `${form} at ${at}: ${text}`);
        assert.ok(tail.startsWith(`${MARKER}|`) || written.endsWith("|"), `${form} at ${at}: ${text}`);
      },
    ),
    { numRuns: 1000 },
  );
});

Deno.test("redact() takes half a value out at the very end and beginning of a text, and leaves a short piece", () => {
  const redactor = redactorOf("s3cr3t-T0ken-of");
  assert.equal(redactor.redact("it was s3cr3t-T0k"), `it was ${MARKER}`);
  assert.equal(redactor.redact("r3t-T0ken-of it was"), `${MARKER} it was`);
  assert.equal(redactor.redact("it was s3cr"), "it was s3cr");
});

Deno.test("redact() takes each line of a value out that has several", () => {
  const key = "-----BEGIN KEY-----\nMIIBVgIBADANBgkq\nhkiG9w0BAQEFAASC\n-----END KEY-----\n";
  const redactor = redactorOf(key);
  assert.equal(redactor.redact(`k: ${key}.`), `k: ${MARKER}.`);
  assert.equal(redactor.redact("grep found: hkiG9w0BAQEFAASC!"), `grep found: ${MARKER}!`);
  assert.equal(redactor.redact(`  ${key.split("\n").slice(0, 3).join("\n  ")}`).includes("MIIB"), false);
});

Deno.test("redact() of a value under six characters looks for a whole word, of one under three for nothing", () => {
  const redactor = redactorOf("1234", "ab");
  assert.equal(redactor.redact("pin 1234, 12345 and x1234; ab"), `pin ${MARKER}, 12345 and x1234; ab`);
});

Deno.test("redact() leaves nothing of two values that overlap", () => {
  const redactor = redactorOf("alpha-beta", "beta-gamma");
  assert.equal(redactor.redact("x alpha-beta-gamma y"), `x ${MARKER} y`);
});

Deno.test("redact() leaves no form of any value, whatever stands around it, and finds nothing the second time", () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(value, { minLength: 1, maxLength: 4 }),
      fc.array(fc.tuple(around, fc.nat(), fc.constantFrom(...Object.keys(FORMS) as (keyof typeof FORMS)[])), {
        maxLength: 6,
      }),
      (values, pieces) => {
        const redactor = redactorOf(...values);
        const text = pieces.map(([before, pick, form]) => before + FORMS[form](values[pick % values.length]!)).join("");
        const shown = redactor.redact(text);
        const left = shown.split(MARKER);
        for (const each of values) {
          for (const [form, write] of Object.entries(FORMS)) {
            const written = write(each);
            assert.ok(!left.some((part) => part.includes(written)), `${form} of ${JSON.stringify(each)}: ${shown}`);
          }
        }
        assert.equal(redactor.redact(shown), shown);
      },
    ),
    { numRuns: 600 },
  );
});

Deno.test("redact() leaves a text alone that has nothing of a value in it", () => {
  const redactor = redactorOf("#Q7~vK2^mZ9|xW4");
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 400 }), (text) => {
      fc.pre(!text.includes("#Q7~"));
      assert.equal(redactor.redact(text), text);
    }),
    { numRuns: 500 },
  );
});

Deno.test("redact() with nothing to look for gives back the very same text", () => {
  const text = "x".repeat(100);
  assert.equal(new Redactor().redact(text), text);
  assert.equal(new Redactor().idle, true);
});

Deno.test("redact() comes to the end of 10 MB with ten values, also of a text that is made to be slow", () => {
  const redactor = redactorOf(
    ...Array.from({ length: 9 }, (_, n) => `T0ken-number-${n}-of-several`),
    `a${"b".repeat(40)}`,
  );
  const line = "Nov 23 06:38:43 host sshd[1234]: Accepted publickey for deploy from 10.0.0.1 port 22 ssh2: T0ken\n";
  for (const text of [line.repeat(100_000), "ab".repeat(5_000_000), "\\".repeat(5_000_000)]) {
    assert(redactor.redact(text) === text, text.slice(0, 20));
  }
  // The last one may be a value whose end was cut.
  const almost = `a${"b".repeat(39)}`;
  assert(redactor.redact(almost.repeat(250_000)) === `${almost.repeat(249_999)}(secret)`);
});

Deno.test("redact() goes through a host's text once, however many values and markers stand in it", () => {
  const value = "s3cr3t-T0ken";
  const text = redactorOf(value).redact(`${MARKER} ${value} `.repeat(200_000));
  assert.equal(text, `${MARKER} ${MARKER} `.repeat(200_000));
});
