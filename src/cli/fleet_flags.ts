// The flags that say which hosts, and how they are entered.
import { type Command, Option } from "commander";
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
