// This program: its version and form, what it may do, and as whom.
import type { Finding } from "../../ports/checkup.ts";
import { mayAsk, programAt, shown, stat } from "./here.ts";
import { finding, type Look } from "./look.ts";

/** What it was made with. */
const DENO = [2, 9];

/** Version, form, runtime and system. */
export function programFinding({ version }: Pick<Look, "version">): Finding[] {
  const { os, arch } = Deno.build;
  const runtime = Deno.version.deno;
  const found = `${version}, ${formWords()}, Deno ${runtime}, ${os} ${arch}`;
  if (os === "windows") {
    return [finding("program", "warning", `${found}: hosts can be kept from here, this machine cannot`, [
      "Start it within WSL to keep this machine as well",
    ])];
  }
  if (isOlder(runtime)) {
    return [
      finding("program", "warning", `${found}: it is made and tested with Deno ${DENO.join(".")}`, ["deno upgrade"]),
    ];
  }
  return [finding("program", "ok", found)];
}

/** Whether a version of Deno is older than the one that this is made with. */
export function isOlder(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major < DENO[0]! || (major === DENO[0] && minor < DENO[1]!);
}

/** The path of an executable, or of the one JavaScript file; undefined where the program is many files, or none of this machine's. */
export function oneFile(): string | undefined {
  const main = Deno.mainModule;
  if (Deno.build.standalone) return mayAsk({ name: "read" }) ? Deno.execPath() : undefined;
  return main.startsWith("file:") && main.endsWith(".js") ? decodeURIComponent(new URL(main).pathname) : undefined;
}

function formWords(): string {
  if (Deno.build.standalone) return "one executable";
  const main = Deno.mainModule;
  if (!main.startsWith("file:")) return `one JavaScript file from ${new URL(main).origin}`;
  const path = shown(decodeURIComponent(new URL(main).pathname));
  return main.endsWith(".ts") ? `source (${path})` : `one JavaScript file (${path})`;
}

/** What the commands that work need of Deno. */
const NEEDS: { flag: string; what: Deno.PermissionDescriptor; for: string }[] = [
  { flag: "--allow-read", what: { name: "read" }, for: "reading playbooks, inventories and files" },
  { flag: "--allow-write", what: { name: "write" }, for: "the database and what runs leave" },
  { flag: "--allow-run", what: { name: "run" }, for: "every command on hosts, ssh" },
  { flag: "--allow-env", what: { name: "env" }, for: "keys of models, HOME, PATH" },
  { flag: "--allow-net", what: { name: "net" }, for: "the page, models, notifications" },
  {
    flag: "--allow-sys=hostname,uid",
    what: { name: "sys", kind: "hostname" },
    for: "the names of this machine and user",
  },
];

/** What Deno lets this process do. */
export function permissionFinding(): Finding[] {
  const missing = NEEDS.filter(({ what }) => !mayAsk(what));
  if (missing.length === 0) {
    return [finding("permissions", "ok", "Deno allows everything that run, worker and serve need")];
  }
  const flags = missing.map(({ flag }) => flag).join(" ");
  const uses = missing.map(({ flag, for: use }) => `${flag} (${use})`).join(", ");
  return [
    finding("permissions", "warning", `Deno does not allow all that run and worker need: ${uses}`, [
      `Start it with ${flags}, or with -A; a reader such as status needs less`,
    ]),
  ];
}

/** As whom it runs, and what that means for the files that it makes. */
export function userFinding(): Finding[] {
  const uid = mayAsk({ name: "sys", kind: "uid" }) ? Deno.uid() : null;
  const who = uid === null ? "user unknown" : uid === 0 ? "root (commands here need no sudo)" : `uid ${uid}`;
  const umask = masked();
  if (umask === undefined) return [finding("user", "ok", `${who}; Deno does not tell the umask`)];
  const words = `${who}, umask ${umask.toString(8).padStart(4, "0")}`;
  if ((umask & 0o002) !== 0) return [finding("user", "ok", words)];
  return [finding("user", "warning", `${words}: everybody may write to the files that commands make`, ["umask 022"])];
}

/** Deno gives it only to whoever may ask everything of the system, and has no name for less; a shell has it, too. Undefined where neither may be asked. */
function masked(): number | undefined {
  if (mayAsk({ name: "sys" })) return Deno.umask();
  if (!mayAsk({ name: "run", command: "sh" }) || programAt("sh") === undefined) return undefined;
  const { stdout } = new Deno.Command("sh", { args: ["-c", "umask"], stdin: "null", stderr: "null" }).outputSync();
  return parseInt(new TextDecoder().decode(stdout), 8);
}

/** Where receipts of commands on this machine lie. */
export function homeFinding(home: string | undefined): Finding[] {
  const elsewhere = "receipts of commands on this machine go to /var/tmp";
  if (home === undefined) {
    return [
      finding("home", "warning", `HOME is not set: ${elsewhere}`, [
        'export HOME="$(getent passwd "$(id -u)" | cut -d: -f6)"',
      ]),
    ];
  }
  const folder = stat(home);
  if (!folder?.isDirectory) {
    return [finding("home", "warning", `HOME is ${home}, and no folder is there: ${elsewhere}`, [`mkdir -p ${home}`])];
  }
  if (folder.uid !== null && folder.uid !== Deno.uid()) {
    return [
      finding("home", "warning", `HOME is ${home}, which belongs to another user (uid ${folder.uid}): ${elsewhere}`, [
        "With sudo, -H sets HOME to the user's own",
      ]),
    ];
  }
  const receipts = stat(`${home}/.ftl2`);
  if (receipts !== undefined && (!receipts.isDirectory || receipts.uid !== Deno.uid())) {
    return [
      finding("home", "problem", "~/.ftl2, where receipts of commands go, is not a folder of this user's", [
        `ls -ld ${home}/.ftl2`,
        "Move it away, or give it back with chown: no command runs twice as long as nobody removes what is in it",
      ]),
    ];
  }
  return [
    finding(
      "home",
      "ok",
      `receipts of commands on this machine: ~/.ftl2${receipts === undefined ? " (none yet)" : ""}`,
    ),
  ];
}
