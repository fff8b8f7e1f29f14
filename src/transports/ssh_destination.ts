// Where ssh goes once it has read its configuration, and the commands by which a human looks there.
import type { Way } from "../model/way.ts";
import { quote } from "./quoting.ts";

/** The command that adds a host's key to the known ones. What is behind another host only ssh itself can ask. */
export async function scanOf(way: Way): Promise<string> {
  const { hostname, port, known, behind } = await whereTo(way);
  if (behind) {
    const user = way.user === undefined ? [] : ["-l", way.user];
    return typed(["ssh", ...way.arguments ?? [], ...portWords(way), ...user, way.address ?? way.host, "true"]);
  }
  // Who has never used ssh has no ~/.ssh yet, and a shell makes no folder for what it appends to.
  const folder = known.slice(0, Math.max(0, known.lastIndexOf("/")));
  const place = folder === "" || await exists(folder) ? "" : `${typed(["mkdir", "-m", "700", folder])} && `;
  return `${place}ssh-keyscan ${port === "22" ? "" : `-p ${port} `}${hostname} >>${typed([known])}`;
}

async function exists(folder: string): Promise<boolean> {
  try {
    await Deno.stat(folder);
    return true;
  } catch (error) {
    return !(error instanceof Deno.errors.NotFound);
  }
}

/** What shows whether the host before it can be entered. */
export async function jumpOf(way: Way): Promise<string> {
  const { jump = "" } = await whereTo(way);
  if (!/^[\w.@-]+$/.test(jump)) return "try with ssh by hand to enter the host before it";
  const { arguments: words = [] } = way;
  const file = words.indexOf("-F");
  return `\`${typed(["ssh", ...file < 0 ? [] : words.slice(file, file + 2), jump, "true"])}\` tries that host alone`;
}

/** Where ssh goes after reading its configuration. */
async function whereTo(
  way: Way,
): Promise<{ hostname: string; port: string; known: string; behind: boolean; jump: string | undefined }> {
  const { host, address = host, port, arguments: words = [] } = way;
  const args = ["-G", ...words, ...portWords(way), "--", address];
  const { stdout } = await new Deno.Command("ssh", { args, stdin: "null", stderr: "null" }).output();
  const said = new TextDecoder().decode(stdout);
  const value = (key: string) => new RegExp(`^${key} (.*)$`, "m").exec(said)?.[1];
  // The first of several: the others are only read.
  const known = value("userknownhostsfile")?.split(" ")[0] ?? "~/.ssh/known_hosts";
  const jump = value("proxyjump");
  const behind = jump !== undefined || value("proxycommand") !== undefined;
  return { hostname: value("hostname") ?? address, port: value("port") ?? String(port ?? 22), known, behind, jump };
}

function portWords({ port }: Way): string[] {
  return port === undefined ? [] : ["-p", `${port}`];
}

/** Words as somebody types them: quoted where a shell would take them for something else. */
function typed(words: readonly string[]): string {
  return words.map((word) => /^[\w@%+=:,./~-]+$/.test(word) ? word : quote(word)).join(" ");
}
