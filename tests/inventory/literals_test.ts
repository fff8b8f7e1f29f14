// Values and words of INI inventories beside Python's own.
import assert from "node:assert/strict";
import { literalOrText } from "../../src/inventory/python_literal.ts";
import { shlex } from "../../src/templates/shlex.ts";
import { Float, type Value } from "../../src/model/value.ts";
import { floatRepr } from "../../src/templates/python_text.ts";
import { Tuple } from "../../src/templates/value.ts";
import { lacking } from "../modules/needs.ts";

const RANDOM = 4000;
const ignore = lacking("/usr/bin/python3");

/** One Python answers for all texts: the expression is of each text `s`. */
async function python(expression: string, texts: readonly string[]): Promise<unknown[]> {
  const program = `
import ast, json, shlex, sys, warnings
warnings.simplefilter("ignore")
def told(v):
    if v is None or isinstance(v, (bool, str)): return v
    if isinstance(v, bytes): return v.decode()
    if isinstance(v, (int, float)): return {"number": repr(v)}
    if isinstance(v, (tuple, list)): return {type(v).__name__: [told(x) for x in v]}
    if isinstance(v, set): return {"set": sorted(json.dumps(told(x)) for x in v)}
    if isinstance(v, dict): return {"dict": [[told(k), told(x)] for k, x in v.items()]}
    return "no data"
def literal(s):
    try: v = ast.literal_eval(s)
    except (ValueError, SyntaxError, TypeError): return s
    # Complex numbers and the ellipsis are no data, and stay text.
    t = told(v)
    return s if "no data" in json.dumps(t) else t
def words(s):
    try: return shlex.split(s, comments=True)
    except ValueError as error: return str(error)
print(json.dumps([${expression} for s in json.load(sys.stdin)]))
`;
  const child = new Deno.Command("/usr/bin/python3", { args: ["-c", program], stdin: "piped", stdout: "piped" })
    .spawn();
  const said = child.output();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(JSON.stringify(texts)));
  await writer.close();
  const { success, stdout } = await said;
  assert(success, "Python did not answer");
  return JSON.parse(new TextDecoder().decode(stdout));
}

/** Texts put together from pieces, the same each time. */
function random(pieces: readonly string[], longest: number): string[] {
  let state = 7;
  const below = (end: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor(state / 4294967296 * end);
  };
  const text = () => Array.from({ length: 1 + below(longest) }, () => pieces[below(pieces.length)]).join("");
  return Array.from({ length: RANDOM }, text);
}

/** A value as Python tells its own; a set, which is a list here, by what Python says it is. */
function told(value: Value, theirs: unknown): unknown {
  if (value instanceof Float) return { number: floatRepr(value.value) };
  if (typeof value === "number") return { number: Number.isInteger(value) ? String(value) : floatRepr(value) };
  if (typeof value === "bigint") return { number: String(value) };
  if (value instanceof Map) return { dict: [...value].map(([key, item]) => [told(key, null), told(item, null)]) };
  if (!Array.isArray(value)) return value;
  if (typeof theirs === "object" && theirs !== null && "set" in theirs) {
    return { set: value.map((item) => spaced(told(item, null))).toSorted() };
  }
  return { [value instanceof Tuple ? "tuple" : "list"]: Array.from(value, (item) => told(item, null)) };
}

/** JSON as Python writes it. */
function spaced(value: unknown): string {
  return JSON.stringify(value).replaceAll('":', '": ');
}

const PIECES = [
  ...[
    "1",
    "0",
    "12",
    ".",
    "e",
    "_",
    "-",
    "+",
    "j",
    "0x",
    "0o7",
    "1e3",
    "True",
    "None",
    "x",
    " ",
    "#",
    "\\",
    "\\n",
    "é",
  ],
  ...["'", '"', "'a'", '"b"', "b'c'", "r'\\d'", "'''", "(", ")", "[", "]", "{", "}", ",", ":", "f"],
];
const LITERALS = [
  ...["-(-5)", "-(5)", "- 5", "--5", "00", "007", "1_000", "012.5", "1.e5", "1e999", "'\\u00e9'", "'\\x4'", "ur'x'"],
  ...[
    "set()",
    "...",
    "'a' 'b' \"c\"",
    "'a' b'c'",
    "b'ü'",
    "(1,)",
    "()",
    "1,",
    "{1: {2: (3, [4])}, 'a': None}",
    "{1, 2}",
    "5 # five",
  ],
  ...["'a#b' # c", "-True", "10.0.0.1", "'''it's'''", "''''", '""', "[1, 2,]", "[,]", "{'a':}", "99999999999999999999"],
];

Deno.test({
  name: "literalOrText makes of a text what Python's literal_eval makes of it",
  ignore,
  fn: async () => {
    // Sets within others are lists here, and nobody writes them.
    const texts = [...LITERALS, ...random(PIECES, 7)].filter((text) => !/[[({,:].*(?:\{(?!.*:)|set)/.test(text));
    const theirs = await python("literal(s)", texts);
    const different = texts.flatMap((text, at) => {
      const ours = told(literalOrText(text), theirs[at]);
      return JSON.stringify(ours) === JSON.stringify(theirs[at]) ? [] : [{ text, ours, theirs: theirs[at] }];
    });
    assert.deepEqual(different, []);
    assert(theirs.filter((value, at) => value !== texts[at]).length > 200, "too few of the texts are literals");
  },
});

Deno.test("literalOrText keeps texts that are nested too deeply", () => {
  const deep = "[".repeat(100_000) + "]".repeat(100_000);
  assert.equal(literalOrText(deep), deep);
});

Deno.test({
  name: "shlex cuts a line where Python's shlex.split cuts it",
  ignore,
  fn: async () => {
    const texts = random(["a", "b=", "'", '"', "\\", " ", "#", "\t", "é", "\u00a0", "\f", "''", '"x y"'], 9);
    const theirs = await python("words(s)", texts);
    const ours = texts.map((text) => {
      const words = shlex(text, { comments: true });
      return Array.isArray(words) ? words.map(({ text }) => text) : words.python;
    });
    assert.deepEqual(ours, theirs);
  },
});
