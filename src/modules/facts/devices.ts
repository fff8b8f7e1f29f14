// Block devices of a host: what they are, their partitions, and the names that lead to them.
import type { JsonObject } from "../../model/json.ts";
import type { Fields } from "../scripts/fields.ts";

/** Names of devices by folder, and what each leads to. */
type Links = Record<"ids" | "uuids" | "labels" | "masters", Map<string, string[]>>;

const FOLDERS: Record<string, keyof Links> = {
  "/dev/disk/by-id": "ids",
  "/dev/disk/by-uuid": "uuids",
  "/dev/disk/by-label": "labels",
};

/** devices and device_links. */
export function deviceFacts(fields: Fields): JsonObject {
  const links = linksOf(fields);
  const of = (device: string) =>
    Object.fromEntries(Object.entries(links).map(([kind, names]) => [kind, (names.get(device) ?? []).toSorted()]));
  const hosts = pciNames(fields);
  const partitions = fields.all("partition").map((line) => line.split("|"));
  const devices = fields.all("device").map((line) => {
    const [name = "", removable, discard, vendor, model, address, handle, serial, rotational, scheduler, ...sizes] =
      line
        .split("|");
    const [sectors, sectorsize] = sizes;
    const wwn = links.ids.get(name)?.findLast((id) => id.startsWith("wwn-"));
    const own = partitions.filter(([device]) => device === name);
    return [name, {
      virtual: 1,
      links: of(name),
      vendor: orNull(vendor),
      model: orNull(model),
      sas_address: orNull(address),
      sas_device_handle: orNull(handle),
      ...(serial?.trim() ? { serial: serial.trim() } : {}),
      removable: orNull(removable),
      support_discard: orNull(discard),
      ...(wwn === undefined ? {} : { wwn: wwn.slice("wwn-".length) }),
      partitions: Object.fromEntries(own.map(([, part = "", start = "", size = ""]) => [part, {
        links: of(part),
        start: start || 0,
        sectors: size || 0,
        // A partition has no queue of its own.
        sectorsize: 512,
        size: humanSize(Number(size) * 512),
        uuid: links.uuids.get(part)?.[0] ?? null,
        holders: holders(fields, part),
      }])),
      rotational: orNull(rotational),
      scheduler_mode: /\[(.*)\]/.exec(scheduler ?? "")?.[1] ?? "",
      sectors: sectors || 0,
      sectorsize: sectorsize || 512,
      size: humanSize(Number(sectors) * 512),
      host: hosts.get(name) ?? "",
      holders: holders(fields, name),
    }];
  });
  const plain = (names: Map<string, string[]>) =>
    Object.fromEntries([...names].map(([device, found]) => [device, found.toSorted()]));
  const device_links = Object.fromEntries(Object.entries(links).map(([kind, names]) => [kind, plain(names)]));
  return { device_links, devices: Object.fromEntries(devices) };
}

function orNull(text: string | undefined): string | null {
  return text?.trim() || null;
}

/** Paths of devices to the UUIDs of the file systems on them. */
export function deviceUuids(fields: Fields): Map<string, string> {
  const { uuids } = linksOf(fields);
  const mapped = listedLinks(fields.raw("links") ?? "").get("/dev/mapper") ?? [];
  const named = mapped.map(({ name, target }) => [`/dev/mapper/${name}`, uuids.get(target)?.[0]] as const);
  const plain = [...uuids].map(([device, [uuid]]) => [`/dev/${device}`, uuid] as const);
  return new Map([...plain, ...named].flatMap(([path, uuid]) => uuid === undefined ? [] : [[path, uuid]]));
}

