// One line for each host's name, kept by triggers, whichever and however many loops know it.

/** `heard_at`: when it was last found to answer, or not to; the loop that heard of it last says how it is. */
const hostNames = `
CREATE TABLE host_names (
	host TEXT NOT NULL,
	address TEXT,
	groups TEXT,
	status TEXT NOT NULL,
	last_error TEXT,
	seen_at TEXT,
	heard_at TEXT,
	changed_at TEXT,
	system TEXT,
	PRIMARY KEY (host)
)`;

const unreachable = "CREATE INDEX host_names_unreachable ON host_names (host) WHERE status = 'unreachable'";

/** A host that does not answer has its row written each time, give or take a minute. */
const heard = (row: string) => `CASE ${row}status WHEN 'unreachable' THEN ${row}updated_at ELSE ${row}seen_at END`;

/** Heard of not before what is known; or there for somebody, where it was gone for another. */
const TELLS =
  "coalesce(excluded.heard_at, '') >= coalesce(heard_at, '') OR (status = 'gone' AND excluded.status <> 'gone')";

const later = (column: string) => `nullif(max(coalesce(${column}, ''), coalesce(excluded.${column}, '')), '')`;

/** Who has its name from no inventory knows neither address nor groups. */
const noted = (column: string) => `CASE WHEN excluded.groups IS NULL THEN ${column} ELSE excluded.${column} END`;

const MERGED = `ON CONFLICT (host) DO UPDATE SET
		address = ${noted("address")},
		groups = ${noted("groups")},
		status = CASE WHEN ${TELLS} THEN excluded.status ELSE status END,
		last_error = CASE WHEN ${TELLS} THEN excluded.last_error ELSE last_error END,
		heard_at = ${later("heard_at")},
		seen_at = ${later("seen_at")},
		changed_at = ${later("changed_at")}`;

const columns = (row: string) =>
  `${row}hostname, ${row}ansible_host, ${row}groups, ${row}status, ${row}last_error, ${row}seen_at, ${
    heard(row)
  }, ${row}changed_at`;

const INTO = "INSERT INTO host_names (host, address, groups, status, last_error, seen_at, heard_at, changed_at)";

function named(name: string, when: string): string {
  return `
CREATE TRIGGER ${name} ${when}
BEGIN
	${INTO}
	VALUES (${columns("new.")}) ${MERGED};
END`;
}

const changed = `
CREATE TRIGGER hosts_changed AFTER UPDATE OF changed_at ON hosts
BEGIN
	UPDATE host_names SET changed_at = nullif(max(coalesce(changed_at, ''), coalesce(new.changed_at, '')), '')
	WHERE host = new.hostname;
END`;

/** `Debian 12.5, kernel 6.1.0-18-amd64, x86_64`, as far as they were gathered. */
function system(facts: string): string {
  // As playbooks gather them, or as the original wrote them.
  const fact = (name: string) => `coalesce(${facts} ->> '$.ansible_${name}', ${facts} ->> '$.${name}')`;
  const release = `nullif(concat_ws(' ', ${fact("distribution")}, ${fact("distribution_version")}), '')`;
  return `CASE WHEN json_valid(${facts}) THEN
		nullif(concat_ws(', ', ${release}, 'kernel ' || ${fact("kernel")}, ${fact("architecture")}), '') END`;
}

const gathered = (event: string) => `
CREATE TRIGGER host_system_${event === "INSERT" ? "gathered" : "gathered_anew"} AFTER ${event} ON host_facts
BEGIN
	UPDATE host_names SET system = ${system("new.facts")}
	WHERE host = (SELECT hostname FROM hosts WHERE id = new.host_id);
END`;

/** The table and its triggers. */
export const HOST_NAMES: string[] = [
  hostNames,
  unreachable,
  named("hosts_named", "AFTER INSERT ON hosts"),
  named("hosts_heard", "AFTER UPDATE OF status, last_error, seen_at, updated_at, ansible_host, groups ON hosts"),
  changed,
  gathered("INSERT"),
  gathered("UPDATE OF facts"),
];

/** What they would hold, had they been there; of the original the facts are in the host's own row. */
export const NAMED_BEFORE: string[] = [
  `${INTO} SELECT ${columns("")} FROM hosts WHERE true ORDER BY id ${MERGED}`,
  `UPDATE host_names SET system = (
    SELECT ${
    system("coalesce(host_facts.facts, hosts.facts)")
  } FROM hosts LEFT JOIN host_facts ON host_facts.host_id = hosts.id
    WHERE hosts.hostname = host_names.host AND coalesce(host_facts.facts, hosts.facts) IS NOT NULL
    ORDER BY hosts.facts_at DESC, hosts.id DESC LIMIT 1)`,
];
