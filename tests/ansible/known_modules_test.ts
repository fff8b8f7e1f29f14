import assert from "node:assert/strict";
import { KnownModules } from "../../src/ansible/known_modules.ts";
import { NO_ANSIBLE } from "../../src/ansible/no_ansible.ts";
import { modules } from "../../src/modules/registry.ts";
import type { Ansible, AnsibleModule, Places, Refused } from "../../src/ports/ansible.ts";
import type { Module, ModuleDoc } from "../../src/ports/module.ts";

const doc = (name: string): ModuleDoc => ({
  name,
  summary: "Does it",
  parameters: {
    path: { type: "path", description: "Where.", required: true },
    state: { type: "str", description: "Which.", choices: ["present", "absent"] },
  },
  returns: {},
  example: "",
});

/** An Ansible that knows these by their short or full names, and notes what it is asked. */
class Scripted implements Ansible {
  readonly asked: (string[] | [string[], Places])[] = [];
  constructor(readonly known: Record<string, string | Refused>) {}

  describe(names: readonly string[], places: Places = {}): Promise<Map<string, AnsibleModule | Refused>> {
    this.asked.push(places.beside === undefined ? [...names] : [[...names], places]);
    return Promise.resolve(
      new Map(names.map((name): [string, AnsibleModule | Refused] => {
        const found = this.known[name] ?? { refusal: "Ansible 2 has none of that name, either", unknown: true };
        if (typeof found !== "string") return [name, found];
        const pack = () => Promise.reject(new Error("not asked"));
        return [name, { name: found, doc: doc(found), supportsCheckMode: true, pack }];
      })),
    );
  }
  lacking = () => Promise.resolve(undefined);
  list: Ansible["list"] = () =>
    Promise.resolve({
      modules: [{ name: "ansible.builtin.copy", summary: "Ours" }, {
        name: "community.general.timezone",
        summary: "Theirs",
      }],
    });
  [Symbol.asyncDispose]() {
    return Promise.resolve();
  }
}

function known(script: Record<string, string | Refused>): { ansible: Scripted; known: KnownModules } {
  const ansible = new Scripted(script);
  const not = () => Promise.reject(new Error("not asked"));
  const make = ({ name, doc }: AnsibleModule): Promise<Module> =>
    Promise.resolve({ name, doc, look: not, apply: not, conclude: (predicted) => predicted });
  return { ansible, known: new KnownModules({ own: modules(), ansible, make }) };
}

const never = () => false;

Deno.test("KnownModules learns all names that were asked for in vain at once, and each once", async () => {
  const { ansible, known: all } = known({ timezone: "community.general.timezone", "a.b.c": "a.b.c" });
  const view = all.view();
  assert.equal(await view.learn(), false);
  for (const name of ["timezone", "a.b.c", "copy", "timezone", "nosuch"]) view.get(name);
  assert.deepEqual(ansible.asked, []);
  assert.equal(await view.learn(), true);
  assert.deepEqual(ansible.asked, [["timezone", "a.b.c", "nosuch"]]);
  assert.equal(view.get("timezone")?.name, "community.general.timezone");
  assert.equal(view.get("copy")?.name, "copy");
  view.get("nosuch");
  assert.equal(await view.learn(), false);
  assert.equal(ansible.asked.length, 1);
});

Deno.test("KnownModules never asks for what names no module", async () => {
  const { ansible, known: all } = known({});
  const view = all.view();
  const words = [
    "include_tasks",
    "ansible.builtin.import_tasks",
    "meta",
    "uri.headers",
    "community.general",
    "a b",
    "",
    "x\n",
    "../x",
    "ü",
  ];
  for (const name of words) assert.equal(view.get(name), undefined);
  assert.equal(await view.learn(), false);
  assert.deepEqual(ansible.asked, []);
});

Deno.test("KnownModules checks parameters of a learned module by its document", async () => {
  const { known: all } = known({ timezone: "community.general.timezone" });
  const view = all.view();
  assert.match(view.problems("timezone", {}, never)[0]!.message, /'timezone'/);
  await view.learn();
  assert.deepEqual(view.problems("timezone", { pth: 1, state: "gone" }, never).map(({ parameter }) => parameter), [
    "pth",
    "state",
    null,
  ]);
  assert.deepEqual(view.problems("timezone", { path: "/x", state: "absent" }, never), []);
});

