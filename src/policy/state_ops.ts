// Changes of state that a decision wants: as actions that policy can judge, and what is wrong with them. Pure.
import type { Action } from "../model/action.ts";
import { CONNECTION_BASICS } from "../model/connection_basics.ts";
import type { StateOp } from "../model/decision.ts";
import type { Json } from "../model/json.ts";
import type { State } from "../model/resource.ts";
import { THIS_MACHINE } from "../model/this_machine.ts";
import type { Inventory } from "../ports/inventory.ts";

/**
 * One action for each, in order: module `add_host`, `add_resource` or `remove`, on the host that it is about (a resource: this machine), with what it
 * sets as parameters, so that a policy's rules match them like any other.
 */
export function stateOpsAsActions(ops: readonly StateOp[]): Action[] {
  return ops.map((op) => {
    switch (op.op) {
      case "add_host": {
        const address = op.vars["ansible_host"] ?? op.name;
        const params = { ...op.vars, name: op.name, groups: op.groups };
        return { host: op.name, module: op.op, params, name: `add the host ${op.name} (${address})`, task: null };
      }
      case "add_resource": {
        const params = { ...op.data, name: op.name };
        return { host: "localhost", module: op.op, params, name: `keep the resource ${op.name} in mind`, task: null };
      }
      case "remove":
        return { host: "localhost", module: op.op, params: { name: op.name }, name: `forget ${op.name}`, task: null };
    }
  });
}

/** What is there already. */
export interface There {
  /** With or without the hosts that decisions have added. */
  inventory: Pick<Inventory, "hosts" | "groups" | "variables">;
  state: State;
}

/** What is wrong with changes of state, one sentence each; empty where they may stand. What a model writes is hostile: only plain names and addresses pass. */
export function stateProblems(ops: readonly StateOp[], there: There): string[] {
  const resources = new Set(there.state.resources.map(({ name }) => name));
  const added = new Set(there.state.hosts.map(({ name }) => name));
  return ops.flatMap((op) => {
    switch (op.op) {
      case "add_host": {
        const wrong = hostProblems(op, { ...there, added });
        if (wrong.length === 0) added.add(op.name);
        return wrong;
      }
      case "add_resource": {
        if (!isResourceName(op.name)) {
          return [`add_resource: ${quoted(op.name)} is no name: write up to 200 visible letters`];
        }
        resources.add(op.name);
        return [];
      }
      case "remove":
        if (resources.delete(op.name) || added.delete(op.name)) return [];
        return [
          there.inventory.hosts.includes(op.name)
            ? `remove: ${quoted(op.name)} is a host of the inventory, which no decision changes`
            : `remove: there is neither a resource nor an added host ${quoted(op.name)}`,
        ];
    }
  });
}

function hostProblems(
  { name, vars, groups }: StateOp & { op: "add_host" },
  { inventory, added }: There & { added: ReadonlySet<string> },
): string[] {
  const say = (sentence: string) => `add_host ${quoted(name)}: ${sentence}`;
  if (!isHostName(name)) return [say("a host's name is letters, digits, dots, dashes and underscores")];
  if (THIS_MACHINE.includes(name)) return [say("this machine is always there under that name")];
  if (inventory.hosts.includes(name) && !added.has(name)) {
    return [say("the inventory has a host of that name: nothing shadows it")];
  }
  if (inventory.groups.has(name)) return [say("a group has that name")];
  return [
    ...groups.flatMap((group) => {
      if (!GROUP.test(group)) return [say(`${quoted(group)} is no name of a group`)];
      return inventory.hosts.includes(group) || group === name ? [say(`${quoted(group)} is a host, no group`)] : [];
    }),
    ...Object.entries(vars).flatMap(([variable, value]) => {
      const wrong = variableProblem(variable, value);
      return wrong === null ? [] : [say(wrong)];
    }),
    ...shadowed(vars["ansible_host"] ?? name, { inventory, added }).map(say),
  ];
}

/** A host of the inventory under another name would pass by every rule that names the host. */
function shadowed(
  address: Json,
  { inventory, added }: { inventory: There["inventory"]; added: ReadonlySet<string> },
): string[] {
  const wanted = String(address).toLowerCase();
  if (THIS_MACHINE.includes(wanted) || wanted.startsWith("127.")) {
    return [`${wanted} is this machine: use the host "localhost"`];
  }
  const same = inventory.hosts.find((host) => {
    if (added.has(host)) return false;
    const variables = inventory.variables(host);
    const known = variables.get("ansible_ssh_host") ?? variables.get("ansible_host") ?? host;
    return [host, String(known)].some((each) => each.toLowerCase() === wanted);
  });
  return same === undefined ? [] : [`${wanted} is the inventory's host ${same}: use it by that name`];
}

/** Why a variable may not be set by whoever adds a host; null where it may. */
function variableProblem(name: string, value: Json): string | null {
  const text = String(value);
  switch (name) {
    case "ansible_host":
      return typeof value === "string" && isHostName(value) ? null : "ansible_host is a name or an address";
    case "ansible_port":
      return /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65535
        ? null
        : "ansible_port is a number from 1 to 65535";
    case "ansible_user":
    case "ansible_become_user":
      return typeof value === "string" && USER.test(value) ? null : `${name} is the name of a user`;
    case "ansible_connection":
      return value === "ssh" ? null : 'an added host is entered over "ssh"';
    case "ansible_become":
      return typeof value === "boolean" ? null : "ansible_become is true or false";
    default:
      return `the variable ${quoted(name)} may not be set here, only ${CONNECTION_BASICS.join(", ")}: ` +
        "what else is known of it is a resource, and other variables are a human's to write beside the inventory";
  }
}

/** A name or an address that neither ssh nor a shell reads as anything else. */
function isHostName(text: string): boolean {
  return text.length <= 253 && /^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$/.test(text) ||
    /^[0-9A-Fa-f:.]{2,45}$/.test(text) && text.includes(":");
}

function isResourceName(text: string): boolean {
  return text.length <= 200 && text.trim() !== "" && !/\p{C}/u.test(text);
}

function quoted(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);
}

const GROUP = /^[A-Za-z_][A-Za-z0-9_.-]{0,99}$/;
const USER = /^[A-Za-z0-9_][A-Za-z0-9_.@-]{0,63}$/;
