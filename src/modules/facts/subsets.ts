// What a gather_subset asks for: Ansible's collectors, their other names, and which needs which.

/** A collector's other names; what else it brings along. */
interface Collector {
  names?: string[];
  needs?: string[];
}

const COLLECTORS: Record<string, Collector> = {
  apparmor: {},
  caps: { names: ["system_capabilities", "system_capabilities_enforced"] },
  chroot: { names: ["is_chroot"] },
  cmdline: {},
  date_time: {},
  distribution: {
    names: ["distribution_major_version", "distribution_release", "distribution_version", "os_family"],
  },
  dns: {},
  env: {},
  facter: {},
  fibre_channel_wwn: {},
  fips: {},
  hardware: {
    names: ["devices", "mounts", "processor", "processor_cores", "processor_count"],
    needs: ["platform"],
  },
  iscsi: {},
  loadavg: {},
  local: {},
  lsb: {},
  network: {
    names: ["all_ipv4_addresses", "all_ipv6_addresses", "default_ipv4", "default_ipv6", "interfaces"],
    needs: ["distribution", "platform"],
  },
  nvme: {},
  ohai: {},
  pkg_mgr: { needs: ["distribution"] },
  platform: {
    names: ["architecture", "kernel", "kernel_version", "machine", "machine_id", "python_version", "system"],
  },
  python: {},
  selinux: {},
  service_mgr: { needs: ["distribution", "platform"] },
  ssh_pub_keys: {
    names: [
      "ssh_host_key_dsa_public",
      "ssh_host_key_ecdsa_public",
      "ssh_host_key_ed25519_public",
      "ssh_host_key_rsa_public",
      "ssh_host_pub_keys",
    ],
  },
  user: {
    names: [
      "effective_group_ids",
      "effective_user_id",
      "real_user_id",
      "user_dir",
      "user_gecos",
      "user_gid",
      "user_id",
      "user_shell",
      "user_uid",
    ],
  },
  virtual: {
    names: ["virtualization_role", "virtualization_tech_guest", "virtualization_tech_host", "virtualization_type"],
  },
};

const KNOWN = Object.entries(COLLECTORS);
const NAMES: string[] = KNOWN.flatMap(([name, { names = [] }]) => [name, ...names]);

const MINIMAL = "apparmor caps cmdline date_time distribution dns env fips local lsb pkg_mgr platform python selinux " +
  "service_mgr ssh_pub_keys user";

/** Words that a gather_subset may hold, `!` aside. */
export const SUBSETS: string[] = ["all", "min", ...NAMES.toSorted()];

/**
 * The collectors that a gather_subset comes to, as Ansible reads it: `min` comes always and what is named besides it, `all` is
 * everything; `!name` takes away, but nothing that is named elsewhere.
 */
export function collectorsOf(subset: readonly string[]): Set<string> {
  const minimal = MINIMAL.split(" ");
  const given = subset.length === 0 ? ["all"] : subset;
  const added = new Set(minimal);
  const left = new Set<string>();
  const named = new Set<string>();
  for (const word of given) {
    const name = word.replace(/^!/, "");
    if (word === "min") continue;
    if (word === "all") NAMES.forEach((each) => added.add(each));
    else if (word === "!min") minimal.forEach((each) => left.add(each));
    else if (word === "!all") NAMES.filter((each) => !minimal.includes(each)).forEach((each) => left.add(each));
    else if (word.startsWith("!")) [name, ...otherNames(name)].forEach((each) => left.add(each));
    else {
      named.add(name);
      added.add(name);
    }
  }
  const wanted = [...added].filter((name) => named.has(name) || !left.has(name));
  const collectors = KNOWN.filter(([name, { names = [] }]) => [name, ...names].some((each) => wanted.includes(each)));
  return new Set(collectors.flatMap(([name, { needs = [] }]) => [name, ...needs]));
}

function otherNames(name: string): string[] {
  return Object.hasOwn(COLLECTORS, name) ? COLLECTORS[name]?.names ?? [] : [];
}
