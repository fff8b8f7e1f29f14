// What is looked at on every host of a goal in words, whoever asks for more.
import type { Look } from "../model/rule.ts";

/** The looks that every host gets, the original's. */
export const USUAL_LOOKS: readonly Look[] = [
  { name: "hostname", module: "command", params: { cmd: "hostname" } },
  { name: "uptime", module: "command", params: { cmd: "uptime" } },
  { name: "disk", module: "command", params: { cmd: "df -h /" } },
  { name: "memory", module: "command", params: { cmd: "free -m" } },
];
