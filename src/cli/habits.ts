// Flags that hands used to ansible-playbook type, and that mean nothing here: each is refused with what to type instead.
import type { NamedFlag } from "./not_built.ts";
import { quoted } from "../words/quoted.ts";
import { Refusal } from "./refusal.ts";

/** Flags of ansible-playbook that have no counterpart. */
export const habits: NamedFlag[] = [
  {
    flags: "-v, --verbose",
    instead: "leave it out; every command, output and diff is on record: `history LOOP --actions -o json`",
  },
  {
    flags: "--start-at-task [name]",
    instead: "leave it out: what is as described is not done again; --tags walks a part of the playbook",
  },
  { flags: "--step", instead: "look with --dry-run first, or put `pause: {prompt: …}` between the tasks" },
  { flags: "--force-handlers", instead: "write `force_handlers: true` into the play" },
  { flags: "--flush-cache", instead: "--facts-ttl 0 gathers facts anew, whatever their age" },
  { flags: "-M, --module-path [folders]", instead: "put modules of your own into library/ beside the playbook" },
];

const oneTask =
  "write the task into a playbook (`- hosts: web`, below it `tasks:`), which is then on record: `run -f FILE`";

/** Flags of `ansible`, which carries out one task without a playbook. */
export const adHocHabits: NamedFlag[] = ["-m, --module-name [name]", "-a, --args [parameters]"]
  .map((flags) => ({ flags, instead: oneTask }));

/** Flags of `ansible-inventory`. */
export const inventoryHabits: NamedFlag[] = [
  { flags: "--list", instead: "leave it out; `hosts -i INVENTORY -o json` lists them for programs" },
  { flags: "--host [name]", instead: "the name alone does: `hosts NAME -i INVENTORY`" },
  { flags: "--vars", instead: "`hosts NAME` shows the variables of one host, each with the file it comes from" },
];

/** What was probably meant by a command line that begins with no command of ours, as `ansible web -m ping` does; undefined where nobody knows. */
export function habitHint(argv: readonly string[], program: string): string | undefined {
  const [first = ""] = argv;
  if (/^-(o|q|-db|-output|-quiet)/.test(first)) return undefined;
  if (argv.some((word) => /^(-m|-a|--module-name|--args)$/.test(word))) return `For one task ${oneTask}`;
  if (/\.ya?ml$/.test(first)) return `Type ${[program, "run", ...argv.map(quoted)].join(" ")}`;
  if (/^-[iluebkKtCD]$|^--(inventory|limit|check)$/.test(first)) {
    return `Its place is behind a command: ${program} run --help`;
  }
  return undefined;
}

/** The refusal of a flag that belongs elsewhere. */
export function notOurs(name: string, instead: string, whose = "ansible-playbook's"): Refusal {
  return new Refusal(`${name} is ${whose}: ${instead}`);
}
