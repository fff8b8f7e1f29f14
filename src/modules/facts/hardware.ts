// Processors, memory, mounts and product of a host.
import type { JsonObject } from "../../model/json.ts";
import { procPath } from "../mounts/mountinfo.ts";
import type { Fields } from "../scripts/fields.ts";
import { deviceUuids } from "./devices.ts";

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

/** Memory and swap in MiB, and for how many seconds the host has been up. */
export function memoryFacts(fields: Fields): JsonObject {
  const text = fields.line("/proc/meminfo");
  if (text === undefined) return {};
  const mb = (name: string) => Math.floor(Number(new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(text)?.[1] ?? 0) / 1024);
  const [total, free, cached, buffers] = [mb("MemTotal"), mb("MemFree"), mb("Cached"), mb("Buffers")];
  const [swap, swapFree] = [mb("SwapTotal"), mb("SwapFree")];
  const nocache = free + cached + buffers;
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
  };
}

/** Mounted devices. Sizes in bytes. */
export function mountFacts(fields: Fields): JsonObject {
  const devices = (fields.line("/proc/mounts") ?? "").split("\n").map((line) => line.split(" "))
    .filter(([device = "", , fstype]) => (device.startsWith("/") || device.includes(":/")) && fstype !== "none");
  const sizes = new Map(
    (fields.line("filesystems") ?? "").split("\n").map((line) => {
      const [size, unit, blocks, available, inodes, inodesFree, ...name] = line.split("|");
      return [name.join("|"), [size, unit, blocks, available, inodes, inodesFree].map(Number)] as const;
    }),
  );
  const bound = boundMounts(fields.line("/proc/self/mountinfo") ?? "");
  const uuids = deviceUuids(fields);
  const mounts = devices.map(([rawDevice = "", rawMount = "", fstype = "", options = ""]) => {
    const [device, mount] = [procPath(rawDevice), procPath(rawMount)];
    const [size, unit, blocks, available, inodes = 0, free = 0] = sizes.get(mount) ?? [];
    const known = unit === undefined || blocks === undefined || available === undefined ? {} : {
      block_size: size ?? unit,
      block_total: blocks,
      block_available: available,
      block_used: blocks - available,
      size_total: blocks * unit,
      size_available: available * unit,
      inode_total: inodes,
      inode_available: free,
      inode_used: inodes - free,
    };
    const bind = bound.has(rawMount) && !/(^|,)bind(,|$)/.test(options) ? ",bind" : "";
    return { mount, device, fstype, options: `${options}${bind}`, ...known, uuid: uuids.get(device) ?? "N/A" };
  });
  return { mounts };
}

/** Mount points that show a part of a file system only. */
function boundMounts(text: string): Set<string> {
  const words = text.split("\n").map((line) => line.split(" "));
  return new Set(words.filter(([, , , root = "/"]) => root !== "/").map(([, , , , mount = ""]) => mount));
}

const FORMS = "Unknown|Other|Unknown|Desktop|Low Profile Desktop|Pizza Box|Mini Tower|Tower|Portable|Laptop|Notebook|" +
  "Hand Held|Docking Station|All In One|Sub Notebook|Space-saving|Lunch Box|Main Server Chassis|Expansion Chassis|" +
  "Sub Chassis|Bus Expansion Chassis|Peripheral Chassis|RAID Chassis|Rack Mount Chassis|Sealed-case PC|Multi-system|" +
  "CompactPCI|AdvancedTCA|Blade|Blade Enclosure|Tablet|Convertible|Detachable|IoT Gateway|Embedded PC|Mini PC|Stick PC";
const PRODUCT =
  "bios_date bios_vendor bios_version board_asset_tag board_name board_serial board_vendor board_version " +
  "chassis_asset_tag chassis_serial chassis_vendor chassis_version product_name product_serial product_uuid product_version";

/** What the firmware says of the machine; NA for what it does not say. */
export function productFacts(fields: Fields): JsonObject {
  const dmi = (name: string) => fields.raw(`dmi.${name}`) || "NA";
  const type = dmi("chassis_type");
  const form = type === "NA" ? type : FORMS.split("|")[Number(type)] ?? `unknown (${type})`;
  const told = PRODUCT.split(" ").map((name) => [name, dmi(name)]);
  return { ...Object.fromEntries(told), form_factor: form, system_vendor: dmi("sys_vendor") };
}
