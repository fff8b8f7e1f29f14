// What hostname does about a host's name, by who keeps it there.
import type { Command } from "../../model/command.ts";
import type { JsonObject } from "../../model/json.ts";
import type { ModuleResult, Plan } from "../../model/plan.ts";
import { contentDiff } from "../files/content_diff.ts";
import { FILES, type HostnameFacts } from "./hostname_probe.ts";
import type { Params } from "../frame/parameters.ts";
import { permissions } from "../files/path_facts.ts";
import { fail } from "../frame/planned.ts";
import { SBIN } from "../scripts/sbin_path.ts";
import { writeCommand } from "../files/write_file.ts";

/** Who keeps the name. */
type Keeper = "systemd" | "alpine" | "generic" | keyof typeof FILES;

const BY_DISTRIBUTION: Partial<Record<Keeper, string>> = {
  debian: "debian ubuntu kali parrot linuxmint linaro devuan raspbian uos deepin neon void pop kylin cumulus-linux",
  redhat: "rhel centos anolis cloudlinux cloudlinuxserver alinux scientific ol virtuozzo amzn altlinux eurolinux " +
    "rocky almalinux fedora",
  openrc: "gentoo",
  alpine: "alpine",
};

/** Pure: the plan. */
export function planHostname(facts: HostnameFacts, params: Params): Plan {
  const name = params.text("name") ?? "";
  const keeper = keeperOf(facts, params.text("use"));
  if (keeper === undefined) {
    const platform = facts.id === "" ? facts.system : `${facts.system} (${facts.id})`;
    return fail(`hostname module cannot be used on platform ${platform}: say with use who keeps the name there`);
  }
  const known = namesOf(facts, keeper);
  if (typeof known === "string") return fail(known);
  const { current, permanent } = known;
  const result: ModuleResult = { changed: current !== name || permanent !== name, ...told(name, facts.fqdn) };
  if (!result.changed) return { kind: "same", result };
  if (keeper === "systemd" && name.length > 64) {
    return fail("name cannot be longer than 64 characters on systemd servers, try a shorter name");
  }
  const before = name === current ? permanent : current;
  const shown = (which: string) => `hostname = ${which}\n`;
  const diff = [{ header: "hostname", before: shown(before ?? ""), after: shown(name) }];
  if (keeper === "systemd") return { kind: "change", diff, commands: byHostnamectl(known, name), result };
  const commands: Command[] = [];
  if (keeper !== "generic" && permanent !== name) {
    const file = fileOf(facts, keeper);
    const text = edited(keeper, file?.text, name);
    if (file?.text.includes("\ufffd")) {
      return fail(`${file.path.path} is no UTF-8, and would be spoilt: convert it first (iconv)`);
    }
    const path = pathOf(keeper);
    diff.push(contentDiff(path, file?.text, text));
    commands.push(...written(path, text, facts));
  }
  // Alpine's and BSD's names come into force by hand, systemd's by itself, and the others' at the next boot.
  const now = keeper === "alpine" ? ["hostname", "-F", FILES.debian] : ["hostname", name];
  if (["alpine", "generic"].includes(keeper) || (keeper === "freebsd" && current !== name)) {
    commands.push({ argv: ["sh", "-c", `${SBIN}"$@"`, "sh", ...now] });
  }
  return { kind: "change", diff, commands, result };
}

/** What is told of a name. */
export function told(name: string, fqdn: string): { name: string; ansible_facts: JsonObject } {
  return {
    name,
    ansible_facts: {
      ansible_hostname: name.split(".")[0] ?? "",
      ansible_nodename: name,
      ansible_fqdn: fqdn,
      ansible_domain: fqdn.split(".").slice(1).join("."),
    },
  };
}

