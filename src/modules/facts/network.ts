// Interfaces and addresses of a host.
import type { JsonObject } from "../../model/json.ts";
import type { Fields } from "../fields.ts";

const TYPES: Record<string, string> = {
  "1": "ether",
  "32": "infiniband",
  "512": "ppp",
  "772": "loopback",
  "65534": "tunnel",
};

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

/** interfaces, one dictionary for each, the default ones, all addresses, and name servers. */
export function networkFacts(fields: Fields): JsonObject {
  const addresses = (fields.line("addresses") ?? "").split("\n").map(addressOf).filter((found) => found !== undefined);
  const interfaces = new Map<string, JsonObject>();
  for (const line of fields.all("interface")) {
    const [device = "", mac = "", mtu = "", state = "", type = "", flags = "", speed = ""] = line.split("|");
    const kind = fields.all("bridge").includes(device)
      ? "bridge"
      : fields.all("bonding").includes(device)
      ? "bonding"
      : TYPES[type];
    interfaces.set(device, {
      device,
      ...(mac === "" || /^00:00:00:00:00:00$/.test(mac) ? {} : { macaddress: mac }),
      mtu: Number(mtu),
      active: state !== "down",
      ...(kind === undefined ? {} : { type: kind }),
      promisc: (Number(flags) & 0x100) !== 0,
      ...(/^-?\d+$/.test(speed) ? { speed: Number(speed) } : {}),
      ...ownAddresses(addresses.filter((address) => address.device === device)),
    });
  }
  const told = (family: Address["family"], loopback: RegExp) =>
    addresses.filter((found) => found.family === family && !loopback.test(found.address)).map((found) => found.address);
  return {
    interfaces: [...interfaces.keys()],
    ...Object.fromEntries([...interfaces].map(([name, facts]) => [name.replaceAll(/[:-]/g, "_"), facts])),
    all_ipv4_addresses: told("inet", /^127\./),
    all_ipv6_addresses: told("inet6", /^::1$/),
    default_ipv4: defaultRoute(fields.line("route4"), interfaces, addresses),
    default_ipv6: defaultRoute(fields.line("route6"), interfaces, addresses),
    dns: nameServers(fields.line("/etc/resolv.conf") ?? ""),
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

function nameServers(text: string): JsonObject {
  const words = (name: string) =>
    [...text.matchAll(new RegExp(`^${name}\\s+(.*)$`, "gm"))].map(([, rest = ""]) => rest.trim());
  const search = words("search").at(-1)?.split(/\s+/);
  return { nameservers: words("nameserver"), ...(search === undefined ? {} : { search }) };
}
