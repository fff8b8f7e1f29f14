// What a host runs on, and what it runs: the first sign decides about type and role, all of them are told.
import type { JsonObject } from "../../model/json.ts";
import type { Fields } from "../scripts/fields.ts";

/** Signs in the order in which they are believed. */
class Signs {
  readonly guest = new Set<string>();
  readonly host = new Set<string>();
  #first: [type: string, role: string] | undefined;

  /** One more sign; `quiet` ones only decide. */
  add(role: "guest" | "host", type: string, { quiet = false }: { quiet?: boolean } = {}): void {
    if (!quiet) this[role].add(type);
    this.#first ??= [type, role];
  }

  facts(): JsonObject {
    const [type, role] = this.#first ?? ["NA", "NA"];
    return {
      virtualization_type: type,
      virtualization_role: role,
      virtualization_tech_guest: [...this.guest].sort(),
      virtualization_tech_host: [...this.host].sort(),
    };
  }
}

/** virtualization_type, role and tech_guest and tech_host, as Ansible decides on Linux. */
export function virtualizationFacts(fields: Fields): JsonObject {
  const signs = new Signs();
  containers(fields, signs);
  firmware(fields, signs);
  processors(fields, signs);
  kernelModules(fields, signs);
  if (fields.all("mark").includes("/dev/kvm")) signs.add("host", "kvm");
  return signs.facts();
}

const CGROUPS: [RegExp, string][] = [
  [/\/docker(\/|-[0-9a-f]+\.scope)/, "docker"],
  [/\/lxc\/|\/machine.slice\/machine-lxc/, "lxc"],
  [/\/system.slice\/containerd.service/, "containerd"],
];
const ENVIRONMENT: [RegExp, string][] = [
  [/container=lxc/, "lxc"],
  [/container=podman/, "podman"],
  [/^container=./, "container"],
];

function containers(fields: Fields, signs: Signs): void {
  const marks = fields.all("mark");
  const look = (name: string, patterns: [RegExp, string][]) => {
    for (const line of (fields.line(name) ?? "").split("\n")) {
      for (const [pattern, type] of patterns) if (pattern.test(line)) signs.add("guest", type);
    }
  };
  look("/proc/1/cgroup", CGROUPS);
  look("environ1", ENVIRONMENT);
  if (marks.includes("/proc/vz") && !marks.includes("/proc/lve")) {
    signs.add(marks.includes("/proc/bc") ? "host" : "guest", "openvz");
  }
  const systemd = fields.line("/run/systemd/container");
  if (systemd) signs.add("guest", systemd);
  if (marks.includes("/.dockerenv") || marks.includes("/.dockerinit")) signs.add("guest", "docker");
  const known = ["docker", "lxc", "podman", "openvz", "containerd"].some((type) => signs.guest.has(type));
  if (known || systemd) signs.guest.add("container");
  if (marks.includes("/proc/xen")) {
    if (/control_d/.test(fields.line("/proc/xen/capabilities") ?? "")) signs.add("host", "xen");
    else signs.add("guest", "xen", { quiet: true });
  }
}

/** What the firmware's names stand for. */
const FIRMWARE: [dmi: string, names: string[], type: string][] = [
  ["product_name", ["KVM", "KVM Server", "Bochs", "AHV"], "kvm"],
  ["sys_vendor", ["oVirt"], "oVirt"],
  ["product_family", ["RHV"], "RHV"],
  ["product_name", ["RHEV Hypervisor"], "RHEV"],
  ["product_name", ["VMware Virtual Platform", "VMware7,1"], "VMware"],
  ["product_name", ["OpenStack Compute", "OpenStack Nova"], "openstack"],
  ["bios_vendor", ["Xen"], "xen"],
  ["bios_vendor", ["innotek GmbH"], "virtualbox"],
  ["bios_vendor", ["Amazon EC2", "DigitalOcean", "Hetzner"], "kvm"],
  ["sys_vendor", ["QEMU", "Amazon EC2", "DigitalOcean", "Google", "Scaleway", "Nutanix"], "kvm"],
  ["sys_vendor", ["KubeVirt"], "KubeVirt"],
  ["sys_vendor", ["Microsoft Corporation"], "VirtualPC"],
  ["sys_vendor", ["Parallels Software International Inc."], "parallels"],
  ["sys_vendor", ["OpenStack Foundation"], "openstack"],
];

function firmware(fields: Fields, signs: Signs): void {
  const redHat = fields.raw("dmi.sys_vendor") === "Red Hat";
  for (const [dmi, names, type] of FIRMWARE) {
    if (type.startsWith("RH") && !redHat) continue;
    if (names.includes(fields.raw(`dmi.${dmi}`) ?? "")) signs.add("guest", type);
  }
}

const PROCESSORS: [RegExp, string][] = [
  [/^model name.*QEMU Virtual CPU/m, "kvm"],
  [/^vendor_id.*User Mode Linux|^model name.*UML/m, "uml"],
  [/^machine.*CHRP IBM pSeries .emulated by qemu./m, "kvm"],
  [/^vendor_id.*PowerVM Lx86/m, "powervm_lx86"],
];

function processors(fields: Fields, signs: Signs): void {
  const text = fields.line("/proc/cpuinfo") ?? "";
  for (const [pattern, type] of PROCESSORS) if (pattern.test(text)) signs.add("guest", type);
}

function kernelModules(fields: Fields, signs: Signs): void {
  const loaded = (fields.line("/proc/modules") ?? "").split("\n").map((line) => line.split(" ")[0]);
  if (loaded.includes("kvm")) signs.add("host", "kvm");
  if (loaded.includes("vboxdrv")) signs.add("host", "virtualbox");
  if (!loaded.includes("virtio")) return;
  signs.host.add("kvm");
  signs.add("guest", "kvm", { quiet: true });
}
