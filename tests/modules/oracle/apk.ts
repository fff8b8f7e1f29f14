// Scenarios of apk: Ansible's module and ours beside a stand-in for apk, in rooms.
import type { Scenario, Suite } from "./scenario.ts";

const AGAIN = "the index is fetched once a run";
const FAILS = { guessed: ["changed", "msg", "packages", "stdout"], restless: "it fails every time" };
const scenarios: Scenario[] = [
  { name: "apk installs", params: { name: "fresh" } },
  { name: "apk installs several", params: { name: ["fresh", "more"] } },
  { name: "apk leaves what is installed", params: { name: "old" } },
  { name: "apk leaves what is asked for with a version", params: { name: "pinned" } },
  { name: "apk makes a dependency asked for", params: { name: "needed" } },
  { name: "apk installs from a repository of its own name", params: { name: "fresh@edge" } },
  { name: "apk upgrades one", params: { name: "old", state: "latest" } },
  { name: "apk installs the newest", params: { name: ["fresh", "old"], state: "latest" } },
  { name: "apk leaves the newest", params: { name: "same", state: "latest" } },
  { name: "apk upgrades what a virtual package stands for", params: { name: ".build", state: "latest" } },
  { name: "apk leaves a virtual package", params: { name: ".build" } },
  {
    name: "apk removes",
    params: { name: "old", state: "absent" },
    differs: {
      why: "Ansible's check mode finds what it has only simulated to remove, and fails",
      check: { changed: true, failed: false },
    },
  },
  {
    name: "apk removes those that are there",
    params: { name: ["old", "fresh"], state: "removed" },
    differs: {
      why: "Ansible's check mode finds what it has only simulated to remove, and fails",
      check: { changed: true, failed: false },
    },
  },
  { name: "apk leaves what is not there", params: { name: "fresh", state: "absent" } },
  {
    name: "apk cannot remove what others need",
    params: { name: "needed", state: "absent" },
    differs: {
      why: "Ansible's check mode finds what it has only simulated to remove, and fails",
      check: { changed: true, failed: false },
    },
    ...FAILS,
  },
  { name: "apk does not know a package", params: { name: "ghost" }, ...FAILS },
  { name: "apk fetches the index", params: { update_cache: true }, restless: AGAIN },
  { name: "apk fetches the index first", params: { name: "fresh", update_cache: true } },
  {
    name: "apk cannot fetch the index",
    before: "touch /etc/apk/offline",
    params: { update_cache: true },
    differs: { why: "Ansible fetches it in check mode, too", check: { changed: true, failed: false } },
    ...FAILS,
  },
  {
    name: "apk keeps no index",
    params: { name: "fresh", no_cache: true, repository: ["http://localhost/a", "http://localhost/b"] },
  },
  {
    name: "apk reads another world",
    before: "cp /etc/apk/world /etc/world; echo fresh >>/etc/world",
    params: { name: "fresh", world: "/etc/world" },
  },
];

/** The suite. */
export const suite: Suite = {
  atLeast: 20,
  alike: ["msg", "packages", "stdout", "stderr"],
  room: {
    prepare: `mkdir -p /etc/apk; cp ${new URL("../stand_ins/apk", import.meta.url).pathname} /usr/local/bin/apk
printf 'old 1.0-r0\\nsame 2.0-r1\\nneeded 1-r0\\npinned 1.0-r0\\n' >/etc/apk/installed
printf 'old 1.1-r0\\nsame 2.0-r1\\nneeded 1-r0\\npinned 1.0-r0\\nfresh 3-r0\\nmore 4-r0\\n' >/etc/apk/available
printf '.build old same\\n' >/etc/apk/virtual
printf 'old\\nsame\\npinned=1.0-r0\\n' >/etc/apk/world`,
  },
  scenarios: scenarios.map((scenario) => ({ module: "community.general.apk", ...scenario })),
};
