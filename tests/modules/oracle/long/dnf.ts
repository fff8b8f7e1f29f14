// Scenarios of dnf: the real dnf 4 of Debian's packages, in rooms with two repositories of small packages.
import { dnfGround, fetchPackages } from "../../rpm_repository.ts";
import type { Scenario, Suite } from "../scenario.ts";

const DEBS = "/tmp/ftl2-dnf-debs";
const FAILS = { guessed: ["changed"], restless: "it fails every time" };
const scenarios: Scenario[] = [
  { name: "dnf installs", params: { name: "one" } },
  { name: "dnf installs with what it needs", params: { name: ["two", "web"], state: "present" } },
  { name: "dnf leaves what is installed", before: "dnf -qy install one-1.0", params: { name: "one" } },
  {
    name: "dnf leaves an older version that is to be there",
    before: "dnf -qy install one-1.0",
    params: { name: "one-1.0" },
  },
  { name: "dnf installs the newest", before: "dnf -qy install one-1.0", params: { name: "one", state: "latest" } },
  { name: "dnf installs what is not there as the newest", params: { name: ["one", "web"], state: "latest" } },
  { name: "dnf leaves the newest", before: "dnf -qy install one", params: { name: "one", state: "latest" } },
  { name: "dnf upgrades all", before: "dnf -qy install one-1.0 web", params: { name: "*", state: "latest" } },
  { name: "dnf installs a version", params: { name: "one-1.0-1" } },
  { name: "dnf does not go back unasked", before: "dnf -qy install one", params: { name: "one-1.0-1" } },
  {
    name: "dnf goes back where it may",
    before: "dnf -qy install one",
    params: { name: "one-1.0-1", allow_downgrade: true },
  },
  { name: "dnf removes", before: "dnf -qy install one", params: { name: "one", state: "absent" } },
  { name: "dnf removes with what needs it", before: "dnf -qy install two", params: { name: "base", state: "removed" } },
  { name: "dnf leaves what is not there", params: { name: "one", state: "absent" } },
  { name: "dnf does not know a package", params: { name: "ghost" }, ...FAILS },
  { name: "dnf does not know a package that is to go", params: { name: "ghost", state: "absent" } },
  { name: "dnf installs by a pattern", params: { name: "lib-*" } },
  {
    name: "dnf removes by a pattern",
    before: "dnf -qy install lib-x lib-y",
    params: { name: "lib-*", state: "absent" },
  },
  { name: "dnf installs what provides", params: { name: "webserver" } },
  { name: "dnf leaves what provides", before: "dnf -qy install web", params: { name: "webserver" } },
  { name: "dnf installs what a path is of", params: { name: "/opt/web" } },
  { name: "dnf installs a group", params: { name: "@tools" }, alike: ["msg", "rc"] },
  {
    name: "dnf removes a group",
    before: "dnf -qy install @tools",
    params: { name: "@tools", state: "absent" },
    alike: ["msg", "rc"],
  },
  { name: "dnf installs from a repository that is off", params: { name: "late", enablerepo: "extra" } },
  { name: "dnf does not find what is in one that is off", params: { name: "late" }, ...FAILS },
  {
    name: "dnf leaves a repository out",
    params: { name: "one", disablerepo: ["stable"], enablerepo: ["extra"] },
    ...FAILS,
  },
  { name: "dnf leaves a package out", params: { name: "lib-*", exclude: ["lib-y"] } },
  {
    name: "dnf installs a file",
    params: { name: "/srv/extra/noarch/late-1.0-1.noarch.rpm", disable_gpg_check: true },
    alike: ["msg", "rc"],
  },
  {
    name: "dnf does not remove a file",
    params: { name: "/srv/extra/noarch/late-1.0-1.noarch.rpm", state: "absent" },
    ...FAILS,
  },
  { name: "dnf installs an epoch", params: { name: "epoch" } },
  {
    name: "dnf removes what nothing needs any more",
    before: "dnf -qy install two; dnf -qy --setopt=clean_requirements_on_remove=0 remove two",
    params: { autoremove: true },
  },
  {
    name: "dnf removes with what nothing needs any more",
    before: "dnf -qy install two",
    params: { name: "two", state: "absent", autoremove: true },
  },
  {
    name: "dnf upgrades only",
    before: "dnf -qy install one-1.0",
    params: { name: ["one", "web"], state: "latest", update_only: true },
  },
  { name: "dnf fetches the index", params: { update_cache: true }, restless: "it does so once a run" },
  {
    name: "dnf fetches the index and installs",
    params: { name: "one", update_cache: true },
    restless: "it does so once a run",
  },
  { name: "dnf cannot install what lacks something", params: { name: "broken" }, alike: ["rc"], ...FAILS },
  { name: "dnf lists a package", params: { list: "one" }, alike: ["results.*.name,version,repo,yumstate,nevra"] },
  {
    name: "dnf lists what is installed",
    before: "dnf -qy install one",
    params: { list: "installed" },
    alike: ["results.*.name,version,repo,yumstate,nevra"],
  },
  { name: "dnf lists repositories", params: { list: "repos" } },
];

/** The suite. */
export const suite: Suite = {
  atLeast: 38,
  alike: ["msg", "rc", "results.*", "failures"],
  room: {
    prepare: dnfGround(DEBS),
    describe: "rpm -qa | sort; ls /opt",
    // Its histories and locks hold times.
    ignore: [
      "^/var/lib/(dnf|rpm)",
      "^/usr/lib/sysimage",
      "^/run/",
      "^/root/\\.",
      "^/etc/dnf/modules.d",
      "^/usr/lib/python3",
    ],
    atOnce: 8,
  },
  scenarios: scenarios.map((scenario) => ({ ...scenario, guessed: ["results", ...scenario.guessed ?? []] })),
  async open() {
    // 16 MB.
    await fetchPackages(DEBS, ["dnf", "rpm", "createrepo-c"]);
    return { words: {}, [Symbol.asyncDispose]: () => Deno.remove(DEBS, { recursive: true }) };
  },
};
