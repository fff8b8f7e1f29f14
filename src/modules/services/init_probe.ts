// What a host without systemd says of a service: its init script, the links that start it at boot, and what its status is.
import type { Fields } from "../scripts/fields.ts";
import type { Params } from "../frame/parameters.ts";
import { quote } from "../scripts/shell_words.ts";
import { type Run, toldRun } from "../scripts/told_runs.ts";

/** What was found. */
export interface InitFacts {
  /** Which of the programs there are that manage services. */
  tools: string[];
  /** There is something at the script's path; a file, there. */
  script: boolean;
  scriptFile: boolean;
  /** The host's upstart has a job of the name. */
  upstart: boolean;
  /** Links of the runlevels, by their names: `3 S`, `0 K`. */
  links: string[];
  status?: Run;
  /** All processes, where they are asked for. */
  processes?: string;
  /** `rc-update show`, `chkconfig --list`, `insserv -n -v`. */
  boot?: Run;
}

/** Who has a service where there is no systemd. */
export type Manager = "upstart" | "openrc" | "script";

const TOOLS = "chkconfig update-rc.d insserv service rc-service rc-update initctl";

/** The path of an init script. */
export function scriptOf(name: string): string {
  return name.startsWith("/") ? name : `/etc/init.d/${name}`;
}

/** Shell that tells what `initFacts` reads. */
export function initLook(params: Params): string {
  const name = params.text("name") ?? "";
  const [word, script] = [quote(name), quote(scriptOf(name))];
  const enabled = params.raw("enabled");
  const status = params.text("pattern") !== undefined
    ? "r ps ps auxww"
    : `if has rc-service; then r status rc-service ${word} status
elif has service; then r status service ${word} status
elif [ -x ${script} ]; then r status ${script} status; else rc=0; fi
case $rc in 0|1|2|3|4|69) ;; *) r ps ps auxww;; esac`;
  const boot = `if has rc-update; then r boot rc-update show
elif has update-rc.d; then :
elif has insserv; then r boot insserv -n -v ${enabled === false ? "-r " : ""}${word}
elif has chkconfig; then r boot chkconfig --list ${word}; fi
`;
  return `has() { command -v "$1" >/dev/null; }
for t in ${TOOLS}; do has "$t" && e tool "$t"; done
[ -e ${script} ] && e script yes
[ -f ${quote(`/etc/init.d/${name}`)} ] && e file yes
[ -e ${quote(`/etc/init/${name}.conf`)} ] && e upstart yes
d=/etc; [ -d /etc/rc0.d ] || d=/etc/init.d
for l in "$d"/rc?.d/[SK]??${quote(name.split("/").at(-1) ?? "")}; do if [ -e "$l" ] || [ -L "$l" ]; then
  k=\${l##*/}; p=\${l%.d/*}; e link "\${p##*rc} \${k%"\${k#?}"}"; fi; done
${enabled === null ? "" : boot}${params.has("state") ? `${status}\n` : ""}`;
}

/** Pure. */
export function initFacts(fields: Fields): InitFacts {
  const [status, boot, processes] = ["status", "boot", "ps"].map((name) => toldRun(fields, name));
  return {
    tools: fields.all("tool"),
    script: fields.raw("script") !== undefined,
    scriptFile: fields.raw("file") !== undefined,
    upstart: fields.raw("upstart") !== undefined,
    links: fields.all("link"),
    ...(status === undefined ? {} : { status }),
    ...(boot === undefined ? {} : { boot }),
    ...(processes === undefined ? {} : { processes: processes.out }),
  };
}
