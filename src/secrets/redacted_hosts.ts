// What is on record of hosts, without secrets.
import type { HostLeases } from "../ports/host_leases.ts";
import type { HostNotes, KeptFacts } from "../ports/host_notes.ts";
import type { Secrets } from "../ports/secrets.ts";

/** Notes behind redaction. Facts that something is hidden in are for readers: they are gathered anew. */
export function redactedHostNotes(inner: HostNotes, secrets: Secrets): HostNotes {
  return {
    note: (hosts) => inner.note(secrets.hide(hosts)),
    keepFacts: (kept) =>
      inner.keepFacts(
        new Map(
          [...kept].map(([host, each]): [string, KeptFacts] => {
            const facts = secrets.hide(each.facts);
            return [host, facts === each.facts ? each : { ...each, facts, partial: true }];
          }),
        ),
      ),
    facts: (hosts) => inner.facts(hosts),
  };
}

/** Names that people read of who holds a machine. */
export function redactedHostLeases(inner: HostLeases, secrets: Secrets): HostLeases {
  return {
    take: (wanted) => inner.take(wanted.map(({ machine, host }) => ({ machine, host: secrets.redact(host) }))),
  };
}
