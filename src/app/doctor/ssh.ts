// ssh: the program, its configuration, what it can show as a key, and which hosts it knows.
import type { Finding } from "../../ports/checkup.ts";
import { counted } from "../../words/counted.ts";
import { ask, demand, programAt, shown, stat, text, variable } from "./here.ts";
import { finding, type Look } from "./look.ts";

const PACKAGE = {
  debian: "openssh-client",
  redhat: "openssh-clients",
  alpine: "openssh-client",
  suse: "openssh-clients",
  arch: "openssh",
  darwin: "openssh",
};
/** `accept-new` came with 7.6. */
const OLDEST = [7, 6];

/** The program ssh. */
export async function sshFindings({ install, far }: Look, signal: AbortSignal): Promise<Finding[]> {
  const said = await ask("ssh", ["-V"], {}, signal);
  if (said === undefined) {
    return [
      finding(
        "ssh",
        far ? "problem" : "warning",
        "no program ssh on PATH: this machine alone can be kept",
        install(PACKAGE),
      ),
    ];
  }
  const version = (said.stderr || said.stdout).trim().split("\n")[0]!.replace(/,.*/, "");
  const [, major, minor] = /^OpenSSH_(\d+)\.(\d+)/.exec(version) ?? [];
  const found = `${version || "it says no version"} (${programAt("ssh")})`;
  if (major === undefined || minor === undefined) {
    return [finding("ssh", "warning", `${found}: connections are shared as only OpenSSH does`, install(PACKAGE))];
  }
  if (Number(major) < OLDEST[0]! || (Number(major) === OLDEST[0] && Number(minor) < OLDEST[1]!)) {
    return [finding("ssh", "warning", `${found}: --host-key accept-new needs ${OLDEST.join(".")}`, install(PACKAGE))];
  }
  return [finding("ssh", "ok", found)];
}

/** What lies in `.ssh` at home (where ssh looks, whatever HOME says), and the agent. Names of keys are told, nothing of what is in them. */
export async function sshKeyFindings(
  look: Look,
  home: string | undefined,
  signal: AbortSignal,
): Promise<Finding[]> {
  const folder = home === undefined ? undefined : `${home}/.ssh`;
  const keys = folder === undefined ? [] : keysIn(folder);
  const agent = await agentFinding(signal);
  const findings = [
    ...(folder === undefined ? [] : configFindings(folder)),
    ...keys.filter(({ open }) => open).map(({ path, mode }) =>
      finding("ssh keys", "problem", `${shown(path)} has mode ${mode}: others may read it, so ssh does not use it`, [
        `chmod 600 ${shown(path)}`,
      ])
    ),
  ];
  const usable = keys.filter(({ open }) => !open).map(({ path }) => shown(path));
  const words = [
    usable.length === 0 ? folder === undefined ? "no home with keys" : `no key in ${shown(folder)}` : few(usable),
    agent.words,
  ].join("; ");
  const none = usable.length === 0 && agent.keys === 0;
  const standing = agent.broken ? "warning" : none ? "note" : "ok";
  const mend = agent.broken
    ? ['Start one: eval "$(ssh-agent)"; ssh-add', "Or let ssh do without: unset SSH_AUTH_SOCK"]
    : none && look.far
    ? ["ssh-keygen -t ed25519", "ssh-copy-id USER@HOST", "Or log in with a password: -k"]
    : [];
  return [...findings, finding("ssh keys", standing, words, mend)];
}

function few(names: string[]): string {
  const shown = names.slice(0, 4).join(", ");
  return names.length > 4 ? `${shown} and ${names.length - 4} more` : shown;
}

/** Private keys by their first line. */
function keysIn(folder: string): { path: string; mode: string; open: boolean }[] {
  demand({ name: "read", path: folder });
  let names: string[];
  try {
    names = [...Deno.readDirSync(folder)].filter(({ isFile, isSymlink }) => isFile || isSymlink).map(({ name }) => name)
      .sort();
  } catch {
    return [];
  }
  return names.filter((name) => !/\.pub$|^known_hosts|^config$|^authorized_keys/.test(name)).flatMap((name) => {
    const path = `${folder}/${name}`;
    const found = stat(path);
    if (!found?.isFile || found.size > 64 * 1024) return [];
    const bits = (found.mode ?? 0o600) & 0o777;
    if (!/^-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text(path) ?? "")) return [];
    return [{ path, mode: bits.toString(8).padStart(4, "0"), open: (bits & 0o077) !== 0 && found.uid === Deno.uid() }];
  });
}

/** ssh refuses to do anything with a configuration that others may write; without known hosts none is entered. */
function configFindings(folder: string): Finding[] {
  const findings: Finding[] = [];
  const name = shown(folder);
  const config = stat(`${folder}/config`);
  if (config !== undefined && text(`${folder}/config`) === undefined) {
    findings.push(
      finding("ssh config", "problem", `${name}/config cannot be read, so ssh ends at once`, [`ls -l ${name}/config`]),
    );
  } else if (config !== undefined && ((config.mode ?? 0) & 0o022) !== 0) {
    findings.push(
      finding("ssh config", "problem", `others may write ${name}/config, so ssh refuses to start`, [
        `chmod 600 ${name}/config`,
      ]),
    );
  }
  const known = text(`${folder}/known_hosts`);
  if (known === undefined && stat(`${folder}/known_hosts`) !== undefined) {
    findings.push(
      finding("known hosts", "problem", `${name}/known_hosts cannot be read`, [`ls -l ${name}/known_hosts`]),
    );
  } else {
    const everybodys = text("/etc/ssh/ssh_known_hosts") ?? "";
    const count = `${known ?? ""}\n${everybodys}`.split("\n").filter((line) => /^[^#\s]/.test(line)).length;
    findings.push(
      count > 0
        ? finding(
          "known hosts",
          "ok",
          `${everybodys === "" ? "" : "/etc/ssh/ssh_known_hosts and "}${name}/known_hosts ${
            everybodys === "" ? "has" : "have"
          } ${counted(count, "key")}`,
        )
        : finding("known hosts", "note", `${name}/known_hosts knows no host, and unknown ones are not entered`, [
          "ssh HOST, once, and compare the fingerprint; or --host-key accept-new takes what a new host shows",
        ]),
    );
  }
  return findings;
}

async function agentFinding(signal: AbortSignal): Promise<{ words: string; keys: number; broken: boolean }> {
  if (variable("SSH_AUTH_SOCK") === undefined) return { words: "no agent", keys: 0, broken: false };
  const said = await ask("ssh-add", ["-l"], {}, signal);
  if (said === undefined) return { words: "an agent, and no ssh-add to ask it with", keys: 0, broken: false };
  if (said.rc === 1) return { words: "an agent that holds no key", keys: 0, broken: false };
  if (said.rc !== 0) return { words: "SSH_AUTH_SOCK names an agent that does not answer", keys: 0, broken: true };
  const keys = said.stdout.trim().split("\n").length;
  return { words: `an agent with ${counted(keys, "key")}`, keys, broken: false };
}
