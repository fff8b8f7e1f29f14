// init: writes a first playbook, inventory and policy, and says what to type next.
import { relative, resolve } from "node:path";
import { quoted } from "../words/quoted.ts";
import type { Context, Ending } from "./context.ts";
import { exitCode } from "./exit_code.ts";
import { readFirstHosts } from "./first_host.ts";
import { firstFiles } from "./init_files.ts";
import { USUAL_ADDRESS } from "./listen_address.ts";
import { Refusal } from "./refusal.ts";

/** A command line and what it does. */
type Step = [command: string, does: string];

/** Writes what is not there yet; what is there stays as it is, and is named. */
export function init(context: Context): Promise<Ending> {
  const { io, flags, words: [named = "."] } = context;
  const folder = resolve(io.cwd, named);
  if (io.kind(folder) === "file" || io.kind(folder) === "pipe") {
    throw new Refusal(`${named} is a file`, { hint: "Name a folder, or none: then it is this one" });
  }
  const hosts = flags.host === undefined ? [] : readFirstHosts(flags.host);
  const inventory = `${folder}/inventory.yml`;
  if (hosts.length > 0 && io.kind(inventory) !== undefined) {
    throw new Refusal(`${shown(inventory, io.cwd)} is there already, so --host cannot put a host in`, {
      hint: `Write it there yourself, below \`hosts:\`: ${hosts.map(({ name }) => `${name}:`).join(" ")}`,
    });
  }
  const files = [...firstFiles(hosts)].map(([name, text]) => ({
    name,
    written: io.writeNewText(`${folder}/${name}`, text),
  }));
  const [written, kept] = [true, false].map((is) =>
    files.filter((file) => file.written === is).map(({ name }) => name)
  );
  const next = steps(context, folder);
  return Promise.resolve({
    exit: exitCode.done,
    data: { folder, written: written!, kept: kept!, next: next.map(([command]) => command) },
    text: [
      ...written!.length > 0 ? [`Written: ${written!.join(", ")}`] : [],
      ...kept!.length > 0 ? [`Left as they are: ${kept!.join(", ")}`] : [],
      "",
      "Next:",
      ...next.flatMap(([command, does]) => [`  # ${does}`, `  ${command}`]),
    ].join("\n"),
  });
}

function steps(context: Context, folder: string): Step[] {
  const { io, global } = context;
  const isElsewhere = folder !== io.cwd;
  const db = isElsewhere && global.db !== "loops.db" ? resolve(io.cwd, global.db) : global.db;
  const program = isElsewhere ? there(io.program, io.cwd) : io.program;
  const type = (rest: string) => `${program}${db === "loops.db" ? "" : ` --db ${quoted(db)}`} ${rest}`;
  const loop = "-f site.yml -i inventory.yml --policy policy.yml";
  return [
    ...isElsewhere ? [[`cd ${quoted(shown(folder, io.cwd))}`, "All of it lies in one folder"] as Step] : [],
    [type(`run ${loop} --dry-run`), "Look first: what would change, as differences"],
    [type(`run ${loop}`), "Change it, and look again; every step is on record"],
    [type(`submit ${loop} --interval 5m`), "A loop that keeps it so, for ever"],
    [type("worker --serve"), `Work on it until Ctrl-C, beside a page for your browser: http://${USUAL_ADDRESS}/`],
    [type("status"), "In another terminal, in the same folder: where it stands; history, logs and show say more"],
    [type("unit"), "For good, as a service: a systemd unit that starts it"],
  ];
}

/** The program as it is typed in another folder. */
function there(program: string, cwd: string): string {
  return program.replace(
    /^(deno run -A )?([^:' ]+)$/,
    (whole, deno: string | undefined, path: string) =>
      deno !== undefined || path.includes("/") ? `${deno ?? ""}${resolve(cwd, path)}` : whole,
  );
}

function shown(path: string, cwd: string): string {
  const short = relative(cwd, path);
  return short === "" ? "." : short.startsWith("..") ? path : short;
}
