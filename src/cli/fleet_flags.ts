// The flags that say which hosts, and how they are entered: declared, read into a loop's options, and refused where they cannot be meant.
import { resolve } from "node:path";
import { type Command, Option } from "commander";
import { absoluteSource } from "../app/absolute_source.ts";
import { InputError } from "../model/errors.ts";
import type { LoopOptions } from "../model/loop.ts";
import type { Reach } from "../model/way.ts";
import type { Context } from "./context.ts";
import { together, wholeNumber } from "./flag_values.ts";
import type { NamedFlag } from "./not_built.ts";

/** Absent where they were not given. */
export interface FleetFlags {
  /** As typed, in order. */
  inventory?: string[];
  inventoryFile?: string[];
  limit?: string;
  subset?: string;
  forks?: number;
  user?: string;
  connection?: "local" | "ssh";
  privateKey?: string;
  keyFile?: string;
  sshCommonArgs?: string;
  sshExtraArgs?: string;
  /** Seconds. */
  timeout?: number;
  hostKey?: "strict" | "accept-new";
  become?: boolean;
  becomeMethod?: "sudo" | "su" | "doas";
  becomeUser?: string;
  askPass?: boolean;
  askBecomePass?: boolean;
  becomePasswordFile?: string;
  becomePassFile?: string;
  connectionPasswordFile?: string;
  connPassFile?: string;
}

/** Declares which hosts. */
export function declareHosts(command: Command): Command {
  return command.optionsGroup("On which hosts:")
    .option("-i, --inventory <source>", "hosts: a file, folder, program or list (web1,web2); several add up", together)
    .addOption(new Option("--inventory-file <source>").argParser(together).hideHelp())
    .option("-l, --limit <pattern>", "only these of them: web:&prod:!web3, or @FILE with one a line")
    .addOption(new Option("--subset <pattern>").hideHelp())
    .addOption(new Option("--forks <n>", "most hosts at once (default: 50)").argParser(wholeNumber));
}

/** Declares how they are entered, where neither inventory nor playbook says so. */
export function declareReach(command: Command): Command {
  return command.optionsGroup("How hosts are entered, where inventory and playbook do not say:")
    .option("-u, --user <name>", "as whom to log in")
    .addOption(new Option("-c, --connection <type>", "how (default: ssh)").choices(["ssh", "local"]))
    .option("--private-key <file>", "the key to log in with")
    .addOption(new Option("--key-file <file>").hideHelp())
    .option("--ssh-common-args <words>", "more words for ssh: '-o ProxyJump=gate'")
    .option("--ssh-extra-args <words>", "yet more of them, behind those")
    .option("-T, --timeout <seconds>", "how long connecting may take (default: 10)", wholeNumber)
    .addOption(
      new Option("--host-key <how>", "accept-new takes the key of a host never seen before (default: strict)")
        .choices(["strict", "accept-new"]),
    )
    .option("-b, --become", "run as another user, once a host is entered")
    .option("--become-user <name>", "as whom (default: root)")
    .addOption(new Option("--become-method <method>", "how (default: sudo)").choices(["sudo", "su", "doas"]))
    .option("--connection-password-file <file>", "its first line is the password to log in with")
    .addOption(new Option("--conn-pass-file <file>").hideHelp())
    .option("--become-password-file <file>", "its first line is the password for become")
    .addOption(new Option("--become-pass-file <file>").hideHelp());
}

/** Declares the passwords that are typed. */
export function declareTyped(command: Command): Command {
  return command.option("-k, --ask-pass", "type the password to log in with; it is nowhere on record")
    .option("-K, --ask-become-pass", "type the password for become, likewise");
}

/** What a command without a terminal answers to the typed ones. */
export const typedElsewhere: NamedFlag[] = [
  {
    flags: "-k, --ask-pass",
    instead: "a worker asks nobody, and the password is on no record: name a file with --connection-password-file",
  },
  {
    flags: "-K, --ask-become-pass",
    instead: "a worker asks nobody, and the password is on no record: name a file with --become-password-file",
  },
];

/** What they say, for the record. Files are named from the root on, a limit has the lines of its files in it. Throws InputError. */
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
  throw new InputError("There is no such file", { file });
}
