// What this machine needs for the job, looked at side by side. Nothing is made or changed.
import type { Finding } from "../../ports/checkup.ts";
import { Redactor } from "../../secrets/redactor.ts";
import { ansibleFindings } from "./ansible.ts";
import { clockFinding, moment, zoneFinding } from "./clock.ts";
import { databaseFinding, type LookedAt } from "./database.ts";
import { diskFindings } from "./disk.ts";
import { demand, homeOfUser, mayAsk, text, Unseen, variable } from "./here.ts";
import type { Asked } from "./hosts.ts";
import { installCommand } from "./install_command.ts";
import { type Check, finding, type Look } from "./look.ts";
import { modelFinding } from "./model.ts";
import { pageFinding } from "./page.ts";
import { homeFinding, oneFile, permissionFinding, programFinding, userFinding } from "./program.ts";
import { shellFindings } from "./shell.ts";
import { sshFindings, sshKeyFindings } from "./ssh.ts";
import { terminalFinding } from "./terminal.ts";
import { workersFinding } from "./workers.ts";

/** What is to be looked at. */
export interface CheckUpTerms extends Omit<Look, "install" | "far" | "file"> {
  /** The page's port. */
  port: number;
  /** Hosts to enter, too. */
  hosts?: Asked;
  /** A model to put one question to; `true`: the one that is found. */
  model?: string | true;
}

/** Variables whose values are told to nobody. */
const KEYS = ["ANTHROPIC_API_KEY", "OPENAI_API_KEY", "ANTHROPIC_AUTH_TOKEN"];

/** What was found, most important first. Throws InputError for hosts that cannot be told from their inventory. */
export async function checkUp(terms: CheckUpTerms, signal: AbortSignal): Promise<Finding[]> {
  const { clock, port, hosts, model } = terms;
  const before = moment(clock);
  const redactor = new Redactor();
  redactor.add(KEYS.flatMap((name) => variable(name) ?? []));
  const file = oneFile();
  const look: Look = {
    ...terms,
    ...(file === undefined ? {} : { file }),
    install: installer(),
    far: hosts !== undefined,
  };
  const database = databaseHere(look);
  const { content } = database;
  const checks: [about: string, check: Check][] = [
    ["program", programFinding],
    ["permissions", permissionFinding],
    ["user", userFinding],
    ["database", () => database.findings],
    ["disk", diskFindings],
    ["home", () => {
      demand({ name: "env", variable: "HOME" });
      return homeFinding(variable("HOME"));
    }],
    ["shell", shellFindings],
    ["ssh", sshFindings],
    ["ssh keys", (look, signal) => sshKeyFindings(look, homeOfUser(), signal)],
    ...(hosts === undefined ? [] : [
      ["hosts", async (_look, signal) => {
        const { hostFindings } = await import("./hosts.ts");
        return await hostFindings(hosts, { clock, secret: (value) => redactor.add([value]) }, signal);
      }] satisfies [string, Check],
    ]),
    ["workers", () => content === undefined ? [] : workersFinding(content, look)],
    ["model", (_look, signal) => modelFinding(model, clock, signal)],
    ["ansible", ansibleFindings],
    ["page", () => pageFinding(look, port)],
    ["time zones", zoneFinding],
    ["terminal", terminalFinding],
  ];
  const found = await Promise.all(checks.map(([about, check]) => seen(about, () => check(look, signal))));
  // Last, for what happened to the clock meanwhile.
  found.push(await seen("clock", () => clockFinding(clock, { before, latest: content?.latest ?? null })));
  return found.flat().map(({ about, standing, found, mend }) => ({
    about,
    standing,
    found: redactor.redact(found),
    mend: mend.map((line) => redactor.redact(line)),
  }));
}

function databaseHere(look: Look): LookedAt {
  try {
    return databaseFinding(look);
  } catch (error) {
    return { findings: [unseen("database", error)] };
  }
}

async function seen(about: string, check: () => Finding[] | Promise<Finding[]>): Promise<Finding[]> {
  try {
    return await check();
  } catch (error) {
    return [unseen(about, error)];
  }
}

/** What Deno does not allow is no fault of what was to be looked at. Throws all other errors on. */
function unseen(about: string, error: unknown): Finding {
  if (error instanceof Unseen) {
    const mend = error.needs === undefined ? [] : [`Start it with ${error.needs}, or with -A`];
    return finding(about, "unseen", error.message, mend);
  }
  if (error instanceof Deno.errors.NotCapable) {
    const flag = /--allow-\w+/.exec(error.message)?.[0];
    return finding(about, "unseen", "Deno does not allow to look", [`Start it with ${flag ?? "-A"}`]);
  }
  throw error;
}

function installer(): Look["install"] {
  let release: string;
  try {
    release = text("/etc/os-release") ?? "";
  } catch {
    release = "";
  }
  const root = mayAsk({ name: "sys", kind: "uid" }) && Deno.uid() === 0;
  return (packages) => installCommand(packages, { os: Deno.build.os, release, root });
}
