// Scenarios of apt_repository: places that can be reached in the room.
import { repositoryScript } from "../package_repository.ts";
import type { Scenario, Suite } from "./scenario.ts";

const LINE = "deb [trusted=yes] file:/srv/other ./";
const add = (line: string, path: string) => `printf '%s\\n' '${line}' >>${path}`;
const PARTS = "/etc/apt/sources.list.d";

const scenarios: Scenario[] = [
  { name: "apt_repository adds a place and renews the lists", params: { repo: LINE } },
  { name: "apt_repository does not renew the lists", params: { repo: LINE, update_cache: false } },
  { name: "apt_repository names the file", params: { repo: LINE, filename: "mine", update_cache: false } },
  { name: "apt_repository gives a mode", params: { repo: LINE, mode: "0600", update_cache: false } },
  { name: "apt_repository gives a number for a mode", params: { repo: LINE, mode: 0o640, update_cache: false } },
  {
    name: "apt_repository finds a place that is there",
    before: add(LINE, `${PARTS}/x.list`),
    params: { repo: LINE },
  },
  {
    name: "apt_repository finds a place with other blanks",
    before: add(LINE, `${PARTS}/x.list`),
    params: { repo: "  deb   [trusted=yes]\tfile:/srv/other   ./ " },
  },
  {
    name: "apt_repository finds a place in the main file",
    before: add(LINE, "/etc/apt/sources.list"),
    params: { repo: LINE },
  },
  {
    name: "apt_repository switches a place on",
    before: `${add(`# ${LINE} # mine`, `${PARTS}/x.list`)}; ${add("# a remark", `${PARTS}/x.list`)}`,
    params: { repo: LINE, update_cache: false },
  },
  {
    name: "apt_repository switches a place on wherever it is",
    before: `${add(`# ${LINE}`, `${PARTS}/x.list`)}; ${add(`# ${LINE}`, `${PARTS}/y.list`)}`,
    params: { repo: LINE, mode: "0600", update_cache: false },
  },
  {
    name: "apt_repository adds to a file that is there",
    before: `${add("deb [trusted=yes] file:/srv/third ./", `${PARTS}/mine.list`)}; chmod 640 ${PARTS}/mine.list`,
    params: { repo: LINE, filename: "mine", update_cache: false },
  },
  {
    name: "apt_repository leaves the blanks of other lines",
    before: add("#a   remark", `${PARTS}/mine.list`),
    params: { repo: LINE, filename: "mine", update_cache: false },
    differs: { why: "Ansible writes all lines of all files anew, with other blanks", tree: true },
  },
  { name: "apt_repository adds sources", params: { repo: "deb-src file:/srv/other ./", update_cache: false } },
  {
    name: "apt_repository keeps a password out of the name",
    params: { repo: "deb https://ann:secret@packages.example.com/a-b/c stable main", update_cache: false },
  },
  {
    name: "apt_repository takes the place's name without its port",
    params: {
      repo: "deb [arch=amd64 signed-by=/etc/k.gpg] http://example.com:8080/debian/ bookworm main contrib",
      update_cache: false,
    },
  },
  {
    name: "apt_repository adds with a remark",
    params: { repo: `${LINE} # a remark`, update_cache: false },
  },
  {
    name: "apt_repository takes the change back where the lists cannot be renewed",
    params: { repo: "deb file:/srv/nowhere ./", update_cache_retries: 1, update_cache_retry_max_delay: 0 },
    blind: "it breaks on the way",
  },
  {
    name: "apt_repository puts a file back where the lists cannot be renewed",
    before: `${add("deb [trusted=yes] file:/srv/other ./", `${PARTS}/mine.list`)}; chmod 640 ${PARTS}/mine.list`,
    params: {
      repo: "deb file:/srv/nowhere ./",
      filename: "mine",
      update_cache_retries: 1,
      update_cache_retry_max_delay: 0,
    },
    blind: "it breaks on the way",
  },
  { name: "apt_repository has nothing to take out", params: { repo: LINE, state: "absent" } },
  {
    name: "apt_repository takes a place out and its file with it",
    before: add(LINE, `${PARTS}/x.list`),
    params: { repo: LINE, state: "absent" },
  },
  {
    name: "apt_repository takes a place out and leaves the others",
    before: `${add(LINE, `${PARTS}/x.list`)}; ${add("deb-src file:/srv/other ./", `${PARTS}/x.list`)}`,
    params: { repo: LINE, state: "absent", update_cache: false },
  },
  {
    name: "apt_repository leaves a place that is switched off",
    before: add(`# ${LINE}`, `${PARTS}/x.list`),
    params: { repo: LINE, state: "absent" },
  },
  {
    name: "apt_repository takes a place out of two files",
    before: `${add(LINE, `${PARTS}/x.list`)}; ${add(LINE, `${PARTS}/y.list`)}`,
    params: { repo: LINE, state: "absent" },
  },
  { name: "apt_repository knows no such line", params: { repo: "rpm https://example.com x" }, alike: ["msg"] },
  { name: "apt_repository takes no line that is off", params: { repo: "# deb file:/srv/other ./" }, alike: ["msg"] },
  { name: "apt_repository takes no empty line", params: { repo: "" }, alike: ["msg"] },
];

/** The suite. */
export const suite: Suite = {
  atLeast: 26,
  alike: ["repo", "state"],
  room: {
    prepare: `${
      repositoryScript([])
    }\nmkdir /srv/other /srv/third; : >/srv/other/Packages; : >/srv/third/Packages; rm /etc/apt/sources.list.d/*`,
    ignore: ["^/var/lib/apt/lists"],
  },
  scenarios,
};
