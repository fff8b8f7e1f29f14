// What an iteration saw: a pass's counts and failures, or the results of looks, by host.
import type { Json } from "../../../model/json.ts";
import { counted } from "../../../words/counted.ts";
import { memberOf, objectOf } from "../../../words/json_object.ts";
import { jsonText, line } from "../parts/cut.ts";
import { HostLink } from "../parts/host_link.tsx";
import { Output } from "../parts/output.tsx";
import { Folded, Panel } from "../parts/panel.tsx";
import { Cell, Table } from "../parts/table.tsx";

/** Hosts and looks of one host that are drawn; failures. */
const MOST_HOSTS = 100;
const MOST_LOOKS = 40;
const MOST_FAILURES = 30;
/** Characters of a look's result in a list. */
const MOST_LOOK = 6000;

const COUNTS = ["ok", "changed", "failed", "unreachable", "skipped", "rescued", "ignored"];

/** Nothing where nothing was seen; `observations` as the record has them, whatever they are; `told`: what stands elsewhere of its failures, as the engine writes them. */
export function Seen({ observations, told }: { observations: Json; told: string }) {
  const looks = entriesOf(memberOf(observations, "looks"));
  const tally = entriesOf(memberOf(observations, "tally")).sort(([a], [b]) => a < b ? -1 : 1);
  const known = looks.length + tally.length > 0 || memberOf(observations, "failures") !== null;
  return (
    <>
      {looks.length === 0 ? null : <Looks looks={looks} />}
      {tally.length === 0 ? null : <Tally tally={tally} />}
      <Unproven unproven={listOf(memberOf(observations, "unproven"))} />
      <Failures
        failures={listOf(memberOf(observations, "failures")).filter((one) => !told.includes(failureText(one)))}
      />
      {known || isNothing(observations) ? null : (
        <Panel id="seen" title="What it saw">
          <Output id="seen-text" name="observations" text={jsonText(observations)} />
        </Panel>
      )}
    </>
  );
}

function Looks({ looks }: { looks: [string, Json][] }) {
  return (
    <Panel id="looks" title="What it saw" count={counted(looks.length, "host")}>
      <div class="stack tight">
        {looks.slice(0, MOST_HOSTS).map(([host, results], h) => {
          const named = entriesOf(results);
          return (
            <Folded
              id={`looks-${h}`}
              summary={`${line(host, 80)}: ${line(named.map(([name]) => name).join(", "), 160)}`}
            >
              {named.slice(0, MOST_LOOKS).map(([name, result], l) => (
                <Output id={`look-${h}-${l}`} name={line(name, 100)} text={jsonText(result)} most={MOST_LOOK} />
              ))}
              {named.length > MOST_LOOKS ? <p class="dim">{named.length - MOST_LOOKS} more looks</p> : null}
            </Folded>
          );
        })}
        {looks.length > MOST_HOSTS ? <p class="dim">{looks.length - MOST_HOSTS} more hosts</p> : null}
      </div>
    </Panel>
  );
}

function Tally({ tally }: { tally: [string, Json][] }) {
  const shown = COUNTS.filter((name) =>
    ["ok", "changed"].includes(name) || tally.some(([, of]) => countOf(of, name) > 0)
  );
  return (
    <Panel id="tally" title="Tasks by host" flush>
      <Table
        caption="Tasks by host, as a recap counts them"
        columns={[{ name: "Host" }, ...shown.map((name) => ({ name, right: true }))]}
      >
        {tally.slice(0, MOST_HOSTS).map(([host, of]) => (
          <tr>
            <Cell of="Host" is="main">
              <HostLink host={host} />
            </Cell>
            {shown.map((name) => {
              const count = countOf(of, name);
              return (
                <Cell of={name} right>
                  <span class={toneOf(name, count)}>{count}</span>
                </Cell>
              );
            })}
          </tr>
        ))}
      </Table>
      {tally.length > MOST_HOSTS ? <p class="dim">{tally.length - MOST_HOSTS} more hosts</p> : null}
    </Panel>
  );
}

function toneOf(name: string, count: number): string {
  if (count === 0) return "dim";
  if (name === "changed") return "tone-changed";
  return name === "failed" || name === "unreachable" ? "tone-bad" : "";
}

function Unproven({ unproven }: { unproven: Json[] }) {
  if (unproven.length === 0) return null;
  return (
    <Panel id="unproven" title="Why “converged” was not believed">
      <ul class="lines">
        {unproven.slice(0, MOST_FAILURES).map((one) => (
          <li>
            <span class="grow">{line(jsonText(one), 600)}</span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Failures({ failures }: { failures: Json[] }) {
  if (failures.length === 0) return null;
  return (
    <Panel id="failures" title="Failures" count={failures.length}>
      <ul class="lines">
        {failures.slice(0, MOST_FAILURES).map((one) => {
          const [host, name, msg] = ["host", "name", "msg"].map((part) => jsonText(memberOf(one, part)));
          return (
            <li>
              <HostLink host={host ?? ""} />
              <span class="grow">
                {line(name ?? "", 120)}: <span class="tone-bad">{line(msg ?? "", 600)}</span>
              </span>
            </li>
          );
        })}
      </ul>
      {failures.length > MOST_FAILURES ? <p class="dim">{failures.length - MOST_FAILURES} more</p> : null}
    </Panel>
  );
}

function failureText(failure: Json): string {
  return ["host", "name", "msg"].map((part) => jsonText(memberOf(failure, part))).join(": ");
}

function countOf(counts: Json, name: string): number {
  const count = memberOf(counts, name);
  return typeof count === "number" ? count : 0;
}

function entriesOf(value: Json): [string, Json][] {
  return Object.entries(objectOf(value));
}

function listOf(value: Json): Json[] {
  return Array.isArray(value) ? value : [];
}

function isNothing(value: Json): boolean {
  return value === null || (typeof value === "object" && Object.keys(value).length === 0);
}