function linksOf(fields: Fields): Links {
  const links: Links = { ids: new Map(), uuids: new Map(), labels: new Map(), masters: new Map() };
  const add = (kind: keyof Links, device: string, name: string) =>
    links[kind].set(device, [...links[kind].get(device) ?? [], name]);
  for (const [folder, found] of listedLinks(fields.raw("links") ?? "")) {
    const kind = FOLDERS[folder];
    if (kind !== undefined) { for (const { name, target } of found) add(kind, target, name); }
  }
  for (const path of fields.all("relation")) {
    const [, master, device] = /^\/sys\/block\/([^/]+)\/slaves\/([^/|]+)/.exec(path) ?? [];
    if (master !== undefined && device !== undefined) add("masters", device, master);
  }
  return links;
}

/** Links in a listing of folders (`ls -l`), with the last part of what each leads to. */
function listedLinks(listing: string): Map<string, { name: string; target: string }[]> {
  const found = new Map<string, { name: string; target: string }[]>();
  let folder = "";
  for (const line of listing.split("\n")) {
    const head = /^(\/.*):$/.exec(line)?.[1];
    if (head !== undefined) folder = head;
    const link = /^l\S+\s+\d+\s+\S+\s+\S+\s+\d+\s+\S+\s+\S+\s+\S+ (.*) -> (.*)$/.exec(line);
    if (link === null) continue;
    const target = link[2]?.split("/").at(-1) ?? "";
    found.set(folder, [...found.get(folder) ?? [], { name: link[1] ?? "", target }]);
  }
  return found;
}

/** What the device mapper has made of a device. */
function holders(fields: Fields, device: string): string[] {
  return fields.all("relation").flatMap((line) => {
    const [path = "", name = ""] = line.split("|");
    const [, of, holder] = /\/([^/]+)\/holders\/(dm-[^/]+)$/.exec(path) ?? [];
    return of === device && holder !== undefined ? [name || holder] : [];
  });
}

/** Devices to the names of their PCI slots' cards. */
function pciNames(fields: Fields): Map<string, string> {
  const cards = new Map(
    (fields.line("lspci") ?? "").split("\n").map((line) => [line.split(" ")[0] ?? "", line.replace(/^\S+ /, "")]),
  );
  const found = [...(fields.raw("pci") ?? "").matchAll(/ (\S+) -> (\S+)$/gm)].flatMap(([, name = "", path = ""]) => {
    const slot = /^.+\/([a-f0-9]{4}:[a-f0-9]{2}:[0|1][a-f0-9]\.[0-7])\//.exec(path)?.[1];
    const card = slot === undefined ? undefined : cards.get(slot);
    return card === undefined ? [] : [[name, card] as const];
  });
  return new Map(found);
}

/** Python's bytes_to_human. */
function humanSize(bytes: number): string {
  const size = Number.isFinite(bytes) ? bytes : 0;
  const units = ["Bytes", "KB", "MB", "GB", "TB", "PB", "EB"];
  const power = Math.min(units.length - 1, size < 1024 ? 0 : Math.floor(Math.log2(size) / 10));
  return `${(size / 1024 ** power).toFixed(2)} ${units[power]}`;
}

/** lvm: groups, volumes and disks, for root where LVM's programs are there. */
export function lvmFacts(fields: Fields): JsonObject {
  if (fields.raw("vgs") === undefined) return { lvm: "N/A" };
  const rows = (program: string) =>
    (fields.line(program) ?? "").split("\n").map((line) => line.trim().split(",")).filter(([name]) => name !== "");
  const vgs = rows("vgs").map((row) => [
    row[0] ?? "",
    { size_g: row.at(-2) ?? "", free_g: row.at(-1) ?? "", num_lvs: row[2] ?? "", num_pvs: row[1] ?? "" },
  ]);
  const lvs = rows("lvs").map((row) => [row[0] ?? "", { size_g: row[3] ?? "", vg: row[1] ?? "" }]);
  const pvs = rows("pvs").map((
    row,
  ) => [row[0] ?? "", { size_g: row[4] ?? "", free_g: row[5] ?? "", vg: row[1] ?? "" }]);
  return {
    lvm: { lvs: Object.fromEntries(lvs), vgs: Object.fromEntries(vgs), pvs: Object.fromEntries(pvs) },
  };
}
