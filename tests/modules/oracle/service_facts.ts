// Scenarios of service_facts: a real systemd in a room; init scripts and OpenRC are in the suites sysvinit and openrc.
import { BOOTED, SYSTEMD_GROUND, SYSTEMD_ROOM, tidyBranches } from "../../rooms/systemd_room.ts";
import { UNITS } from "./systemd.ts";
import type { Suite } from "./scenario.ts";

const START =
  "systemctl start plain each@one; systemctl enable plain aliased; systemctl mask systemd-logind; systemctl start failing || :";

/** The suite. */
export const suite: Suite = {
  atLeast: 1,
  alike: ["ansible_facts", "msg", "warnings"],
  room: { ...SYSTEMD_ROOM, atOnce: 6, prepare: SYSTEMD_GROUND + UNITS },
  scenarios: [{ name: "service_facts of systemd", params: {}, before: BOOTED + START }],
  open: () => Promise.resolve({ words: {}, [Symbol.asyncDispose]: tidyBranches }),
};
