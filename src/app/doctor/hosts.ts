// Each host of an inventory: whether it can be entered, and what of the job's needs is there.
import { CannotBecome, CannotEnter } from "../../model/errors.ts";
import type { Entrance, Passwords } from "../../model/way.ts";
import type { LoopOptions } from "../../model/loop.ts";
import type { Finding } from "../../ports/checkup.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Shell } from "../../ports/shell.ts";
import type { Transport } from "../../ports/transport.ts";
import { entrancesOf } from "../../playbook/entrances.ts";
import { localFiles } from "../../transports/local_files.ts";
import { durationText } from "../../words/duration_text.ts";
import { checkingVaults } from "../checked_vaults.ts";
import { openFleet } from "../fleet.ts";
import { noPlaybook } from "../no_playbook.ts";
import { passwordsOf } from "../password_files.ts";
import { reachHosts } from "../reach_hosts.ts";
import { finding } from "./look.ts";

/** Which hosts, and how they are entered: a part of a loop's options, and what was typed. */
export interface Asked {
  options: Pick<LoopOptions, "inventory" | "limit" | "reach" | "forks" | "vaults">;
  passwords: Passwords;
  cwd: string;
}

/** Hosts at once, as in a run. */
const FORKS = 50;
/** Milliseconds between two machines' clocks that certificates, TLS and people who compare logs stumble over. */
const APART_MS = 30_000;

const SCRIPT = `printf 'at %s\\n' "$(date +%s.%N)"
printf 'user %s\\n' "$(id -un)"
[ "$(id -u)" = 0 ] && echo "sudo root" || { command -v sudo >/dev/null 2>&1 && { sudo -n true >/dev/null 2>&1 && echo "sudo free" || echo "sudo asks"; } || echo "sudo none"; }
for p in python3 /usr/libexec/platform-python; do command -v "$p" >/dev/null 2>&1 && { "$p" -c 'import sys; print("python %d.%d" % sys.version_info[:2])'; break; }; done
:`;

/** `secret` is told every password. Throws InputError for an inventory that cannot be read, or a limit that lets no host through. */
export async function hostFindings(
  { options, passwords: typed, cwd }: Asked,
  { clock, secret }: { clock: Clock; secret(value: string): void },
  signal: AbortSignal,
): Promise<Finding[]> {
  const { reach = {}, limit, forks = FORKS } = options;
  const passwords = await passwordsOf(typed, reach, { files: localFiles(), signal });
  return await checkingVaults(options, async ({ vaults, know, hide }) => {
    const terms = { vaults, read: () => noPlaybook(cwd) };
    const whole = { ...options, once: true, dryRun: false, maxIterations: 1, onInterrupted: "ask" } as LoopOptions;
    const { playbook, inventory, files, warnings } = await openFleet(whole, terms, signal);
    know([...inventory.hosts, ...inventory.groups.keys()]);
    const { hosts } = inventory.select("all", limit);
    const entrances = entrancesOf(playbook, { inventory, files, passwords, reach });
    await using transport = reachHosts();
    const found = await some(hosts, forks, async (host) => {
      try {
        const entrance = entrances.to(host);
        for (const each of [entrance.password, entrance.becomePassword]) if (each !== undefined) secret(each.reveal());
        return await hostFinding(entrance, { transport, clock }, signal);
      } catch (error) {
        if (signal.aborted) throw error;
        if (error instanceof CannotEnter && error.mend !== "") {
          return finding(`host ${host}`, "problem", error.why.replace(/[:.]$/, ""), [error.mend]);
        }
        return finding(`host ${host}`, "problem", error instanceof Error ? error.message : String(error));
      }
    });
    return hide([...warnings.map((words) => finding("inventory", "warning", words)), ...found]);
  }, signal);
}

/** Works on a list, so many at once; answers in its order. */
async function some<T, R>(items: readonly T[], most: number, work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const one = async () => {
    for (let at = next++; at < items.length; at = next++) results[at] = await work(items[at]!);
  };
  await Promise.all(Array.from({ length: Math.min(most, items.length) }, one));
  return results;
}

async function hostFinding(
  entrance: Entrance,
  { transport, clock }: { transport: Transport; clock: Clock },
  signal: AbortSignal,
): Promise<Finding> {
  const { way: { host, become, ...plain }, becomePassword: _, ...secrets } = entrance;
  const about = `host ${host}`;
  const begun = clock.monotonic();
  await using shell = await transport.open({ way: { host, ...plain }, ...secrets }, signal);
  const entered = Math.round(clock.monotonic() - begun);
  const asked = await asks(shell, clock, signal);
  const words = [
    plain.connection === "local" ? "this machine" : `entered in ${entered} ms`,
    `as ${asked.user}`,
    asked.python === undefined ? "no Python (only Ansible's modules need one)" : `Python ${asked.python}`,
    ...asked.apart === undefined ? [] : [clockWords(asked.apart)],
  ];
  if (become !== undefined) {
    const as = `${become.method} to ${become.user}`;
    const refused = await refusal(entrance, transport, signal);
    if (refused !== undefined) return finding(about, "problem", `${words.join(", ")}; ${as} is refused: ${refused}`);
    words.push(`${as} works`);
  } else if (asked.sudo !== undefined) words.push(asked.sudo);
  if (asked.apart !== undefined && Math.abs(asked.apart) > APART_MS) {
    return finding(about, "warning", words.join(", "), ["On that host: timedatectl set-ntp true"]);
  }
  return finding(about, "ok", words.join(", "));
}

/** Why the user of the way cannot be become; undefined where he can. */
async function refusal(entrance: Entrance, transport: Transport, signal: AbortSignal): Promise<string | undefined> {
  try {
    await using _shell = await transport.open(entrance, signal);
    return undefined;
  } catch (error) {
    if (error instanceof CannotBecome) return error.message;
    throw error;
  }
}

const SUDO: Record<string, string | undefined> = {
  free: "sudo without a password",
  asks: "sudo asks for a password (-K)",
  none: "no sudo",
};

interface Answers {
  user: string;
  sudo: string | undefined;
  python: string | undefined;
  /** Milliseconds by which its clock is ahead of ours. */
  apart: number | undefined;
}

async function asks(shell: Shell, clock: Clock, signal: AbortSignal): Promise<Answers> {
  const before = clock.now();
  const { stdout } = await shell.run(["sh", "-c", SCRIPT], {}, signal);
  const value = (name: string) => new RegExp(`^${name} (.*)$`, "m").exec(stdout)?.[1]?.trim();
  // The first line was printed right after the question came: half of what an answer takes does not matter to seconds.
  const [seconds, fraction = ""] = (value("at") ?? "").split(".");
  const known = /^\d+$/.test(seconds ?? "");
  const millis = /^\d{9}$/.test(fraction) ? Number(fraction) / 1e6 : 500;
  return {
    user: value("user") ?? "a user without a name",
    sudo: SUDO[value("sudo") ?? ""],
    python: value("python"),
    apart: known ? Math.round(Number(seconds) * 1000 + millis - before) : undefined,
  };
}

/** Below two seconds the way there and back is most of it. */
function clockWords(apart: number): string {
  if (Math.abs(apart) < 2000) return "clock as here";
  return `clock ${durationText(Math.abs(apart))} ${apart > 0 ? "ahead" : "behind"}`;
}
