// A server is set up from nothing, on a host with a root of its own, over ssh: by us, and by Ansible from the same start. The same comes of it.
import assert from "node:assert/strict";
import { noRoom, openRoom, prepareRooms, type Room } from "../rooms/room.ts";
import { roomSshd } from "../rooms/room_sshd.ts";
import { packageRepository } from "../rooms/package_repository.ts";
import { Ground } from "./program.ts";

const EXAMPLE = new URL("../../examples/server.yml", import.meta.url).pathname;

/** A service as Debian's sysvinit has it: a program that runs, and counts how often it was told to read its files anew. */
const INIT = `#!/bin/sh
### BEGIN INIT INFO
# Provides: ftl2-site
# Required-Start: $remote_fs
# Required-Stop: $remote_fs
# Default-Start: 2 3 4 5
# Default-Stop: 0 1 6
# Short-Description: a site
### END INIT INFO
case "$1" in
start) start-stop-daemon --start --background --make-pidfile --pidfile /run/ftl2-site.pid --startas /usr/sbin/ftl2-sited ;;
stop) start-stop-daemon --stop --oknodo --remove-pidfile --pidfile /run/ftl2-site.pid ;;
restart) "$0" stop; "$0" start ;;
reload) echo reload >>/var/lib/ftl2-site/reloads ;;
status) start-stop-daemon --status --pidfile /run/ftl2-site.pid && echo ftl2-site is running || { echo ftl2-site is not running; exit 3; } ;;
esac
`;

/** What a server begins with: this machine's programs, and a place where packages and the site come from. */
const PREPARE = [
  packageRepository([{
    name: "ftl2-site",
    version: "1.0",
    control: ["Depends: ftl2-site-data (>= 1.0)"],
    files: {
      "/etc/init.d/ftl2-site": INIT,
      "/usr/sbin/ftl2-sited": "#!/bin/sh\nexec tail -f /dev/null\n",
      "/var/lib/ftl2-site/.keep": "",
    },
    executable: ["/etc/init.d/ftl2-site", "/usr/sbin/ftl2-sited"],
  }, { name: "ftl2-site-data", version: "1.2", files: { "/usr/share/ftl2-site/data": "data\n" } }]),
  "git init -q -b main /srv/source; cd /srv/source; git config user.email a@example.org; git config user.name a",
  "echo hello >index.html; git add .; GIT_AUTHOR_DATE='2026-01-01T00:00:00Z' GIT_COMMITTER_DATE='2026-01-01T00:00:00Z' git commit -q -m first",
  "git config --system --add safe.directory '*'",
  // Nothing speaks of systemd any more: services are those of /etc/init.d.
  "rm -f /sbin/init",
].join("\n");

/** What only tells the time, is a cache, or is Ansible's or our own. */
const BESIDE = [
  ...[
    "^/root",
    "^/tmp",
    "^/var/(log|cache|tmp)",
    // Where there is a mail server, sudo writes to root.
    "^/var/mail/",
    "^/var/lib/(apt|dpkg|sudo|systemd)",
    "^/etc/ld\\.so\\.cache",
    "^/run/",
  ],
  ...["__pycache__", "/\\.(ansible|ftl2)"],
  // Names the temporary file that it came from, and when; its lines are compared apart.
  "^/var/spool/cron/",
  // A test beside this one may have had a lock on the machine's own accounts.
  "^/etc/\\w+\\.lock ",
  // Each checkout has the time of its fetch in these.
  "/\\.git/(index|FETCH_HEAD|logs)",
];

const EXTRA = JSON.stringify({
  packages: ["ftl2-site", "git"],
  service: "ftl2-site",
  source: "file:///srv/source",
  job: "service ftl2-site reload",
});

interface Recap {
  changes: number;
  recap: { web: { changed: number; failed: number } };
}

Deno.test("examples/server.yml sets up a server from nothing, as ansible-playbook does", {
  ignore: noRoom() !== undefined,
}, async () => {
  await using start = await prepareRooms(PREPARE);
  using ground = new Ground();
  await using mine = await openRoom({ ground: start, hostname: "blank" });
  await using other = await openRoom({ ground: start, hostname: "blank" });
  const inventory = async (room: Room, name: string) => {
    const door = await roomSshd(room);
    const line = (python: string) => `web ${door.variables} ansible_python_interpreter=${python}\n`;
    // Ours gets by without a Python on the host.
    return {
      door,
      ours: ground.write(`${name}.ours`, line("/no/python")),
      theirs: ground.write(name, line("/usr/bin/python3")),
    };
  };
  const [ours, theirs] = [await inventory(mine, "mine.ini"), await inventory(other, "other.ini")];
  try {
    const once = async () => {
      const { code, envelope } = await ground.json("run", "-f", EXAMPLE, "-i", ours.ours, "-e", EXTRA, "--quiet");
      assert.equal(code, 0, JSON.stringify(envelope));
      return envelope["data"] as unknown as Recap;
    };
    const first = await once();
    assert.equal(first.recap.web.failed, 0);
    assert.ok(first.recap.web.changed >= 12, JSON.stringify(first));
    const said = await ansible(theirs.theirs, ground);
    assert.match(said, /failed=0/, said);
    const lines = (room: Room) => room.changed().filter((line) => !BESIDE.some((each) => new RegExp(each).test(line)));
    assert.deepEqual(lines(mine), lines(other));
    for (const ask of ["hostname; crontab -u site -l", "service ftl2-site status", "cat /var/lib/ftl2-site/reloads"]) {
      assert.equal(await mine.sh(ask), await other.sh(ask));
    }
    const kept = () => mine.changed().filter((line) => !/^\/(root|tmp|var\/(log|mail))/.test(line));
    const before = kept();
    const second = await once();
    assert.deepEqual([second.changes, second.recap.web.changed], [0, 0]);
    assert.deepEqual(kept(), before);
    // And each finds nothing to do where the other has been.
    const crossed = await ground.json("run", "-f", EXAMPLE, "-i", theirs.ours, "-e", EXTRA, "--once");
    assert.deepEqual([crossed.code, (crossed.envelope["data"] as unknown as Recap).changes], [0, 0]);
    assert.match(await ansible(ours.theirs, ground), /changed=0 /);
  } finally {
    for (const { door } of [ours, theirs]) await door[Symbol.asyncDispose]();
  }
});

async function ansible(inventory: string, ground: Ground): Promise<string> {
  const env = { HOME: ground.folder, ANSIBLE_PIPELINING: "True", ANSIBLE_NOCOLOR: "1" };
  const args = ["-i", inventory, "-e", EXTRA, EXAMPLE];
  const { stdout, stderr } = await new Deno.Command("ansible-playbook", { args, env, stdin: "null" }).output();
  return new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
}
