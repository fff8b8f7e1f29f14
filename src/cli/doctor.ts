// doctor: what this machine needs for the job, what is there of it, and what to type where something is not.
import { resolve } from "node:path";
import type { Finding } from "../ports/checkup.ts";
import { type Context, type Ending, toJson } from "./context.ts";
import { countOf, doctorText } from "./doctor_text.ts";
import { exitCode } from "./exit_code.ts";
import { fleetOptions } from "./fleet_options.ts";
import { listenAddress, USUAL_ADDRESS } from "./listen_address.ts";
import { typedPasswords } from "./typed_passwords.ts";
import { typeVaults, vaultsOf } from "./vault_options.ts";
import { version } from "./version.ts";

/** Exit 1 where something is a problem. The hosts of `-i` are entered. */
export async function doctor(context: Context): Promise<Ending> {
  const { io, wiring, global } = context;
  // Without a name commander says true: the model that is found.
  const model: string | true | undefined = context.flags.model;
  const begun = io.clock.monotonic();
  const hosts = await hostsOf(context);
  const over = new AbortController();
  context.takeSignals((_name, leave) => {
    over.abort();
    leave();
  });
  const found = await wiring.checkUp({
    db: resolve(io.cwd, global.db),
    version,
    clock: io.clock,
    type: context.type,
    terminal: { isTerminal: io.stdout.isTerminal, columns: io.stdout.columns },
    port: listenAddress(USUAL_ADDRESS).port,
    ...(hosts === undefined ? {} : { hosts }),
    ...(model === undefined ? {} : { model }),
  }, over.signal);
  const problems = found.filter(({ standing }) => standing === "problem");
  const ms = Math.round(io.clock.monotonic() - begun);
  const counts = { checks: found.length, problems: problems.length, warnings: countOf(found, "warning"), ms };
  return {
    exit: problems.length === 0 ? exitCode.done : exitCode.notConverged,
    data: toJson({ findings: found, ...counts }),
    text: doctorText(found, { columns: context.columns, quiet: global.quiet }),
    ...(problems.length === 0 ? {} : { failure: failure(problems) }),
  };
}

function failure(problems: Finding[]): NonNullable<Ending["failure"]> {
  const names = [...new Set(problems.map(({ about }) => about))].join(", ");
  return {
    kind: "not ready",
    message: `${problems.length === 1 ? "1 thing is" : `${problems.length} things are`} in the way: ${names}`,
    hint: problems.flatMap(({ mend }) => mend)[0] ?? "See what was found of each",
  };
}

/** Undefined where no inventory is named: then nobody is entered. */
async function hostsOf(context: Context): Promise<Parameters<Context["wiring"]["checkUp"]>[0]["hosts"]> {
  const fleet = await fleetOptions(context);
  if (fleet.inventory === undefined) return undefined;
  const options = { ...fleet, ...vaultsOf(context) };
  const passwords = await typedPasswords(context);
  await typeVaults(context);
  return { options, passwords, cwd: context.io.cwd };
}
