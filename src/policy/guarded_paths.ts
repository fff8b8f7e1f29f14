// Paths that say who comes in or what runs, as far as a parameter's text tells: what a host makes of links is known there only.

/** Files that say who may come in, what runs as root, or how programs start. */
const GUARDED =
  /^\/(etc\/(sudoers|passwd|shadow|group|gshadow|pam\.|ssh(\/|$)|cron|anacrontab|ld\.so|profile|bash|environment|security\/|systemd\/|init\.d|rc\.|rc\d|udev|polkit|apt\/|yum\.repos|ansible\/facts|subuid|subgid|securetty|hosts\.allow|modprobe)|root(\/\.|$)|var\/spool\/(cron|at)|(usr\/(local\/)?)?(s?bin|lib\w*)(\/|$)|boot(\/|$)|dev(\/|$)|proc(\/|$)|sys(\/|$)|lib\w*(\/|$))|(^|\/)\.ssh(\/|$)|(^|\/)\.(bash|profile|zsh|kshrc|config\/systemd)/;

/** Files that say where names lead, and how programs ask and sign in that others start. */
const LEADING =
  /^\/etc\/(hosts$|resolv\.conf|nsswitch\.conf|host\.conf|gai\.conf|netplan(\/|$)|network(\/|$)|NetworkManager(\/|$)|wgetrc|gitconfig|proxychains)|(^|\/)\.(curlrc|wgetrc|gitconfig|netrc|npmrc|git(\/|$))/;

/** Folders that such files are in: an archive, a copy or a link may reach them there. */
const ABOVE = /^\/((etc|root|usr|usr\/local|var|var\/spool|home|home\/[^/]+)$|$)/;

/** Why nobody may write there unasked, as a clause; undefined for other places. */
export function guarded(path: string): string | undefined {
  const plain = placed(path);
  if (GUARDED.test(plain)) return "which decides who comes in or what runs";
  if (LEADING.test(plain)) return "which decides where names and programs lead";
  if (ABOVE.test(plain)) return "where files are that decide who comes in or what runs";
  return path.includes("$") ? "which is known on the host only" : undefined;
}

/** The same of what a link leads to; `link` is where it is. */
export function guardedBehind(link: string, target: string): string | undefined {
  return guarded(/^[/~]/.test(target) ? target : `${link}/../${target}`);
}

/** A path without `.`, `..` and doubled slashes. */
export function plainPath(path: string): string {
  if (!path.startsWith("/")) return path;
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return `/${parts.join("/")}`;
}

/** The same of every path: what begins in a home, or does not say where, is below /home. */
function placed(path: string): string {
  if (path.startsWith("/")) return plainPath(path);
  return plainPath(`/home/${path.startsWith("~") ? "" : "~/"}${path}`);
}

/** Whether a mode lets a program run as its owner or group. */
export function isSetId(mode: unknown): boolean {
  if (typeof mode === "number") return (mode & 0o6000) !== 0;
  if (typeof mode !== "string") return false;
  return /^0*[0-7]+$/.test(mode) ? (parseInt(mode, 8) & 0o6000) !== 0 : /[+=][rwxXt]*s/.test(mode);
}
