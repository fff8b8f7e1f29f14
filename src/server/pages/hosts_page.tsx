// The page of all hosts: how they are, who knows them, what was last done to them.
import type { HostLine } from "../../ports/survey.ts";
import { STATUS_WORDS } from "../../words/hosts_words.ts";
import { line } from "./parts/cut.ts";
import { Empty } from "./parts/empty.tsx";
import { Chips, Filter } from "./parts/filter.tsx";
import { Head } from "./parts/head.tsx";
import { hostPath } from "./parts/host_link.tsx";
import { Pager } from "./parts/pager.tsx";
import { afterOf } from "./parts/row_number.ts";
import { Status } from "./parts/status.tsx";
import { Cell, Table } from "./parts/table.tsx";
import { Time } from "./parts/time.tsx";
import type { View, Visit } from "./view.ts";

const ROWS = 50;
/** Names of a cell that are told; of more it is said how many. */
const FEW = 4;
const STATUSES = ["reachable", "unreachable", "unknown", "gone"] as const;

/** By name; narrowed down by `q` and `status`. */
export async function hostsPage(visit: Visit): Promise<View> {
  const { world: { survey }, url } = visit;
  const search = url.searchParams.get("q")?.trim() ?? "";
  const status = STATUSES.find((each) => each === url.searchParams.get("status"));
  const [{ rows, next }, counts] = await Promise.all([
    survey.hosts({
      limit: ROWS,
      ...afterOf(url),
      ...(search === "" ? {} : { search }),
      ...(status === undefined ? {} : { status }),
    }),
    survey.counts(),
  ]);
  const narrowed = search !== "" || status !== undefined || url.searchParams.has("after");
  return {
    title: "Hosts",
    section: "hosts",
    body: (
      <>
        <Head title="Hosts" />
        {rows.length === 0 && !narrowed ? <None visit={visit} /> : (
          <>
            <div class="bar">
              <Chips
                url={url}
                word="status"
                label="Hosts by state"
                choices={[
                  { name: "all", value: null, count: counts.hosts },
                  ...STATUSES.map((value) => ({
                    name: STATUS_WORDS[value],
                    value,
                    count: value === "unreachable" ? counts.unreachable : undefined,
                  })),
                ]}
              />
              <Filter url={url} label="Search names, addresses, groups" keep={["status"]} />
            </div>
            <section class="panel flush" aria-label="Hosts">
              <div class="panel-body">
                {rows.length === 0 ? <Empty title="No host is like that" /> : <Rows rows={rows} now={visit.now} />}
                <Pager url={url} next={next} what="hosts" />
              </div>
            </section>
          </>
        )}
      </>
    ),
  };
}

function None({ visit: { world } }: { visit: Visit }) {
  return (
    <section class="panel" aria-label="Hosts">
      <Empty title="No host is known yet" command={world.type("run -f FILE -i INVENTORY")}>
        A loop notes the hosts of its inventory, and this machine, when it first runs
      </Empty>
    </section>
  );
}

function Rows({ rows, now }: { rows: readonly HostLine[]; now: number }) {
  const columns = [
    { name: "Host" },
    { name: "State" },
    { name: "System", wide: true },
    { name: "Groups", wide: true },
    { name: "Loops" },
    { name: "Last seen" },
    { name: "Last change" },
  ];
  return (
    <Table caption="Hosts" columns={columns} list>
      {rows.map((row) => <Row row={row} now={now} />)}
    </Table>
  );
}

function Row({ row, now }: { row: HostLine; now: number }) {
  const { host, address, status, lastError, system, groups, loops, seenAt, changedAt } = row;
  return (
    <tr id={`host${hostPath(host)}`} data-row>
      <Cell of="Host" is="main">
        <a href={hostPath(host)} data-open>{line(host, 120)}</a>
        {address === null || address === host ? null : <small class="mono">{line(address, 120)}</small>}
      </Cell>
      <Cell of="State">
        <Status of={status} word={STATUS_WORDS[status]} plain />
        {lastError === null ? null : <small class="clamp">{line(lastError, 240)}</small>}
      </Cell>
      <Cell of="System" wide>{line(system ?? "", 120)}</Cell>
      <Cell of="Groups" is="names" wide>{few(groups)}</Cell>
      <Cell of="Loops" is="names">
        {loops.slice(0, FEW).map(({ id, name }, at) => (
          <>
            {at === 0 ? "" : ", "}
            <a href={`/loops/${id}`}>{line(name, 50)}</a>
          </>
        ))}
        {loops.length > FEW ? <span class="dim">and {loops.length - FEW} more</span> : null}
      </Cell>
      <Cell of="Last seen">
        <Time at={seenAt} now={now} />
      </Cell>
      <Cell of="Last change">
        <Time at={changedAt} now={now} />
      </Cell>
    </tr>
  );
}

function few(names: readonly string[]): string {
  const shown = names.slice(0, FEW).map((name) => line(name, 40)).join(", ");
  return names.length > FEW ? `${shown} and ${names.length - FEW} more` : shown;
}
