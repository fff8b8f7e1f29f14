// Where ssh goes once it has read its configuration, and the commands by which a human looks there.
import type { Way } from "../model/way.ts";

/** The command that adds a host's key to the known ones. What is behind another host only ssh itself can ask. */
export async function scanOf(way: Way): Promise<string> {
  const { hostname, port, known, behind } = await whereTo(way);
  if (behind) return ["ssh", ...way.arguments ?? [], way.address ?? way.host, "true"].join(" ");
  return `ssh-keyscan ${port === "22" ? "" : `-p ${port} `}${hostname} >>${known}`;
}

/** What shows whether the host before it can be entered. */
export async function jumpOf(way: Way): Promise<string> {
  const { jump = "" } = await whereTo(way);
  if (!/^[\w.@-]+$/.test(jump)) return "try with ssh by hand to enter the host before it";
  const { arguments: words = [] } = way;
  const file = words.indexOf("-F");
  return `\`${["ssh", ...file < 0 ? [] : words.slice(file, file + 2), jump, "true"].join(" ")}\` tries that host alone`;
}

/** Where ssh goes after reading its configuration. */
async function whereTo(
  { host, address = host, port, arguments: words = [] }: Way,
): Promise<{ hostname: string; port: string; known: string; behind: boolean; jump: string | undefined }> {
  const args = ["-G", ...words, ...port === undefined ? [] : ["-p", String(port)], "--", address];
  const { stdout } = await new Deno.Command("ssh", { args, stdin: "null", stderr: "null" }).output();
  const said = new TextDecoder().decode(stdout);
  const value = (key: string) => new RegExp(`^${key} (.*)$`, "m").exec(said)?.[1];
  // The first of several: the others are only read.
  const known = value("userknownhostsfile")?.split(" ")[0] ?? "~/.ssh/known_hosts";
  const jump = value("proxyjump");
  const behind = jump !== undefined || value("proxycommand") !== undefined;
  return { hostname: value("hostname") ?? address, port: value("port") ?? String(port ?? 22), known, behind, jump };
}
