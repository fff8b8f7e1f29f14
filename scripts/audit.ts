// What is known against the packages: by the lock, by their licences, and by whoever keeps advisories.
// Ends with 0 where nothing is, 1 where something was found, 3 where nobody could be asked; `--offline` asks nobody.
import { auditLicences } from "./audit_licences.ts";
import { auditLock } from "./audit_lock.ts";
import { packagesHere } from "./packages_here.ts";
import { say, warn } from "./say.ts";

const ROOT = new URL("../", import.meta.url);
/** What Deno may be doing meanwhile is a connection that nobody answers. */
const PATIENCE_MS = 60_000;

/** What `deno audit` has said: nothing known, something known, or nobody who knows. */
export type Advice = "none" | "some" | "unasked";

/** What it has said, since its exit code is 1 for an advisory as well as for a registry that it could not ask. */
function adviceIn(code: number, said: string): Advice {
  if (/^Found \d+ vulnerabilit/m.test(said)) return "some";
  return code === 0 && /^No known vulnerabilities/m.test(said) ? "none" : "unasked";
}

async function read(name: string) {
  return JSON.parse(await Deno.readTextFile(new URL(name, ROOT)));
}

/** Asks the registry, or another one that the environment names. */
export async function askAdvice(env: Record<string, string> = {}): Promise<{ advice: Advice; said: string }> {
  const command = new Deno.Command(Deno.execPath(), {
    args: ["audit", "--frozen"],
    cwd: ROOT,
    env: { NO_COLOR: "1", ...env },
    stdin: "null",
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  const { code, stdout, stderr } = await command.output();
  const said = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
  return { advice: adviceIn(code, said), said };
}

async function audit(offline: boolean): Promise<number> {
  const packages = await packagesHere();
  const wrong = [...auditLock(await read("deno.lock"), await read("deno.json")), ...auditLicences(packages)];
  for (const sentence of wrong) warn(sentence);
  const inProgram = packages.filter((each) => each.inProgram).length;
  say(`${packages.length} packages, ${inProgram} of them in the program; ${wrong.length} things wrong with them`);
  if (offline) return wrong.length > 0 ? 1 : 0;
  const told = await askAdvice();
  if (told.advice === "some") warn(told.said.trim());
  if (told.advice === "none") say("The registry knows of no vulnerability in them");
  if (wrong.length > 0 || told.advice === "some") return 1;
  if (told.advice === "none") return 0;
  const reason = told.said.split("\n").map((line) => line.trim()).find((line) => /error|invalid|refused/i.test(line));
  warn(
    `Whether anything is known against them was not found out, since the registry does not answer deno audit: ${reason}`,
  );
  return 3;
}

if (import.meta.main) Deno.exit(await audit(Deno.args.includes("--offline")));
