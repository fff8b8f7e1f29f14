// Scenarios of package, on a host that has apt.
import { repositoryScript } from "../package_repository.ts";
import type { Suite } from "./scenario.ts";

const INSTALL = "DEBIAN_FRONTEND=noninteractive apt-get -y --no-install-recommends install";

/** The suite. */
export const suite: Suite = {
  atLeast: 8,
  room: {
    prepare: repositoryScript(),
    ignore: ["^/var/lib/dpkg/(status-old|available-old|lock|lock-frontend|triggers/Lock) ", "^/var/lib/apt/lists"],
    describe: "apt-mark showmanual | grep tiny; dpkg-query -W -f '${Package} ${Version} ${Status}\\n' | grep tiny",
  },
  scenarios: [
    { name: "package installs", params: { name: "alpha-tiny", state: "present" } },
    { name: "package installs several", params: { name: ["alpha-tiny", "gamma-tiny"], state: "latest" } },
    {
      name: "package leaves what is there",
      before: `${INSTALL} alpha-tiny`,
      params: { name: "alpha-tiny", state: "present" },
    },
    { name: "package removes", before: `${INSTALL} alpha-tiny`, params: { name: "alpha-tiny", state: "absent" } },
    {
      name: "package hands on what only apt knows",
      before: `${INSTALL} conf-tiny`,
      params: { name: "conf-tiny", state: "absent", purge: true },
    },
    { name: "package uses what it is told to", params: { name: "alpha-tiny", state: "present", use: "apt" } },
    { name: "package has no such package", params: { name: "nowhere-tiny", state: "present" }, alike: ["msg"] },
    { name: "package has no such manager", params: { name: "alpha-tiny", state: "present", use: "nothing" } },
  ].map((scenario) => ({ guessed: ["stdout", "stdout_lines", "stderr", "stderr_lines"], ...scenario })),
};
