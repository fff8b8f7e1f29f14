// What the flags about hosts put on record; what cannot be meant is refused.
import { resolve } from "node:path";
import { absoluteSource } from "../app/absolute_source.ts";
import { InputError } from "../model/errors.ts";
import type { LoopOptions } from "../model/loop.ts";
import type { Reach } from "../model/way.ts";
import type { Context } from "./context.ts";
import type { FleetFlags } from "./fleet_flags.ts";

/** A part of a loop's options. Files are named from the root on, a limit has the lines of its files in it. Throws InputError. */
export async function fleetOptions({ flags, io, wiring }: Context): Promise<Partial<LoopOptions>> {
  const sources = [...flags.inventory ?? [], ...flags.inventoryFile ?? []];
  const { limit = flags.subset, forks } = flags;
  const reach = reachOf(flags, (path) => existing(path, io));
  return {
    ...(sources.length === 0 ? {} : { inventory: sources.map((source) => sourceOf(source, io)) }),
    ...(limit === undefined ? {} : { limit: await wiring.readLimit(limit, io.cwd) }),
    ...(forks === undefined ? {} : { forks }),
    ...(Object.keys(reach).length === 0 ? {} : { reach }),
  };
}

function reachOf(flags: FleetFlags, path: (given: string) => string): Reach {
  const { user, connection, timeout, become, becomeMethod, becomeUser } = flags;
  const files = {
    keyFile: flags.privateKey ?? flags.keyFile,
    passwordFile: flags.connectionPasswordFile ?? flags.connPassFile,
    becomePasswordFile: flags.becomePasswordFile ?? flags.becomePassFile,
  };
  const given = {
    ...{ user, connection, timeout, become, becomeMethod, becomeUser },
    commonArgs: flags.sshCommonArgs,
    extraArgs: flags.sshExtraArgs,
    hostKeys: flags.hostKey === "accept-new" ? flags.hostKey : undefined,
    ...Object.fromEntries(Object.entries(files).map(([name, file]) => [name, file && path(file)])),
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

/** A path, or a list where no such path is there. A trailing comma makes a list of one name. */
function sourceOf(source: string, io: Context["io"]): string {
  const path = resolve(io.cwd, source);
  if (io.kind(path) !== undefined) return path;
  if (source.includes(",")) return absoluteSource(source, io.cwd);
  throw new InputError(
    `There is no such inventory: neither a file nor a folder; for a host of this name write -i ${source},`,
    { file: source },
  );
}

function existing(file: string, io: Context["io"]): string {
  const path = resolve(io.cwd, file);
  if (io.kind(path) === "file" || io.kind(path) === "pipe") return path;
  throw new InputError("There is no such file: name one by its path from here", { file });
}
