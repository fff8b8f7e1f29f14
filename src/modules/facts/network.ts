// Interfaces and addresses of a host.
import type { JsonObject } from "../../model/json.ts";
import type { Fields } from "../scripts/fields.ts";

const TYPES = new Map(Object.entries({
  "1": "ether",
  "32": "infiniband",
  "512": "ppp",
  "772": "loopback",
  "65534": "tunnel",
}));

/** One address of an interface, as `ip -o addr` has it. */
interface Address {
  device: string;
  family: "inet" | "inet6";
  address: string;
  prefix: string;
  broadcast: string;
  scope: string;
  secondary: boolean;
}

/** interfaces, one dictionary for each, the default ones, and all addresses. */
export function networkFacts(fields: Fields): JsonObject {
  const addresses = (fields.line("addresses") ?? "").split("\n").map(addressOf).filter((found) => found !== undefined);
  const interfaces = new Map<string, JsonObject>();
  const links = new Map(
    [...(fields.raw("netlinks") ?? "").matchAll(/ \/sys\/class\/net\/(\S+) -> (.*)$/gm)]
      .map(([, name = "", target = ""]) => [name, target.split("/").at(-1) ?? ""]),
  );
  for (const line of fields.all("interface")) {
    const [device = "", mac = "", mtu = "", state = "", type = "", flags = "", speed = ""] = line.split("|");
    interfaces.set(device, {
      device,
      ...(mac === "" || /^00:00:00:00:00:00$/.test(mac) ? {} : { macaddress: mac }),
      mtu: Number(mtu),
      active: state !== "down",
      type: TYPES.get(type) ?? "unknown",
      promisc: (Number(flags) & 0x100) !== 0,
      ...(/^-?\d+$/.test(speed) ? { speed: Number(speed) } : {}),
      ...told("pciid", links.get(`${device}/device`)),
      ...told("module", links.get(`${device}/device/driver/module`)),
      ...joined(fields, device),
      ...ownAddresses(addresses.filter((address) => address.device === device)),
    });
  }
  const all = (family: Address["family"], loopback: RegExp) =>
    addresses.filter((found) => found.family === family && !loopback.test(found.address)).map((found) => found.address);
  return {
    interfaces: [...interfaces.keys()],
    ...Object.fromEntries([...interfaces].map(([name, facts]) => [name.replaceAll(/[:-]/g, "_"), facts])),
    all_ipv4_addresses: all("inet", /^127\./),
    all_ipv6_addresses: all("inet6", /^::1$/),
    default_ipv4: defaultRoute(fields.line("route4"), interfaces, addresses),
    default_ipv6: defaultRoute(fields.line("route6"), interfaces, addresses),
  };
}

function told(name: string, value: string | undefined): JsonObject {
  return value === undefined || value === "" ? {} : { [name]: value };
}

/** What a bridge or a bond joins, and a part of a bond has been. */
function joined(fields: Fields, device: string): JsonObject {
  const found = (name: string) =>
    fields.all(name).map((line) => line.split("|")).find(([own]) => own === device)?.slice(1);
  const [bridge, bond, [address] = []] = [found("bridge"), found("bonding"), found("perm_hwaddr")];
  const words = (text = "") => text.split(/\s+/).filter((word) => word !== "");
  return {
    ...(bridge === undefined
      ? {}
      : { type: "bridge", id: bridge[0] ?? "", stp: bridge[1] === "1", interfaces: words(bridge[2]) }),
    ...(bond === undefined ? {} : {
      type: "bonding",
      slaves: words(bond[0]),
      mode: words(bond[1])[0] ?? "",
      miimon: words(bond[2])[0] ?? "",
      lacp_rate: words(bond[3])[0] ?? "",
      ...(bond[4] ? { primary: bond[4], all_slaves_active: bond[5] === "1" } : {}),
    }),
    ...told("perm_macaddress", address),
  };
}

function addressOf(line: string): Address | undefined {
  const match = /^\d+:\s+(\S+?)(?:@\S+)?\s+(inet6?)\s+([^\s/]+)(?:\/(\d+))?(.*)$/.exec(line);
  if (match === null) return undefined;
  const [, device = "", family = "", address = "", prefix, rest = ""] = match;
  return {
    device,
    family: family === "inet" ? "inet" : "inet6",
    address,
    prefix: prefix ?? (family === "inet" ? "32" : "128"),
    broadcast: /\bbrd (\S+)/.exec(rest)?.[1] ?? "",
    scope: /\bscope (\S+)/.exec(rest)?.[1] ?? "",
    secondary: /\bsecondary\b/.test(rest),
  };
}

function ownAddresses(own: Address[]): JsonObject {
  const four = own.filter((found) => found.family === "inet").map(ipv4);
  const six = own.filter((found) => found.family === "inet6")
    .map(({ address, prefix, scope }) => ({ address, prefix, scope }));
  const [first, ...others] = four;
  return {
    ...(first === undefined ? {} : { ipv4: first }),
    ...(others.length === 0 ? {} : { ipv4_secondaries: others }),
    ...(six.length === 0 ? {} : { ipv6: six }),
  };
}

function ipv4({ address, prefix, broadcast }: Address): JsonObject {
  const bits = Number(prefix);
  const mask = bits === 0 ? 0 : (0xffffffff << (32 - bits)) >>> 0;
  const number = address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
  return { address, broadcast, netmask: dotted(mask), network: dotted((number & mask) >>> 0), prefix };
}

function dotted(number: number): string {
  return [24, 16, 8, 0].map((shift) => (number >>> shift) & 0xff).join(".");
}

/** The interface that the way out goes through; an empty dictionary where there is none. */
function defaultRoute(
  route: string | undefined,
  interfaces: Map<string, JsonObject>,
  addresses: Address[],
): JsonObject {
  const device = /\bdev (\S+)/.exec(route ?? "")?.[1];
  const address = /\bsrc (\S+)/.exec(route ?? "")?.[1];
  const gateway = /\bvia (\S+)/.exec(route ?? "")?.[1];
  if (device === undefined || address === undefined) return {};
  const own = addresses.find((found) => found.device === device && found.address === address);
  const { macaddress, mtu, type } = interfaces.get(device) ?? {};
  const details: JsonObject = own === undefined
    ? { address }
    : own.family === "inet"
    ? { ...ipv4(own), alias: device }
    : { address, prefix: own.prefix, scope: own.scope };
  return {
    ...details,
    interface: device,
    ...(gateway === undefined ? {} : { gateway }),
    ...(macaddress === undefined ? {} : { macaddress }),
    ...(mtu === undefined ? {} : { mtu }),
    ...(type === undefined ? {} : { type }),
  };
}

/** dns, as resolv.conf has it. */
export function dnsFacts(fields: Fields): JsonObject {
  const dns: JsonObject = {};
  for (const line of (fields.line("/etc/resolv.conf") ?? "").split("\n")) {
    const [word = "", ...rest] = line.trim().split(/\s+/);
    if (word === "nameserver") dns.nameservers = [...Array.isArray(dns.nameservers) ? dns.nameservers : [], ...rest];
    else if (word === "domain" && rest[0] !== undefined) dns.domain = rest[0];
    else if (word === "search" || word === "sortlist") dns[word] = rest;
    else if (word === "options") {
      const pairs = rest.map((option) => option.split(/:(.*)/s));
      dns.options = Object.fromEntries(pairs.map(([name = "", value]) => [name, value ?? true]));
    }
  }
  return { dns };
}
