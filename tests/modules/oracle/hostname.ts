// Scenarios of hostname. A host name belongs to a room; systemd's hostnamectl has a stand-in there.
import type { Scenario, Suite } from "./scenario.ts";

const STAND_IN = Deno.readTextFileSync(new URL("../stand_ins/hostnamectl", import.meta.url));
const SYSTEMD = "mkdir -p /run/systemd/system; ";
const OLD = "hostname old; echo old >/etc/hostname; ";
const call = (name: string, params: Record<string, string>, more: Partial<Scenario> = {}): Scenario => ({
  name: `hostname ${name}`,
  params: { name: "new", ...params },
  ...more,
});
const file = (path: string, text: string) =>
  `mkdir -p ${path.slice(0, path.lastIndexOf("/"))}; printf '${text}' >${path}; `;
const WRITES = { changed: true, failed: false };

/** What the host makes of its new name shows when it has it. */
const FACTS = ["ansible_facts"];

const scenarios: Scenario[] = [
  call("writes Debian's file", {}, { before: OLD }),
  call("leaves Debian's file", {}, { before: "hostname other; echo new >/etc/hostname" }),
  call("makes Debian's file", {}, { before: "rm /etc/hostname" }),
  call("keeps mode and owner", {}, { before: `${OLD}chmod 600 /etc/hostname; chown 1:2 /etc/hostname` }),
  call("writes where a link leads", {}, { before: "rm /etc/hostname; echo old >t; ln -s /ground/t /etc/hostname" }),
  call("writes into a file that is a mount", {}, { before: "echo old >t; mount --bind t /etc/hostname" }),
  call("takes a name with a domain", { name: "new.example.org" }, { before: OLD }),
  call("is told by systemd", {}, { guessed: FACTS, before: SYSTEMD + OLD }),
  call("sets systemd's name for good", {}, { before: `${SYSTEMD}hostname new; echo old >/etc/hostname` }),
  call("sets systemd's name for now", {}, {
    guessed: FACTS,
    before: `${SYSTEMD}hostname old; echo new >/etc/hostname`,
  }),
  call("leaves systemd's names", {}, { before: `${SYSTEMD}hostname new; echo new >/etc/hostname` }),
  call("uses systemd", { use: "systemd" }, { guessed: FACTS, before: OLD }),
  call("uses Debian's, which is systemd", { use: "debian" }, { guessed: FACTS, before: OLD }),
  call("does not set a name that is too long", { name: "n".repeat(65) }, {
    before: SYSTEMD + OLD,
    differs: { why: "check mode says so, too", check: { failed: true, changed: false } },
  }),
  call("is refused by systemd", { name: "a_b" }, { before: SYSTEMD + OLD, alike: [], blind: "hostnamectl says so" }),
  call("uses Red Hat's", { use: "redhat" }, {
    before: file("/etc/sysconfig/network", "NETWORKING=yes\\nHOSTNAME=old\\nA=b\\n"),
  }),
  call("leaves Red Hat's", { use: "redhat" }, { before: file("/etc/sysconfig/network", "HOSTNAME = new \\n") }),
  call("misses Red Hat's", { use: "redhat" }, { alike: [] }),
  call("misses Red Hat's line", { use: "redhat" }, { before: file("/etc/sysconfig/network", "A=b\\n"), alike: [] }),
  call("uses Suse's", { use: "sles" }, { before: file("/etc/HOSTNAME", "old\\n") }),
  call("makes Suse's", { use: "sles" }),
  call("uses Gentoo's", { use: "openrc" }, { before: file("/etc/conf.d/hostname", '# c\\nhostname="old"\\n') }),
  call("leaves Gentoo's", { use: "openrc" }, { before: file("/etc/conf.d/hostname", 'hostname="new"\\n') }),
  call("makes Gentoo's", { use: "openrc" }, {
    before: "mkdir -p /etc/conf.d",
    alike: [],
    differs: { why: "Ansible writes a file without the name, and then breaks", again: { failed: false }, tree: true },
  }),
  call("uses FreeBSD's", { use: "freebsd" }, {
    guessed: FACTS,
    before: file("/etc/rc.conf.d/hostname", 'hostname="old"\\n') + OLD,
  }),
  call("makes FreeBSD's", { use: "freebsd" }, { guessed: FACTS, before: `mkdir -p /etc/rc.conf.d; ${OLD}` }),
  call("sets FreeBSD's for now", { use: "freebsd" }, {
    guessed: FACTS,
    before: file("/etc/rc.conf.d/hostname", 'hostname="new"\\n') + OLD,
  }),
  call("uses OpenBSD's", { use: "openbsd" }, { before: file("/etc/myname", "old\\n") }),
  call("uses Alpine's", { use: "alpine" }, {
    before: OLD,
    guessed: FACTS,
    differs: {
      why: "Ansible puts the old name into force before it writes the new one",
      run: { "ansible_facts.ansible_fqdn": "new" },
      again: { "ansible_facts.ansible_fqdn": "new" },
      tree: true,
    },
  }),
  call("sets the kernel's name", { use: "generic" }, {
    before: OLD,
    alike: [],
    guessed: FACTS,
    differs: {
      why: "generic is not written in Ansible",
      check: WRITES,
      run: WRITES,
      again: { failed: false },
      tree: true,
    },
  }),
];

/** What hostname is asked. */
export const suite: Suite = {
  atLeast: 28,
  alike: [
    ...["msg", "name", "ansible_facts.ansible_hostname", "ansible_facts.ansible_nodename"],
    ...["ansible_facts.ansible_fqdn", "ansible_facts.ansible_domain"],
  ],
  room: {
    prepare:
      `cat >/usr/bin/hostnamectl <<'END'\n${STAND_IN}END\nchmod 755 /usr/bin/hostnamectl; [ -e /usr/bin/systemctl ] || ` +
      "{ printf '#!/bin/sh\\n' >/usr/bin/systemctl; chmod 755 /usr/bin/systemctl; }",
    ignore: ["^/run/"],
    describe: "hostname; cat /etc/hostname",
  },
  scenarios,
};