Deno.test("KnownModules says of a name that there is not what is near it here, and what Ansible says", async () => {
  const synchronize = "The module 'ansible.posix.synchronize' is done by a plugin";
  const { known: all } = known({
    "ansible.posix.synchronize": { refusal: synchronize },
    coppy: { refusal: "Ansible 2 has none of that name, either: did you mean 'ansible.builtin.copy'?", unknown: true },
    stta: { refusal: NO_ANSIBLE, unknown: true },
  });
  const view = all.view();
  const told = (name: string) => view.problems(name, {}, never)[0]!.message;
  for (const name of ["coppy", "stta", "zzzzzzzz", "ansible.posix.synchronize"]) told(name);
  await view.learn();
  assert.equal(told("coppy"), "There is no module 'coppy': did you mean 'copy'?");
  assert.equal(told("stta"), `There is no module 'stta': did you mean 'stat'? ${NO_ANSIBLE}`);
  assert.equal(told("zzzzzzzz"), "There is no module 'zzzzzzzz'. Ansible 2 has none of that name, either");
  assert.equal(told("ansible.posix.synchronize"), synchronize);
});

Deno.test("KnownModules prefers Ansible's module where it is wanted and can be had, under our name", async () => {
  const { known: all } = known({ stat: "ansible.builtin.stat", copy: { refusal: "done by a plugin" } });
  const view = all.view({ prefer: true });
  assert.equal(view.get("stat")?.doc.parameters["get_checksum"]?.type, "bool");
  view.get("copy");
  await view.learn();
  assert.deepEqual([view.get("stat")?.name, Object.keys(view.get("stat")!.doc.parameters)], ["stat", [
    "path",
    "state",
  ]]);
  assert.equal(view.get("copy")?.name, "copy");
  assert("content" in view.get("copy")!.doc.parameters);
  assert.deepEqual(view.problems("stat", { path: "/x", state: "present" }, never), []);
  assert("get_checksum" in all.view().get("stat")!.doc.parameters, "other loops see ours");
});

Deno.test("KnownModules puts modules of a playbook's library before all others, and reads them anew for each view", async () => {
  const { ansible, known: all } = known({ stat: "stat", mine: "mine" });
  const terms = { beside: "/play", library: new Set(["stat"]) };
  const view = all.view(terms);
  assert.equal(view.get("stat"), undefined);
  view.get("mine");
  await view.learn();
  assert.deepEqual(ansible.asked, [[["stat", "mine"], { beside: "/play" }]]);
  assert.deepEqual(Object.keys(view.get("stat")!.doc.parameters), ["path", "state"]);
  assert.equal(all.view().get("mine"), undefined, "it is that playbook's alone");
  assert.equal(all.view(terms).get("stat"), undefined, "it may have been changed");
});

Deno.test("KnownModules lets who asks while another one asks wait for the same answer", async () => {
  const { ansible, known: all } = known({ timezone: "community.general.timezone" });
  const [one, other] = [all.view(), all.view()];
  one.get("timezone");
  const first = one.learn();
  assert.equal(other.get("timezone"), undefined);
  assert.deepEqual([await first, await other.learn()], [true, true]);
  assert.equal(other.get("timezone")?.name, "community.general.timezone");
  assert(ansible.asked.length <= 2);
});

Deno.test("KnownModules lists ours, then what Ansible has besides", async () => {
  const { known: all } = known({});
  const { modules: listed, lacking } = await all.view().list();
  assert.equal(lacking, undefined);
  assert.deepEqual(listed.at(-1), { name: "community.general.timezone", summary: "Theirs", from: "ansible" });
  assert.equal(listed.filter(({ from }) => from === "ansible").length, 1);
  assert.deepEqual(listed[0]?.from, "native");
});

Deno.test("KnownModules holds nothing against a name that one loop asked for and was cancelled over", async () => {
  const { ansible, known: all } = known({ timezone: "community.general.timezone" });
  const cancelled = new AbortController();
  const answer = ansible.describe.bind(ansible);
  ansible.describe = async (names) => {
    ansible.describe = answer;
    await Promise.resolve();
    cancelled.abort();
    return new Map(
      names.map((name) => [name, { refusal: `The controller's Ansible could not say what '${name}' is` }]),
    );
  };
  const [one, other] = [all.view(), all.view()];
  one.get("timezone");
  const learning = one.learn(cancelled.signal);
  other.get("timezone");
  assert.equal(await other.learn(), true);
  await learning;
  assert.equal(other.get("timezone")?.name, "community.general.timezone");
});
