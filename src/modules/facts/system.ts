// Facts of the running system: names, kernel, clock, user, environment, services.
import type { JsonObject } from "../../model/json.ts";
import { isoSecond } from "../frame/host_time.ts";
import type { Fields } from "../scripts/fields.ts";

/** hostname, kernel, machine and their like. */
export function platformFacts(fields: Fields): JsonObject {
  const [system = "", nodename = "", kernel = "", machine = ""] = (fields.line("uname") ?? "").split(" ");
  const fqdn = fields.line("fqdn") ?? nodename;
  const bits = fields.line("bits") || (/64|s390x|alpha/.test(machine) ? "64" : "32");
  const architecture = /^i\d86$/.test(machine) ? "i386" : machine;
  return {
    system,
    nodename,
    kernel,
    kernel_version: fields.line("version") ?? "",
    machine,
    architecture,
    userspace_bits: bits,
    userspace_architecture: bits === "32" && machine === "x86_64" ? "i386" : architecture,
    hostname: nodename.split(".")[0] ?? "",
    fqdn,
    domain: fqdn.split(".").slice(1).join("."),
    machine_id: fields.line("/etc/machine-id") ?? fields.line("/var/lib/dbus/machine-id") ?? "",
  };
}

/** date_time, as the host's clock shows it. */
export function dateFacts(fields: Fields): JsonObject {
  const parts = (fields.line("date") ?? "").split("|");
  const [year = "", month = "", day = "", hour = "", minute = "", second = "", weekday = ""] = parts;
  const [number = "", week = "", epoch = "0", nanoseconds = "", tz = "", offset = ""] = parts.slice(7);
  const micro = /^\d{9}$/.test(nanoseconds) ? nanoseconds.slice(0, 6) : "000000";
  const utc = isoSecond(Number(epoch)) ?? "";
  const basic = `${year}${month}${day}T${hour}${minute}${second}`;
  return {
    date_time: {
      ...{ year, month, day, hour, minute, second, weekday },
      weekday_number: number,
      weeknumber: week,
      date: `${year}-${month}-${day}`,
      time: `${hour}:${minute}:${second}`,
      epoch,
      epoch_int: epoch,
      iso8601: utc,
      iso8601_micro: utc.replace(/Z$/, `.${micro}Z`),
      iso8601_basic: `${basic}${micro}`,
      iso8601_basic_short: basic,
      tz,
      tz_dst: summerName(fields.line("zone") ?? "") ?? tz,
      tz_offset: offset,
    },
  };
}

/** The other name of a zone of which part of the year is told in POSIX's words: `CET-1CEST,M3.5.0,…`. */
function summerName(zone: string): string | undefined {
  const name = "(<[^>]+>|[A-Za-z]+)";
  const match = new RegExp(`^${name}[-+]?[\\d:]+(?:${name}|$)`).exec(zone);
  return (match?.[2] ?? match?.[1])?.replaceAll(/[<>]/g, "");
}

/** The account that the session runs as. */
export function userFacts(fields: Fields): JsonObject {
  const told = fields.line("id") ?? "";
  const id = (name: string) => new RegExp(`(?:^| )${name}=(\\d+)`).exec(told)?.[1];
  const [ruid, rgid] = [Number(id("uid") ?? 0), Number(id("gid") ?? 0)];
  const [euid, egid] = [Number(id("euid") ?? ruid), Number(id("egid") ?? rgid)];
  const [, , uid, gid, gecos = "", home = "", shell = ""] = (fields.line("passwd") ?? "").split(":");
  return {
    user_id: /\(([^)]*)\)/.exec(told)?.[1] ?? "",
    user_uid: uid === undefined ? euid : Number(uid),
    user_gid: gid === undefined ? egid : Number(gid),
    user_gecos: gecos,
    user_dir: home,
    user_shell: shell,
    effective_user_id: euid,
    effective_group_id: egid,
    real_user_id: ruid,
    real_group_id: rgid,
  };
}

/** The session's environment, told with NULs between its entries. */
export function environmentFacts(body: string | undefined): JsonObject {
  const entries = (body ?? "").split("\0").map((entry) => /^([^=]+)=(.*)$/s.exec(entry)).filter((match) =>
    match !== null
  );
  return { env: Object.fromEntries(entries.map(([, name = "", value = ""]) => [name, value])) };
}

const INITS = new Map(Object.entries({
  procd: "openwrt_init",
  "runit-init": "runit",
  svscan: "svc",
  "openrc-init": "openrc",
}));

/** Who starts services: process 1 where it has a name of its own, else what the files say. */
export function serviceFacts(fields: Fields): JsonObject {
  const marks = fields.all("mark");
  const one = (fields.line("/proc/1/comm") ?? "").trim();
  if (one !== "" && one !== "init" && !one.endsWith("sh")) return { service_mgr: INITS.get(one) ?? one };
  if ((fields.line("uname") ?? "").startsWith("Darwin")) return { service_mgr: "launchd" };
  const found = [["/run/systemd/system", "systemd"], ["/sbin/openrc", "openrc"], ["/etc/init.d", "sysvinit"]]
    .find(([path = ""]) => marks.includes(path));
  return { service_mgr: found?.[1] ?? "service" };
}
