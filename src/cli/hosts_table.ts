// hosts as a table: a line each, and how many are how.
import type { Context } from "./context.ts";
import type { KnownHost } from "../words/hosts_known.ts";
import { addressWords, changeWords, STATUS_WORDS } from "../words/hosts_words.ts";
import { ago } from "../words/moment.ts";
import { type Column, table } from "./table.ts";

interface Field extends Column {
  cell(host: KnownHost): string;
  /** Left out where no host has anything in it. */
  optional?: boolean;
}

/** The hosts, a line each. `recorded`: there is a record that could know them. */
export function hostsTable(context: Context, hosts: readonly KnownHost[], recorded: boolean): string {
  const now = context.io.clock.now();
  const fields: Field[] = [
    { title: "HOST", cell: ({ host }) => host },
    { title: "ADDRESS", optional: true, cell: addressWords },
    { title: "GROUPS", flexible: true, cell: ({ groups }) => groups.join(", ") },
  ];
  if (recorded) {
    fields.push(
      { title: "STATUS", cell: ({ status }) => STATUS_WORDS[status] },
      { title: "LAST SEEN", cell: ({ seenAt }) => ago(seenAt, now) },
      { title: "LAST CHANGE", flexible: true, cell: (host) => changeWords(host, now) },
      { title: "LOOPS", flexible: true, cell: ({ loops }) => loops.map(({ id, name }) => `${id} ${name}`).join(", ") },
      { title: "WHY", flexible: true, optional: true, cell: ({ lastError }) => lastError ?? "" },
    );
  }
  const shown = fields.filter(({ optional, cell }) => !optional || hosts.some((host) => cell(host) !== ""));
  const rows = table(shown, hosts.map((host) => shown.map(({ cell }) => cell(host))), context.columns);
  return recorded && hosts.length > 1 ? `${rows}\n${counted(hosts)}` : rows;
}

/** `25 hosts: 23 reachable, 2 unreachable`. */
function counted(hosts: readonly KnownHost[]): string {
  const counts = Object.entries(STATUS_WORDS).flatMap(([status, words]) => {
    const count = hosts.filter((host) => host.status === status).length;
    return count === 0 ? [] : [`${count} ${words}`];
  });
  return `${hosts.length} hosts: ${counts.join(", ")}`;
}
