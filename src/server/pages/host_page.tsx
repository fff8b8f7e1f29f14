// The page of one host: how it is, what every loop knows of it, its facts, and what was changed on it.
import type { FleetHost } from "../../ports/archive.ts";
import { type KnownHost, latest, mergeFleet, rowsOf } from "../../words/hosts_known.ts";
import { addressWords, STATUS_WORDS } from "../../words/hosts_words.ts";
import { line } from "./parts/cut.ts";
import { driftCards } from "./parts/drift_card.tsx";
import { Facts } from "./parts/facts.tsx";
import { Head } from "./parts/head.tsx";
import { HostChanges } from "./parts/host_changes.tsx";
import { HostVars } from "./parts/host_vars.tsx";
import { JsonTree } from "./parts/json_tree.tsx";
import { Pager } from "./parts/pager.tsx";
import { Folded, Panel } from "./parts/panel.tsx";
import { afterOf } from "./parts/row_number.ts";
import { Status } from "./parts/status.tsx";
import { Cell, Table } from "./parts/table.tsx";
import { Time } from "./parts/time.tsx";
import type { View, Visit } from "./view.ts";

const CHANGES = 25;
const DRIFTS = 5;
/** Machines of one name, and loops of each, that are told of. */
const MACHINES = 10;
const LOOPS = 100;
const GROUPS = 50;

/** Undefined where nobody knows a host of that name. */
export async function hostPage(visit: Visit): Promise<View | undefined> {
  const { world: { archive, survey }, params, url, now } = visit;
  const host = params["host"] ?? "";
  const [rows, changes, drifts] = await Promise.all([
    archive.fleet({ host, facts: true }),
    survey.hostChanges(host, { limit: CHANGES, ...afterOf(url) }),
    survey.drifts({ host, open: true, limit: DRIFTS }),
  ]);
  const machines = mergeFleet(rows);
  if (machines.length === 0 && changes.rows.length === 0) return undefined;
  const [only] = machines;
  const cards = await driftCards(drifts.rows, now);
  return {
    title: host,
    section: "hosts",
    body: (
      <>
        <Head
          title={line(host)}
          crumbs={[{ path: "/hosts", name: "Hosts" }]}
          beside={machines.length === 1 ? <Status of={only!.status} word={STATUS_WORDS[only!.status]} /> : undefined}
          under={machines.length > 1 ? `${machines.length} machines go by this name` : undefined}
        />
        <div class="columns">
          <div class="stack">
            {machines.slice(0, MACHINES).map((known, at) => (
              <HowItIs known={known} id={`machine-${at + 1}`} several={machines.length > 1} now={now} />
            ))}
            {drifts.rows.length === 0
              ? null
              : (
                <Panel id="drift" title="Open drift" beside={<a href={driftPath(host)}>all of it</a>}>
                  <div class="drifts">{cards}</div>
                </Panel>
              )}
            <Panel id="changes" title="Changes" flush>
              <HostChanges rows={changes.rows} now={now} />
              <Pager url={url} next={changes.next} what="changes" />
            </Panel>
          </div>
          <div class="stack">
            {machines.slice(0, MACHINES).map((known, at) => (
              <WhatIsKnown rows={rowsOf(known, rows)} id={`machine-${at + 1}`} visit={visit} />
            ))}
          </div>
        </div>
      </>
    ),
  };
}

function driftPath(host: string): string {
  return `/drift?host=${encodeURIComponent(host.toWellFormed())}`;
}

function HowItIs({ known, id, several, now }: { known: KnownHost; id: string; several: boolean; now: number }) {
  const { groups, status, lastError, seenAt, changedAt, changedAction } = known;
  const address = addressWords(known);
  return (
    <Panel id={id} title={several ? line(address || "entered as its name says", 120) : "How it is"}>
      <Facts
        facts={[
          ["state", several ? <Status of={status} word={STATUS_WORDS[status]} plain /> : STATUS_WORDS[status]],
          ["entered at", address === "" ? null : <span class="mono">{line(address)}</span>],
          ["groups", groups.length === 0 ? null : <Groups names={groups} />],
          ["last seen", seenAt === null ? null : <Time at={seenAt} now={now} />],
          [
            "last change",
            changedAt === null ? null : (
              <>
                <Time at={changedAt} now={now} />
                {changedAction === null ? null : (
                  <>
                    : <a href={`/actions/${changedAction.id}`}>{line(changedAction.name, 120)}</a>
                  </>
                )}
              </>
            ),
          ],
          ["last error", lastError === null ? null : <span class="tone-bad">{line(lastError, 1000)}</span>],
        ]}
      />
    </Panel>
  );
}

/** Each leads to the hosts in it. */
function Groups({ names }: { names: readonly string[] }) {
  const links = names.slice(0, GROUPS).map((name, at) => (
    <>
      {at === 0 ? "" : ", "}
      <a href={`/hosts?q=${encodeURIComponent(name.toWellFormed().slice(0, 200))}`}>{line(name, 60)}</a>
    </>
  ));
  return (
    <>
      {links}
      {names.length > GROUPS ? ` and ${names.length - GROUPS} more` : ""}
    </>
  );
}

/** Variables are as the newest loop that has any noted them, facts are the newest. */
function WhatIsKnown({ rows, id, visit }: { rows: readonly FleetHost[]; id: string; visit: Visit }) {
  const { now, world } = visit;
  const newest = latest(rows, "factsAt");
  // A loop without an inventory noted none.
  const vars = rows.findLast(({ vars }) => Object.keys(vars).length > 0)?.vars ?? {};
  return (
    <>
      <Panel id={`${id}-loops`} title="Loops that know it" count={rows.length} flush>
        <Table
          caption="Loops that know it"
          columns={["Loop", "State", "Last seen"].map((name) => ({ name }))}
        >
          {rows.slice(0, LOOPS).map((row) => <KnowingLoop row={row} id={id} now={now} />)}
        </Table>
      </Panel>
      {Object.keys(vars).length === 0 ? null : <HostVars id={`${id}-vars`} vars={vars} cwd={world.cwd} />}
      {newest?.facts === null || newest?.facts === undefined ? null : (
        <Panel
          id={`${id}-facts`}
          title="Facts"
          count={Object.keys(newest.facts).length}
          beside={
            <span>
              gathered <Time at={newest.factsAt} now={now} />
            </span>
          }
        >
          <Folded id={`${id}-facts-all`} summary="what the host said of itself">
            <JsonTree value={newest.facts} id={`${id}-fact`} />
          </Folded>
        </Panel>
      )}
    </>
  );
}

function KnowingLoop({ row, id, now }: { row: FleetHost; id: string; now: number }) {
  const { loop, loopName, status, lastError, seenAt } = row;
  return (
    <tr id={`${id}-loop-${loop}`}>
      <Cell of="Loop" is="main">
        <a href={`/loops/${loop}`}>{line(loopName, 80)}</a>
      </Cell>
      <Cell of="State">
        <Status of={status} word={STATUS_WORDS[status]} plain />
        {lastError === null ? null : <small>{line(lastError, 300)}</small>}
      </Cell>
      <Cell of="Last seen">
        <Time at={seenAt} now={now} />
      </Cell>
    </tr>
  );
}
