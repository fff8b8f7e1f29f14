// The registry: the modules there are, by the names that tasks call them by.
import type { JsonObject } from "../model/json.ts";
import type { Module, Modules, Problem } from "../ports/module.ts";
import { nearest } from "../templates/nearest.ts";
import { addHostModule } from "./add_host.ts";
import { apkModule } from "./apk.ts";
import { aptModule } from "./apt.ts";
import { aptRepositoryModule } from "./apt_repository.ts";
import { archiveModule } from "./archive.ts";
import { assembleModule } from "./assemble.ts";
import { assertModule } from "./assert.ts";
import { authorizedKeyModule } from "./authorized_key.ts";
import { blockinfileModule } from "./blockinfile.ts";
import { commandModule } from "./command.ts";
import { copyModule } from "./copy.ts";
import { cronModule } from "./cron.ts";
import { debugModule } from "./debug.ts";
import { dnfModule } from "./dnf.ts";
import { failModule } from "./fail.ts";
import { fetchModule } from "./fetch.ts";
import { fileModule } from "./file.ts";
import { findModule } from "./find.ts";
import { getUrlModule } from "./get_url.ts";
import { getentModule } from "./getent.ts";
import { gitModule } from "./git.ts";
import { groupModule } from "./group.ts";
import { groupByModule } from "./group_by.ts";
import { hostnameModule } from "./hostname.ts";
import { includeVarsModule } from "./include_vars.ts";
import { iniFileModule } from "./ini_file.ts";
import { knownHostsModule } from "./known_hosts.ts";
import { lineinfileModule } from "./lineinfile.ts";
import { mountModule } from "./mount.ts";
import { packageModule } from "./package.ts";
import { packageFactsModule } from "./package_facts.ts";
import { parse } from "./frame/parameters.ts";
import { pauseModule } from "./pause.ts";
import { pingModule } from "./ping.ts";
import { rawModule } from "./raw.ts";
import { rebootModule } from "./reboot.ts";
import { replaceModule } from "./replace.ts";
import { scriptModule } from "./script.ts";
import { serviceModule } from "./service.ts";
import { serviceFactsModule } from "./service_facts.ts";
import { setFactModule } from "./set_fact.ts";
import { setupModule } from "./setup.ts";
import { shellModule } from "./shell.ts";
import { slurpModule } from "./slurp.ts";
import { statModule } from "./stat.ts";
import { sysctlModule } from "./sysctl.ts";
import { systemdModule } from "./systemd.ts";
import { sysvinitModule } from "./sysvinit.ts";
import { tempfileModule } from "./tempfile.ts";
import { templateModule } from "./template.ts";
import { unarchiveModule } from "./unarchive.ts";
import { uriModule } from "./uri.ts";
import { userModule } from "./user.ts";
import { waitForConnectionModule } from "./wait_for_connection.ts";
import { waitForModule } from "./wait_for.ts";

const MAKERS: Record<string, () => Module> = {
  add_host: addHostModule,
  apk: apkModule,
  apt: aptModule,
  apt_repository: aptRepositoryModule,
  archive: archiveModule,
  assemble: assembleModule,
  assert: assertModule,
  authorized_key: authorizedKeyModule,
  blockinfile: blockinfileModule,
  command: commandModule,
  copy: copyModule,
  cron: cronModule,
  debug: debugModule,
  dnf: dnfModule,
  fail: failModule,
  fetch: fetchModule,
  file: fileModule,
  find: findModule,
  get_url: getUrlModule,
  getent: getentModule,
  git: gitModule,
  group: groupModule,
  group_by: groupByModule,
  hostname: hostnameModule,
  include_vars: includeVarsModule,
  ini_file: iniFileModule,
  known_hosts: knownHostsModule,
  lineinfile: lineinfileModule,
  mount: mountModule,
  package: packageModule,
  package_facts: packageFactsModule,
  pause: pauseModule,
  ping: pingModule,
  raw: rawModule,
  reboot: rebootModule,
  replace: replaceModule,
  script: scriptModule,
  service: serviceModule,
  service_facts: serviceFactsModule,
  set_fact: setFactModule,
  setup: setupModule,
  shell: shellModule,
  slurp: slurpModule,
  stat: statModule,
  sysctl: sysctlModule,
  systemd: systemdModule,
  sysvinit: sysvinitModule,
  tempfile: tempfileModule,
  template: templateModule,
  unarchive: unarchiveModule,
  uri: uriModule,
  user: userModule,
  wait_for: waitForModule,
  wait_for_connection: waitForConnectionModule,
};

/** Other names that Ansible users write. */
const ALIASES: ReadonlyMap<string, string> = new Map(Object.entries({
  "ansible.posix.mount": "mount",
  "ansible.posix.authorized_key": "authorized_key",
  "ansible.posix.sysctl": "sysctl",
  "community.general.ini_file": "ini_file",
  "community.general.archive": "archive",
  "community.general.apk": "apk",
  yum: "dnf",
  dnf5: "dnf",
  gather_facts: "setup",
  systemd_service: "systemd",
}));

/** All modules by their names; each is made when it is first asked for. */
export function modules(): Modules {
  const made = new Map<string, Module>();
  const get = (name: string): Module | undefined => {
    const known = ownName(name);
    const maker = Object.hasOwn(MAKERS, known) ? MAKERS[known] : undefined;
    if (maker === undefined) return undefined;
    const module = made.get(known) ?? maker();
    made.set(known, module);
    return module;
  };
  return {
    names: () => Object.keys(MAKERS),
    get,
    problems(name, params: JsonObject, templated): Problem[] {
      const module = get(name);
      if (module === undefined) return [{ parameter: null, message: unknownModule(name) }];
      return parse(module.doc, params, { templated }).problems;
    },
    learn: () => Promise.resolve(false),
    list: () =>
      Promise.resolve({
        modules: Object.keys(MAKERS).map((name) => ({ name, summary: get(name)?.doc.summary ?? "", from: "native" })),
      }),
  };
}

/** What a module is called here, whatever a task calls it. */
function ownName(name: string): string {
  const short = name.replace(/^ansible\.(builtin|legacy)\./, "");
  return ALIASES.get(short) ?? short;
}

function unknownModule(name: string): string {
  const short = ownName(name);
  if (TO_COME.has(short)) {
    return `The module '${name}' is not built yet: write "command" with "creates", "removes" or "changed_when"`;
  }
  const near = nearest(short, Object.keys(MAKERS));
  return `There is no module '${name}'${
    near === undefined ? ": `modules` lists those there are" : `: did you mean '${near}'?`
  }`;
}

/** Ansible's own modules that are not there yet: no other name is meant by them. */
const TO_COME = new Set(
  ("apt_key async_status deb822_repository debconf docker_container dpkg_selections expect firewalld iptables mount_facts pip " +
    "rpm_key set_stats subversion synchronize timezone ufw yum_repository").split(" "),
);
