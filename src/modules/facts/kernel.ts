// Facts of kernel and security: what is enforced, what the kernel was started with, keys and names of the host.
import type { JsonObject } from "../../model/json.ts";
import { lines } from "../../templates/characters.ts";
import type { Fields } from "../scripts/fields.ts";

/** selinux. There is no Python on the host, and therefore no binding of it. */
export function selinuxFacts(fields: Fields): JsonObject {
  const enforce = fields.line("/sys/fs/selinux/enforce");
  const mode = enforce === "1" ? "enforcing" : "permissive";
  return {
    selinux: enforce === undefined ? { status: "disabled" } : { status: "enabled", mode },
    selinux_python_present: false,
  };
}

/** apparmor. */
export function apparmorFacts(fields: Fields): JsonObject {
  const enabled = fields.line("/sys/module/apparmor/parameters/enabled") === "Y";
  return { apparmor: { status: enabled ? "enabled" : "disabled" } };
}

/** fips. */
export function fipsFacts(fields: Fields): JsonObject {
  return { fips: fields.line("/proc/sys/crypto/fips_enabled") === "1" };
}

/** What the kernel was started with: `cmdline` has the last of words that come more than once, `proc_cmdline` all of them. */
export function cmdlineFacts(fields: Fields): JsonObject {
  const words = (fields.line("/proc/cmdline") ?? "").split(/\s+/).filter((word) => word !== "");
  if (words.length === 0) return {};
  const pairs = words.map((word) => /^([^=]*)(?:=(.*))?$/s.exec(word))
    .map((match) => [match?.[1] ?? "", match?.[2] ?? true] as const);
  const all = new Map<string, string | true | string[]>();
  for (const [name, value] of pairs) {
    const before = all.get(name);
    if (value === true || before === undefined || before === true) all.set(name, value);
    else all.set(name, [before, value].flat());
  }
  return { cmdline: Object.fromEntries(pairs), proc_cmdline: Object.fromEntries(all) };
}

/** Capabilities of the account, where the host has `capsh`. */
export function capabilityFacts(fields: Fields): JsonObject {
  const told = fields.raw("capsh");
  if (told === undefined) return { system_capabilities_enforced: "N/A", system_capabilities: "N/A" };
  const current = lines(told).find((line) => line.startsWith("Current:"));
  if (current === undefined) return { system_capabilities_enforced: "NA", system_capabilities: [] };
  if (current.split(":")[1]?.trim() === "=ep") {
    return { system_capabilities_enforced: "False", system_capabilities: [] };
  }
  const words = (current.split("=")[1] ?? "").split(",").map((word) => word.trim());
  return { system_capabilities_enforced: "True", system_capabilities: words };
}

/** Whether the root folder is another one than process 1 has. */
export function chrootFacts(fields: Fields): JsonObject {
  const [own = "", first] = (fields.line("roots") ?? "").split("\n");
  // Where process 1 may not be seen: a file system's own root is inode 2, 128 (XFS) or 256 (btrfs).
  const elsewhere = first === undefined ? !/ (2|128|256)$/.test(own) : own !== first;
  return { is_chroot: Boolean(fields.raw("debian_chroot")) || elsewhere };
}

/** Public keys of the host's sshd, of the first folder that has one. */
export function sshKeyFacts(fields: Fields): JsonObject {
  for (const folder of ["/etc/ssh", "/etc/openssh", "/etc"]) {
    const found = ["dsa", "rsa", "ecdsa", "ed25519"].flatMap((algorithm) => {
      const [type, key] = (fields.line(`${folder}/ssh_host_${algorithm}_key.pub`) ?? "").trim().split(/\s+/);
      const name = `ssh_host_key_${algorithm}_public`;
      return key === undefined ? [] : [[name, key], [`${name}_keytype`, type ?? ""]];
    });
    if (found.length > 0) return Object.fromEntries(found);
  }
  return {};
}

/** 1, 5 and 15 minutes. */
export function loadFacts(fields: Fields): JsonObject {
  const [one, five, fifteen] = (fields.line("/proc/loadavg") ?? "").split(" ").map(Number);
  return one === undefined || fifteen === undefined ? {} : { loadavg: { "1m": one, "5m": five ?? 0, "15m": fifteen } };
}

/** Names of the host in storage networks. */
export function storageNames(fields: Fields, collectors: ReadonlySet<string>): JsonObject {
  const initiator = /^InitiatorName=(.*)$/m.exec(fields.line("/etc/iscsi/initiatorname.iscsi") ?? "")?.[1] ?? "";
  const nvme = lines(fields.line("/etc/nvme/hostnqn") ?? "").find((line) => line.startsWith("nqn.")) ?? "";
  return {
    ...(collectors.has("iscsi") ? { iscsi_iqn: initiator } : {}),
    ...(collectors.has("nvme") ? { hostnqn: nvme } : {}),
    ...(collectors.has("fibre_channel_wwn")
      ? { fibre_channel_wwn: fields.all("wwn").map((name) => name.replace(/^0x/, "")) }
      : {}),
  };
}
