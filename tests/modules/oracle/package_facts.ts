// Scenarios of package_facts: this machine's packages, and those of a small repository.
import { repositoryScript } from "../package_repository.ts";
import type { Suite } from "./scenario.ts";

const INSTALL = "DEBIAN_FRONTEND=noninteractive apt-get -y --no-install-recommends install";

/** The suite. */
export const suite: Suite = {
  atLeast: 6,
  alike: ["ansible_facts"],
  room: {
    prepare: `cp -a /var/lib/dpkg /srv/dpkg; ${repositoryScript()}`,
    ignore: ["^/var/lib/dpkg", "^/usr/share", "^/etc/conf"],
  },
  scenarios: [
    { name: "package_facts knows what is there", before: `${INSTALL} alpha-tiny conf-tiny`, params: {} },
    { name: "package_facts knows a whole machine", before: "cp -a /srv/dpkg/. /var/lib/dpkg/", params: {} },
    {
      name: "package_facts leaves away what was removed",
      before: `${INSTALL} alpha-tiny conf-tiny; apt-get -y remove conf-tiny`,
      params: { manager: "apt" },
    },
    {
      name: "package_facts knows versions that are not the newest",
      before: `${INSTALL} alpha-tiny=1.0 epoch-tiny`,
      params: { manager: ["apt"], strategy: "all" },
    },
    { name: "package_facts asks nobody twice", params: { manager: ["apt", "auto"] } },
    { name: "package_facts knows no such manager", params: { manager: "nothing" }, alike: ["msg"] },
  ],
};
