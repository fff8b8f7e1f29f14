// What no page may become of what others said.
import assert from "node:assert/strict";
import { attribute, type ReadPage } from "./reader.ts";

/** What no text may have become. */
export function expectHarmless({ status, elements }: ReadPage, path: string): void {
  assert.equal(status, 200, path);
  const scripts = elements.filter(({ tagName }) => tagName === "script").map((each) => attribute(each, "src"));
  assert.deepEqual(scripts, ["/assets/morph.js", "/assets/page.js"], path);
  for (const element of elements) {
    assert.doesNotMatch(element.tagName, /^(x-hostile|img|iframe|object|embed|base|style|template|noscript)$/, path);
    for (const { name, value } of element.attrs) {
      assert.doesNotMatch(name, /^(on|style$|srcdoc$)/, `${path}: ${element.tagName} ${name}`);
      if (/^(href|src|action|formaction)$/.test(name)) assert.match(value, /^([/?#](?!\/)|$)/, `${path}: ${value}`);
    }
  }
}

/** Letters that are not seen, or turn others around, are shown as what they are. */
export function expectVisible({ html, elements }: ReadPage, path: string): void {
  const unseen = /(?![\t\n\u200c\u200d])[\p{Cc}\p{Cf}\u2028\u2029]/u;
  // What a form sends back is as it was said, and nobody reads it.
  const sent = elements.filter((each) => attribute(each, "type") === "hidden").map((each) => attribute(each, "value")!);
  const copied = elements.flatMap((each) => attribute(each, "data-copy") ?? []);
  const told = [...sent, ...copied].filter((value) => unseen.test(value));
  const seen = elements.flatMap(({ attrs }) => attrs).filter(({ value }) => !told.includes(value)).map(({ value }) =>
    value
  );
  for (const value of seen) assert.doesNotMatch(value, unseen, path);
  assert.doesNotMatch(html.replaceAll(/(value|data-copy)="[^"]*"/g, ""), unseen, path);
}
