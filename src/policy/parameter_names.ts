// Parameters that have several names: a rule for one of them is for all.

/** By module; each group is one parameter. */
const SAME: Record<string, readonly string[][]> = {
  add_host: [["name", "host", "hostname"], ["groups", "group", "groupname"]],
  apt: [
    ["name", "package", "pkg"],
    ["update_cache", "update-cache"],
    ["default_release", "default-release"],
    ["install_recommends", "install-recommends"],
    ["allow_unauthenticated", "allow-unauthenticated"],
    ["allow_downgrade", "allow-downgrade", "allow_downgrades", "allow-downgrades"],
  ],
  apt_repository: [["update_cache", "update-cache"]],
  assert: [["fail_msg", "msg"]],
  blockinfile: [["path", "dest", "destfile", "name"], ["block", "content"]],
  copy: [["force", "thirsty"]],
  cron: [["job", "value"], ["day", "dom"], ["weekday", "dow"]],
  dnf: [["name", "pkg"], ["update_cache", "expire-cache"]],
  file: [["path", "dest", "name"]],
  find: [["paths", "name", "path"], ["patterns", "pattern"], ["excludes", "exclude"]],
  get_url: [["url_username", "username"], ["url_password", "password"]],
  git: [["repo", "name"], ["gpg_allowlist", "gpg_whitelist"]],
  ini_file: [["path", "dest"]],
  known_hosts: [["name", "host"]],
  lineinfile: [["path", "dest", "destfile", "name"], ["line", "value"], ["regexp", "regex"]],
  mount: [["path", "name"]],
  replace: [["path", "dest", "destfile", "name"]],
  service: [["arguments", "args"]],
  slurp: [["src", "path"]],
  stat: [["path", "dest", "name"], ["get_mime", "mime", "mime_type", "mime-type"], [
    "get_attributes",
    "attr",
    "attributes",
  ], ["checksum_algorithm", "checksum", "checksum_algo"]],
  sysctl: [["name", "key"], ["value", "val"]],
  systemd: [["name", "service", "unit"], ["daemon_reload", "daemon-reload"], ["daemon_reexec", "daemon-reexec"]],
  sysvinit: [["name", "service"], ["arguments", "args"]],
  uri: [["url_username", "user"], ["url_password", "password"]],
  user: [["name", "user"], ["create_home", "createhome"]],
};

/** The other names of a module's parameter. */
export function otherNames(module: string, parameter: string): string[] {
  const groups = [...Object.hasOwn(SAME, module) ? SAME[module] ?? [] : [], ["attributes", "attr"]];
  const others = groups.filter((names) => names.includes(parameter)).flat().filter((name) => name !== parameter);
  return [...new Set(others)];
}
