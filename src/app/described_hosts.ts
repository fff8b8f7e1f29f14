// Hosts of an inventory as they are put on record and shown: names, how they are entered, groups, variables with their files; no secrets.
import type { Json } from "../model/json.ts";
import type { Value } from "../model/value.ts";
import type { HostNote } from "../ports/host_notes.ts";
import type { Inventory } from "../ports/inventory.ts";
import type { Vaults } from "../ports/vaults.ts";
import { hideSecrets } from "../store/hide_secrets.ts";
import { toPlain } from "../templates/value.ts";
import { isVaultedValue } from "../templates/vaulted_value.ts";

const HIDDEN = "(secret)";
/** Shown beside the variables anyway, or how a host is entered. */
const WAY = /^ansible_(?:ssh_)?(?:host|port|user|connection|become|become_user|become_method)$/;
/** Values that say themselves what they are. */
const KEYS = /-----BEGIN [A-Z ]*PRIVATE KEY-----|^\$ANSIBLE_VAULT;/m;

/** An inventory, and what opened its encrypted files. */
export type SealedInventory = Inventory & { vaults?: Pick<Vaults, "isVault"> };

/** The same inventory, with what opened its files. */
export function sealedBy(inventory: Inventory, vaults: Pick<Vaults, "isVault">): SealedInventory {
  return Object.assign(inventory, { vaults });
}

/**
 * These hosts, in this order; a value that looks like a secret, or that ansible-vault encrypted, reads `(secret)`. A variable that is a template is shown
 * as it is written.
 */
export function describeHosts(inventory: SealedInventory, hosts: Iterable<string>): HostNote[] {
  return [...hosts].map((host) => described(host, inventory));
}

function described(host: string, inventory: SealedInventory): HostNote {
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
  const vars = [...variables].flatMap(([name, value]) => {
    if (typeof name !== "string") return [];
    const from = origins.get(name) ?? "";
    const sealed = inventory.vaults?.isVault(from) === true && !WAY.test(name);
    return [[name, { value: sealed ? sealedValue(toPlain(value)) : shown(name, value), from }] as const];
  });
  return {
    host,
    ...(address === undefined ? {} : { address }),
    ...(user === undefined ? {} : { user }),
    ...(Number.isSafeInteger(port) && port > 0 ? { port } : {}),
    groups: inventory.groupsOf(host),
    vars: Object.fromEntries(vars),
  };
}

/** All but what is nobody's secret; names of keys stay. */
function sealedValue(value: Json): Json {
  if (value === null || typeof value === "boolean") return value;
  if (typeof value !== "object") return HIDDEN;
  if (Array.isArray(value)) return value.map(sealedValue);
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, sealedValue(each)]));
}

function untemplated(text: string): string | undefined {
  return text.includes("{{") ? undefined : text;
}

function shown(name: string, value: Value): Json {
  return withoutKeys(hideSecrets(name, toPlain(value)));
}

function withoutKeys(value: Json): Json {
  if (typeof value === "string") return KEYS.test(value) || isVaultedValue(value) ? HIDDEN : value;
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map(withoutKeys);
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, withoutKeys(each)]));
}
