// Accounts and groups of a host that has only busybox's programs for them (Alpine). What stands in for these programs does as busybox 1.35 does:
// the same scenarios were once run with busybox itself.
import type { JsonObject } from "../../../src/model/json.ts";
import type { Scenario, Suite } from "./scenario.ts";

const STAND_INS = new URL("../stand_ins/", import.meta.url).pathname;
const HASH = `$6$saltsalt$${"a".repeat(86)}`;
const OTHER = `$6$saltsalt$${"b".repeat(86)}`;
const ANN = "adduser -D -g Ann ann";
const SAYS_NO = "the host's program says no";
const REFUSED = { changed: false, failed: true };
const SILENT = "Ansible changes only groups and password of such an account, and says nothing of the rest";

/** One scenario about the account, or group, `ann`. */
function of(module: string) {
  return (title: string, given: JsonObject, more: Partial<Scenario> = {}): Scenario => ({
    name: `${module} of busybox ${title}`,
    module,
    params: { name: "ann", ...given },
    ...more,
  });
}

const user = of("user");
const group = of("group");
const other = (before: string): Partial<Scenario> => ({
  before,
  alike: ["name"],
  differs: { why: SILENT, check: { changed: true }, run: { changed: true }, tree: true },
});
const never: Scenario["differs"] = {
  why: "Ansible says nothing of what it cannot do",
  ...{ check: REFUSED, run: REFUSED, again: REFUSED },
};
const hashed = (hash: string) => `${ANN}; printf '%s' 'ann:${hash}' | chpasswd -e`;
const groups = `${ANN}; addgroup web; addgroup db`;
const named = ["name", "groups"];

const scenarios: Scenario[] = [
  user("is made", {}),
  user("is made with everything", {
    ...{ uid: 1500, group: "deploy", groups: ["web", "db"], comment: "Ann Example", home: "/srv/ann" },
    ...{ shell: "/bin/ash", password: HASH },
  }, { before: "addgroup deploy; addgroup web; addgroup db" }),
  user("is made without a home", { create_home: false }),
  user("is made of the system", { system: true, shell: "/sbin/nologin", home: "/var/empty", create_home: false }),
  user("is made with a skeleton", { skeleton: "/opt/skel" }, { before: "mkdir -p /opt/skel; echo x >/opt/skel/file" }),
  user("is made with a home below folders that are not there", { home: "/srv/homes/team/ann" }, {
    alike: ["name"],
    differs: {
      why: "Ansible breaks",
      run: { changed: true, failed: false, name: "ann" },
      again: { changed: false, failed: false, name: "ann" },
    },
  }),
  user("is made with a number that is taken", { uid: 1500 }, {
    before: "adduser -D -u 1500 bob",
    alike: ["name"],
    blind: SAYS_NO,
  }),
  user("is made with a name that the host refuses", { name: "no good" }, { alike: ["name"], blind: SAYS_NO }),
  user("is there", {}, { before: ANN }),
  user("gets groups", { groups: ["web", "db"] }, { before: groups, alike: named }),
  user("gets other groups", { groups: ["db"] }, { before: `${groups}; adduser ann web`, alike: named }),
  user("gets groups besides its own", { groups: ["db"], append: true }, {
    before: `${groups}; adduser ann web`,
    alike: named,
  }),
  user("gets other groups and stays in its primary one", { groups: ["db"] }, {
    before: "addgroup web; addgroup db; addgroup deploy; adduser -D -G deploy ann; adduser ann web",
    alike: named,
  }),
  user("has the groups", { groups: ["web"] }, { before: `${groups}; adduser ann web` }),
  user("gets a hash", { password: HASH }, { before: ANN, alike: ["name", "password"] }),
  user("gets another hash", { password: HASH }, { before: hashed(OTHER), alike: ["name", "password"] }),
  user("keeps its hash", { password: HASH, update_password: "on_create" }, { before: hashed(OTHER) }),
  user("is removed", { state: "absent" }, { before: ANN }),
  user("is removed with its home", { state: "absent", remove: true }, { before: ANN }),
  user("is not there", { state: "absent" }),
  user("gets a home back", {}, { before: `${ANN}; rm -r /home/ann` }),
  user("gets another shell", { shell: "/bin/sh2" }, other(ANN)),
  user("gets another comment", { comment: 'it\'s "Ann" & \\1 100%' }, other(ANN)),
  user("gets another primary group", { group: "web" }, other(`${ANN}; addgroup web`)),
  user("is locked", { password_lock: true }, other(hashed(OTHER))),
  user("is unlocked", { password_lock: false }, other(hashed(`!${OTHER}`))),
  user("gets another home", { home: "/srv/ann" }, {
    before: ANN,
    alike: ["name"],
    differs: { why: "Ansible makes the folder but leaves passwd as it is", tree: true },
  }),
  user("cannot get another number", { uid: 1900 }, { before: ANN, alike: [], differs: never }),
  user("cannot get an end", { expires: 1893456000 }, { before: ANN, alike: [], differs: never }),
  group("is made", {}),
  group("is made with a number", { gid: 1500 }),
  group("is made of the system", { system: true }),
  group("is there", { gid: 1500 }, { before: "addgroup -g 1500 ann" }),
  group("gets another number", { gid: 1600 }, {
    before: "addgroup -g 1500 ann; adduser -D -G ann bob; adduser bob ann",
  }),
  group("whose number is taken", { gid: 1501 }, { before: "addgroup -g 1500 ann; addgroup -g 1501 bob", alike: [] }),
  group("is made with a number that is taken", { gid: 1500 }, {
    before: "addgroup -g 1500 bob",
    alike: [],
    differs: { why: "known before", check: REFUSED },
  }),
  group("is removed", { state: "absent" }, { before: "addgroup -g 1500 ann" }),
  group("is not there", { state: "absent" }),
];

const results = "name state uid gid group groups comment home shell system append create_home force remove password";

/** The suite. */
export const suite: Suite = {
  atLeast: scenarios.length,
  alike: results.split(" "),
  room: {
    // Files of their own: other tests make accounts on the machine meanwhile.
    // The host is an Alpine to Ansible by its os-release, to us by the programs that it has not.
    prepare: `printf 'ID=alpine\\nNAME="Alpine Linux"\\nVERSION_ID=3.18\\n' >/usr/lib/os-release
rm -f /etc/os-release; cp /usr/lib/os-release /etc/os-release; echo 3.18 >/etc/alpine-release
rm -f /etc/debian_version /usr/bin/chage /usr/bin/passwd; cd /usr/sbin
rm -f useradd usermod userdel groupadd groupmod groupdel adduser addgroup deluser delgroup chpasswd
for p in adduser addgroup deluser delgroup chpasswd passwd; do cp '${STAND_INS}busybox_accounts' $p; done
cd /etc; for f in passwd shadow group gshadow; do cp -p $f $f.own && mv $f.own $f; done`,
    ignore: ["^/etc/(group|gshadow|passwd|shadow)- ", "^/etc/\\.pwd\\.lock "],
  },
  scenarios,
};
