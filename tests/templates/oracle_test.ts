// What Ansible makes of some hundred snippets, and what we make of them: byte for byte.
import assert from "node:assert/strict";
import { TemplateError, UndefinedVariable } from "../../src/model/errors.ts";
import type { Dict, Value } from "../../src/model/value.ts";
import { parseJson } from "../../src/templates/json_reader.ts";
import { pyRepr } from "../../src/templates/python_text.ts";
import { realFiles } from "./files_of.ts";
import { lazyScope } from "../../src/templates/scope.ts";
import { evaluate, holds, render, type RenderOptions, templateValue } from "../../src/templates/template.ts";

const folder = new URL("./cases/", import.meta.url);
const LEAST_CASES = 3000;

function casesOf(file: string): Dict[] {
  return parseJson(Deno.readTextFileSync(new URL(file, folder))) as Dict[];
}

const caseFiles = [...Deno.readDirSync(folder)].map(({ name }) => name).filter((name) => name.endsWith(".json")).sort();

// As in oracle.py: local time is UTC there.
Deno.env.set("TZ", "UTC");

const play = new URL("./play", import.meta.url).pathname;
const files = realFiles({ ORACLE_HOME: "/home/oracle" });

function ours(one: Dict): string {
  const vars: Dict = new Map([["playbook_dir", play], ...(one.get("vars") ?? new Map()) as Dict]);
  const scope = lazyScope([{ values: vars, trusted: true }], { files, searchPath: [`${play}/files`, play] });
  const file = one.get("file");
  const text = file === undefined ? one.get("render") : Deno.readTextFileSync(`${play}/templates/${file}`);
  if (text !== undefined) {
    const options = one.get("options") as Dict | undefined;
    const given: Record<string, unknown> = {};
    const marks: Record<string, unknown> = {};
    for (const [name, value] of options ?? []) {
      const words = String(name).replace(/_string$/, "").replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
      (String(name).endsWith("_string") ? marks : given)[words] = value;
    }
    return render(text as string, scope, { ...given, marks } as RenderOptions);
  }
  if (one.has("evaluate")) return pyRepr(evaluate(one.get("evaluate") as string, scope));
  if (one.has("holds")) return pyRepr(holds(one.get("holds") as string, scope));
  return pyRepr(templateValue(one.get("template") as Value, scope));
}

for (const file of caseFiles) {
  for (const one of casesOf(file)) {
    const [kind, snippet] = [...one][0] as [string, Value];
    const error = one.get("error");
    const title = `${kind} ${JSON.stringify(pyRepr(snippet)).slice(1, -1)} (${file})`;
    if (error === undefined) {
      Deno.test(`${title} is Ansible's`, () => assert.equal(ours(one).replaceAll(play, "/play"), one.get("expected")));
    } else {
      Deno.test(`${title} fails as in Ansible`, () => {
        const caught = thrown(() => ours(one));
        assert.ok(caught instanceof TemplateError, `expected a TemplateError, got ${caught}`);
        assert.ok(caught.line !== undefined && caught.column !== undefined, "the error has no place");
        if (/Undefined/.test(String(error)) && !/nothere/.test(String(error))) {
          assert.ok(caught instanceof UndefinedVariable, `expected an undefined variable, got ${caught}`);
          const words = caught.message.replace(/ \(in '[^]*$/, "");
          assert.ok(String(error).includes(words), `${caught.message} is not in: ${error}`);
        }
      });
    }
  }
}

Deno.test("oracle cases are many enough to mean something", () => {
  const count = caseFiles.reduce((sum, file) => sum + casesOf(file).length, 0);
  assert.ok(count >= LEAST_CASES, `${count} cases`);
  assert.ok(casesOf("errors.json").every((one) => one.has("error")), "a case in errors.json does not fail");
});

const python = await new Deno.Command("/usr/bin/python3", {
  args: ["-c", "import ansible.template, jinja2"],
  stderr: "null",
})
  .output().then(({ success }) => success, () => false);

// Left out, and shown as ignored, where ansible-core is not installed; under CI that is a failure.
Deno.test({
  name: "oracle.py still answers what is stored",
  ignore: !python && Deno.env.get("CI") !== "true",
  async fn() {
    assert.ok(python, "ansible-core and python3-jinja2 are missing: apt-get install ansible-core");
    const script = new URL("./oracle.py", import.meta.url).pathname;
    const { stdout } = await new Deno.Command("/usr/bin/python3", { args: [script], stderr: "null" }).output();
    const fresh = JSON.parse(new TextDecoder().decode(stdout)) as Record<string, Record<string, unknown>[]>;
    assert.deepEqual(Object.keys(fresh).sort(), caseFiles);
    for (const file of caseFiles) {
      const stored = JSON.parse(await Deno.readTextFile(new URL(file, folder))) as Record<string, unknown>[];
      assert.deepEqual(fresh[file]?.map(comparable), stored.map(comparable), file);
    }
  },
});

// Words of Python's errors change between its versions; that there is one does not.
function comparable({ error, ...rest }: Record<string, unknown>): Record<string, unknown> {
  return error === undefined ? rest : { ...rest, fails: true };
}

function thrown(work: () => unknown): unknown {
  try {
    return `no error but ${work()}`;
  } catch (error) {
    return error;
  }
}
