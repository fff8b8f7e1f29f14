// Scenarios of systemd and service where systemd is installed but does not run, as in a container or an image that is being made.
import { UNITS } from "./systemd.ts";
import type { Suite } from "./scenario.ts";

const KNOWN = { guessed: ["status"] };

/** The suite. */
export const suite: Suite = {
  atLeast: 9,
  alike: ["name", "enabled", "state", "msg", "warnings", "status"],
  room: { prepare: `rm -rf /etc/systemd/system/* /etc/rc?.d/*\n${UNITS}` },
  scenarios: [
    { name: "enables", params: { name: "plain.service", enabled: true } },
    { name: "enables by a short name", params: { name: "plain", enabled: true } },
    { name: "disables", before: "systemctl enable plain", params: { name: "plain", enabled: false } },
    {
      name: "masks",
      before: "mv /etc/systemd/system/plain.service /lib/systemd/system",
      params: { name: "plain.service", masked: true },
    },
    { name: "cannot start", params: { name: "plain.service", state: "started" } },
    { name: "cannot find what is not there", params: { name: "ghost.service", enabled: true } },
    {
      name: "does not enable what it cannot start",
      params: { name: "plain.service", state: "started", enabled: true },
      differs: {
        why: "Ansible enables it and fails then; ours sees beforehand that it cannot be",
        tree: true as const,
      },
    },
    { name: "service enables", module: "service", params: { name: "plain", enabled: true } },
    { name: "service cannot start", module: "service", params: { name: "plain", state: "started" } },
  ].map((scenario) => ({
    module: "systemd",
    ...scenario,
    ...KNOWN,
    name: `systemd that does not run: ${scenario.name}`,
  })),
};
