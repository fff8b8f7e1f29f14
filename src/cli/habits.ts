// Flags that hands used to ansible-playbook type, and that mean nothing here: each is refused with what to type instead.
import type { NamedFlag } from "./not_built.ts";
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
  { flags: "-M, --module-path [folders]", instead: "leave it out: the modules are built in, `modules` lists them" },
];

/** The refusal of a flag that belongs elsewhere. */
export function notOurs(name: string, instead: string, whose = "ansible-playbook's"): Refusal {
  return new Refusal(`${name} is ${whose}: ${instead}`);
}
