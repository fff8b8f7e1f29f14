import assert from "node:assert/strict";
import { fitting, furtherModules } from "../../src/deciders/further_modules.ts";
import { modules } from "../../src/modules/registry.ts";
import type { ListedModule, Module, Modules } from "../../src/ports/module.ts";

const LISTED: Record<string, string> = {
  "ansible.builtin.pip": "Manages Python library dependencies",
  "cisco.ucs.ucs_timezone": "Configures timezone on Cisco UCS Manager",
  "community.docker.docker_container": "manage Docker containers",
  "community.general.nginx_status_info": "Retrieve information on nginx status",
  "community.general.timezone": "Configure timezone setting",
  "community.general.ufw": "Manage firewall with UFW",
  "community.postgresql.postgresql_db": "Add or remove PostgreSQL databases from a remote host",
  "community.postgresql.postgresql_user": "Create, alter, or remove a user (role) from a PostgreSQL server instance",
};

function listed(): ListedModule[] {
  const others = Array.from(
    { length: 500 },
    (_, n) => [`vendor.net.device_${n}_port`, `Manage port ${n} of all devices`],
  );
  return [...Object.entries(LISTED), ...others].map(([name, summary]) => ({
    name: name!,
    summary: summary!,
    from: "ansible",
  }));
}

const FITS: Record<string, string[]> = {
  "The timezone of all hosts is Europe/Berlin": ["community.general.timezone"],
  "ufw allows ports 22 and 443": ["community.general.ufw"],
  "A docker container called redis runs on every host": ["community.docker.docker_container"],
  "PostgreSQL has a database app and a user app": [
    "community.postgresql.postgresql_user",
    "community.postgresql.postgresql_db",
  ],
  "Use community.general.nginx_status_info to look at it": ["community.general.nginx_status_info"],
  "The file /etc/motd says hello": [],
  "": [],
};

for (const [goal, names] of Object.entries(FITS)) {
  Deno.test(`fitting() finds what fits the goal ${JSON.stringify(goal)}`, () =>
    assert.deepEqual(fitting(goal, listed()), names));
}

/** Modules of which these are Ansible's; they are known once they were learned. */
function withAnsible(): Modules & { learned: string[] } {
  const own = modules();
  const asked = new Set<string>();
  const learned: string[] = [];
  const not = () => Promise.reject(new Error("not asked"));
  const made = (name: string): Module => ({
    ...{ name, look: not, apply: not, conclude: (predicted) => predicted },
    doc: {
      ...{ name, summary: LISTED[name]!, returns: { seen: "What." }, example: "", notes: ["For people."] },
      parameters: { size: { type: "int", required: true, description: `How large. ${"And more. ".repeat(50)}` } },
    },
  });
  return {
    ...own,
    learned,
    get: (name) => {
      if (own.get(name) !== undefined || !(name in LISTED)) return own.get(name);
      asked.add(name);
      return learned.includes(name) ? made(name) : undefined;
    },
    learn: () => Promise.resolve(learned.push(...asked) > 0),
    list: async () => ({ modules: [...(await own.list()).modules, ...listed()] }),
  };
}

Deno.test("furtherModules() says how many there are, and tells those that fit with what they take", async () => {
  const all = withAnsible();
  const never = new AbortController().signal;
  const text = await furtherModules({ desiredState: "ufw is on", run: [] }, { modules: all, bound: () => [] }, never);
  assert.match(text, /^The controller's Ansible has 508 further modules/);
  assert.match(
    text,
    /\n- community\.general\.ufw: Manage firewall with UFW\n {4}size! int: How large\.\n {4}returns seen$/,
  );
  assert.deepEqual(all.learned, ["community.general.ufw"]);
});

Deno.test("furtherModules() tells nothing where there is no Ansible", async () => {
  const never = new AbortController().signal;
  const terms = { modules: modules(), bound: () => [] };
  assert.equal(await furtherModules({ desiredState: "ufw is on", run: [] }, terms, never), "");
});
