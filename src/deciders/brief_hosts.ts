// The hosts of a brief, and what is kept in mind beside them.
import type { Json, JsonObject } from "../model/json.ts";
import type { State } from "../model/resource.ts";
import type { BriefHost } from "../ports/decider.ts";
import { PARTS } from "./brief_limits.ts";
import { data, names, quoted } from "./fence.ts";
import { outline } from "./outline.ts";
import { within } from "./within.ts";

/** One line a host: its groups, how it is entered, and those of its facts that decisions hang on. */
export function hostsText(hosts: readonly BriefHost[]): string {
  if (hosts.length === 0) return "There are none.";
  return within(hosts.map(hostLine), PARTS.hosts, "hosts");
}

function hostLine({ name, address, user, groups, facts }: BriefHost): string {
  const parts = [
    groups.length === 0 ? "" : `groups ${names(groups.slice(0, 20))}`,
    address === undefined || address === name ? "" : `address ${quoted(address, 200)}`,
    user === undefined ? "" : `user ${quoted(user, 200)}`,
    facts === undefined ? "nobody has gathered its facts" : `facts ${quoted(factsLine(facts))}`,
  ];
  return `- ${quoted(name, 200)}: ${parts.filter((part) => part !== "").join("; ")}`;
}

/** Facts with and without Ansible's prefix. */
function factsLine(facts: JsonObject): string {
  const of = (name: string): Json | undefined => facts[`ansible_${name}`] ?? facts[name];
  const text = (name: string): string => {
    const value = of(name);
    return typeof value === "string" || typeof value === "number" ? String(value) : "";
  };
  const addresses = [of("all_ipv4_addresses"), of("all_ipv6_addresses")].flatMap((list) =>
    Array.isArray(list) ? list : []
  );
  const told = [
    [text("distribution"), text("distribution_version"), text("distribution_release")].filter((each) => each !== "")
      .join(" "),
    ...["os_family", "kernel", "architecture", "pkg_mgr", "service_mgr", "python_version", "virtualization_type"]
      .map((name) => text(name) === "" ? "" : `${name} ${text(name)}`),
    text("processor_vcpus") === "" ? "" : `${text("processor_vcpus")} CPUs`,
    text("memtotal_mb") === "" ? "" : `${text("memtotal_mb")} MB memory`,
    text("memfree_mb") === "" ? "" : `${text("memfree_mb")} MB free`,
    addresses.length === 0 ? "" : `addresses ${addresses.slice(0, 8).map(String).join(" ")}`,
  ];
  return told.filter((each) => each !== "").join(", ");
}

/** What was made by earlier decisions of this loop; empty where there is nothing. */
export function stateText({ resources, hosts }: State): string {
  const lines = [
    ...resources.map(({ name, data: of }) => `- resource ${quoted(name, 200)}\n${data(outline(of, 400), 40)}`),
    ...hosts.map(({ name, groups, vars }) =>
      `- added host ${quoted(name, 200)}${groups.length === 0 ? "" : `, groups ${names(groups)}`}\n${
        data(outline(vars, 400), 20)
      }`
    ),
  ];
  return lines.length === 0 ? "" : within(lines, PARTS.state, "of these");
}
