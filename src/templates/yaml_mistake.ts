// What is wrong with a text that is not YAML, with what to write instead where the slip is a common one.
import type { YAMLParseError } from "yaml";

/** What to write instead, by what the parser says. */
const INSTEAD: readonly [said: RegExp, instead: string][] = [
  [/^nested mappings/, 'a text that has ": " in it needs quotes around all of it'],
  [/^unexpected scalar at node end/, "put the quotes around the whole value, and write a quote inside '…' twice"],
  [/^plain value cannot start/, "put the value in quotes"],
  [/^invalid escape sequence/, "write '…' instead of \"…\", where a backslash means itself"],
  [/^sequence item without -/, 'indent it like the keys of the "-" above'],
  [/^all mapping items must start/, "indent it like the key above"],
  [/^tabs are not allowed/, "indent with spaces"],
];

/** The parser's error as a sentence. `text` is the whole file's. */
export function yamlMistake({ message, pos: [at, end] }: YAMLParseError, text: string): string {
  const said = message.split("\n")[0]!.replace(/\.$/, "").replace(/^./, (first) => first.toLowerCase());
  const lines = text.slice(text.lastIndexOf("\n", at - 1) + 1, end).concat(text.slice(end).split("\n", 1)[0]!);
  if (said.startsWith("unexpected scalar") && /:[ \t]+\{\{/.test(lines)) return `${said}: ${QUOTE_TEMPLATE}`;
  const key = /^[^\s:]+/.exec(text.slice(at))?.[0];
  if (said.startsWith("map keys must be unique") && key !== undefined) return `${said}: "${key}" stands here twice`;
  const instead = INSTEAD.find(([pattern]) => pattern.test(said))?.[1];
  return instead === undefined ? said : `${said}: ${instead}`;
}

/** To a value that begins with a template, which YAML takes for a mapping. */
export const QUOTE_TEMPLATE = 'a text that begins with "{{" needs quotes: write "{{ … }}"';
