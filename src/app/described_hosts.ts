// Hosts of an inventory as they are put on record and shown: names, how they are entered, groups, variables with their files; no secrets.
import type { Json } from "../model/json.ts";
import type { Value } from "../model/value.ts";
import type { HostNote } from "../ports/host_notes.ts";
import type { Inventory } from "../ports/inventory.ts";
import { hideSecrets } from "../store/hide_secrets.ts";
import { toPlain } from "../templates/value.ts";

/** Values that say themselves what they are. */
const KEYS = /-----BEGIN [A-Z ]*PRIVATE KEY-----|^\$ANSIBLE_VAULT;/m;

/** These hosts, in this order; a value that looks like a secret reads `(secret)`. A variable that is a template is shown as it is written. */
export function describeHosts(inventory: Inventory, hosts: Iterable<string>): HostNote[] {
  return [...hosts].map((host) => described(host, inventory));
}

function described(host: string, inventory: Inventory): HostNote {
  const variables = inventory.variables(host);
  const origins = inventory.origins(host);
  const plain = (old: string, name: string): string | undefined => {
    const value = variables.get(old) ?? variables.get(name);
    return typeof value === "string" || typeof value === "number" ? untemplated(String(value)) : undefined;
  };
  // The old names win, as they do on the way in.
  const address = plain("ansible_ssh_host", "ansible_host");
  const user = plain("ansible_ssh_user", "ansible_user");
  const port = Number(plain("ansible_ssh_port", "ansible_port"));
  const vars = [...variables].flatMap(([name, value]) =>
    typeof name === "string" ? [[name, { value: shown(name, value), from: origins.get(name) ?? "" }] as const] : []
  );
  return {
    host,
    ...(address === undefined ? {} : { address }),
    ...(user === undefined ? {} : { user }),
    ...(Number.isSafeInteger(port) && port > 0 ? { port } : {}),
    groups: inventory.groupsOf(host),
    vars: Object.fromEntries(vars),
  };
}

function untemplated(text: string): string | undefined {
  return text.includes("{{") ? undefined : text;
}

function shown(name: string, value: Value): Json {
  return withoutKeys(hideSecrets(name, toPlain(value)));
}

function withoutKeys(value: Json): Json {
  if (typeof value === "string") return KEYS.test(value) ? "(secret)" : value;
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map(withoutKeys);
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, withoutKeys(each)]));
}
