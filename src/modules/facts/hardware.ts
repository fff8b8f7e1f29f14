// Processors, memory, mounts, product and virtualization of a host.
import type { JsonObject } from "../../model/json.ts";
import type { Fields } from "../fields.ts";

/** processor* as Ansible counts them from /proc/cpuinfo. */
export function processorFacts(fields: Fields): JsonObject {
  const text = fields.line("/proc/cpuinfo");
  if (text === undefined) return {};
  const processor: string[] = [];
  const sockets = new Map<string, number>();
  const siblings = new Map<string, number>();
  const seen = { processor: 0, model: 0, vendor: 0 };
  let [socket, core] = ["", ""];
  for (const line of text.split("\n")) {
    const [key = "", value = ""] = line.split(/\s*:\s*(.*)/s);
    if (/^(model name|Processor|vendor_id|cpu|Vendor|processor)$/.test(key)) processor.push(value);
    if (key === "processor") seen.processor++;
    if (key === "model name") seen.model++;
    if (key === "vendor_id") seen.vendor++;
    if (key === "physical id") sockets.set(socket = value, sockets.get(value) ?? 1);
    if (key === "core id") siblings.set(core = value, siblings.get(value) ?? 1);
    if (key === "cpu cores") sockets.set(socket, Number(value));
    if (key === "siblings") siblings.set(core, Number(value));
  }
  const alone = seen.vendor > 0 && seen.vendor === seen.model ? seen.vendor : seen.processor;
  const count = sockets.size || alone;
  const cores = [...sockets.values()][0] || 1;
  const threads = Math.floor(([...siblings.values()][0] ?? cores) / cores) || 1;
  return {
    processor,
    processor_count: count,
    processor_cores: cores,
    processor_threads_per_core: threads,
    processor_vcpus: threads * count * cores,
    processor_nproc: seen.processor,
  };
}

/** Memory and swap in MiB, and how long the host is up. */
export function memoryFacts(fields: Fields): JsonObject {
  const text = fields.line("/proc/meminfo");
  if (text === undefined) return {};
  const mb = (name: string) => Math.floor(Number(new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(text)?.[1] ?? 0) / 1024);
  const [total, free, cached, buffers] = [mb("MemTotal"), mb("MemFree"), mb("Cached"), mb("Buffers")];
  const [swap, swapFree] = [mb("SwapTotal"), mb("SwapFree")];
  const nocache = free + cached + buffers;
  const [one, five, fifteen] = (fields.line("/proc/loadavg") ?? "").split(" ").map(Number);
  return {
    memtotal_mb: total,
    memfree_mb: free,
    swaptotal_mb: swap,
    swapfree_mb: swapFree,
    memory_mb: {
      real: { total, free, used: total - free },
      nocache: { free: nocache, used: total - nocache },
      swap: { total: swap, free: swapFree, used: swap - swapFree, cached: mb("SwapCached") },
    },
    uptime_seconds: Math.floor(Number((fields.line("/proc/uptime") ?? "0").split(" ")[0])),
    ...(one === undefined ? {} : { loadavg: { "1m": one, "5m": five ?? 0, "15m": fifteen ?? 0 } }),
  };
}

/** Mounted devices. Sizes in bytes. */
export function mountFacts(fields: Fields): JsonObject {
  const devices = (fields.line("/proc/mounts") ?? "").split("\n").map((line) => line.split(" "))
    .filter(([device = ""]) => device.startsWith("/") || device.includes(":/"));
  const sizes = (fields.line("filesystems") ?? "").split("\n");
  const mounts = devices.map(([device = "", mount = "", fstype = "", options = ""], at) => {
    const plain = (text: string) =>
      text.replaceAll(/\\([0-7]{3})/g, (_all, octal) => String.fromCharCode(parseInt(octal, 8)));
    const [size, unit, blocks, available, inodes, inodesFree] = (sizes[at] ?? "").split("|").map(Number);
    const known = unit === undefined || blocks === undefined || available === undefined ? {} : {
      block_size: size ?? unit,
      block_total: blocks,
      block_available: available,
      block_used: blocks - available,
      size_total: blocks * unit,
      size_available: available * unit,
      inode_total: inodes ?? 0,
      inode_available: inodesFree ?? 0,
      inode_used: (inodes ?? 0) - (inodesFree ?? 0),
    };
    return { mount: plain(mount), device: plain(device), fstype, options, ...known };
  });
  return { mounts };
}

const PRODUCTS: [RegExp, string][] = [
  [/kvm|qemu|bochs|Google Compute Engine|Amazon EC2|OpenStack/i, "kvm"],
  [/VMware/i, "VMware"],
  [/VirtualBox/i, "virtualbox"],
  [/Microsoft Corporation Virtual|^Virtual Machine$/i, "VirtualPC"],
  [/xen|HVM domU/i, "xen"],
  [/Parallels/i, "parallels"],
];

/** What the firmware says of the machine, and whether it is one. */
export function productFacts(fields: Fields): JsonObject {
  const dmi = (name: string) => fields.raw(`dmi.${name}`) || "NA";
  return {
    product_name: dmi("product_name"),
    product_version: dmi("product_version"),
    product_uuid: dmi("product_uuid"),
    product_serial: dmi("product_serial"),
    system_vendor: dmi("sys_vendor"),
    bios_version: dmi("bios_version"),
    bios_date: dmi("bios_date"),
    board_name: dmi("board_name"),
    board_vendor: dmi("board_vendor"),
    chassis_vendor: dmi("chassis_vendor"),
  };
}

/** virtualization_type and role: containers first, then what the firmware names. */
export function virtualizationFacts(fields: Fields): JsonObject {
  const marks = fields.all("mark");
  const cgroup = fields.line("/proc/1/cgroup") ?? "";
  const guest = (type: string) => ({ virtualization_type: type, virtualization_role: "guest" });
  if (marks.includes("/.dockerenv") || /docker/.test(cgroup)) return guest("docker");
  if (marks.includes("/run/.containerenv")) return guest("podman");
  if (/\/lxc\//.test(cgroup)) return guest("lxc");
  const product = `${fields.raw("dmi.product_name") ?? ""}\n${fields.raw("dmi.sys_vendor") ?? ""}`;
  const found = PRODUCTS.find(([pattern]) => pattern.test(product));
  if (found !== undefined) return guest(found[1]);
  if (/^flags\s*:.*\bhypervisor\b/m.test(fields.line("/proc/cpuinfo") ?? "")) return guest("kvm");
  if (marks.includes("/dev/kvm")) return { virtualization_type: "kvm", virtualization_role: "host" };
  return { virtualization_type: "NA", virtualization_role: "NA" };
}