function keeperOf({ system, id, version, systemd }: HostnameFacts, use: string | undefined): Keeper | undefined {
  // Ansible's name for hosts that have systemd.
  if (use === "debian") return "systemd";
  if (use !== undefined) return use as Keeper;
  if (system === "FreeBSD" || system === "NetBSD") return "freebsd";
  if (system === "OpenBSD") return "openbsd";
  if (system !== "Linux") return undefined;
  if (systemd) return "systemd";
  if (id === "sles" && Number(version) >= 10 && Number(version) <= 12) return "sles";
  const found = Object.entries(BY_DISTRIBUTION).find(([, ids]) => ids.split(" ").includes(id));
  return found?.[0] as Keeper | undefined;
}

interface Names {
  /** In force; undefined where a name is kept in a file only. */
  current?: string;
  permanent?: string;
}

/** The names there are, or a sentence that says why they cannot be known. */
function namesOf(facts: HostnameFacts, keeper: Keeper): Names | string {
  if (keeper === "systemd") {
    if (facts.refusal !== undefined) return `hostnamectl failed: ${facts.refusal}`;
    return { current: facts.transient ?? "", permanent: facts.static ?? "" };
  }
  if (keeper === "generic") return { current: facts.running, permanent: facts.running };
  const text = fileOf(facts, keeper)?.text;
  const kept = keptName(keeper, text);
  if (kept === undefined && keeper === "redhat") return `Unable to locate HOSTNAME entry in ${FILES.redhat}`;
  return { current: keeper === "freebsd" ? facts.running : kept ?? "", permanent: kept ?? "" };
}

/** Those who keep it in a file. */
type FileKeeper = Exclude<Keeper, "systemd" | "generic">;

function pathOf(keeper: FileKeeper): string {
  return FILES[keeper === "alpine" ? "debian" : keeper];
}

function fileOf({ files }: HostnameFacts, keeper: FileKeeper) {
  return files.find(({ path }) => path.path === pathOf(keeper));
}

const SETTING = { redhat: /^[ \t]*HOSTNAME[^=\n]*=(.*)/m, shell: /^[ \t]*hostname=(.*)/m };

function keptName(keeper: Keeper, text: string | undefined): string | undefined {
  if (keeper === "redhat") return SETTING.redhat.exec(text ?? "")?.[1]?.trim();
  if (keeper === "openrc" || keeper === "freebsd") {
    return SETTING.shell.exec(text ?? "")?.[1]?.trim().replace(/^(["'])(.*)\1$/, "$2");
  }
  return text?.trim();
}

function edited(keeper: Keeper, text: string | undefined, name: string): string {
  if (keeper !== "redhat" && keeper !== "openrc" && keeper !== "freebsd") return `${name}\n`;
  const [setting, line] = keeper === "redhat"
    ? [SETTING.redhat, `HOSTNAME=${name}`]
    : [SETTING.shell, `hostname="${name}"`];
  const whole = text === undefined || text === "" || text.endsWith("\n") ? text ?? "" : `${text}\n`;
  return setting.test(whole) ? whole.replace(setting, () => line) : `${whole}${line}\n`;
}

function written(file: string, text: string, facts: HostnameFacts): Command[] {
  const found = facts.files.find(({ path }) => path.path === file)?.path;
  const target = found?.followed ?? found;
  const write = writeCommand({
    dest: target?.path ?? file,
    content: new TextEncoder().encode(text),
    bits: target?.status === undefined ? 0o644 : permissions(target),
    ...(target?.status === undefined ? {} : { keep: `${target.status.uid}:${target.status.gid}` }),
    backup: false,
    // In containers the file is often a mount, which cannot be replaced.
    unsafe: true,
  });
  return found === undefined ? [{ argv: ["mkdir", "-p", "--", file.replace(/\/[^/]*$/, "")] }, write] : [write];
}

/** The name for good comes first: NetworkManager complains about one that is changed without it. */
function byHostnamectl({ current, permanent }: Names, name: string): Command[] {
  const set = (...which: string[]) => ({ argv: ["hostnamectl", ...which, "set-hostname", name] });
  return [
    ...(permanent === name ? [] : [set("--pretty", "--static")]),
    ...(current === name ? [] : [set("--transient")]),
  ];
}
