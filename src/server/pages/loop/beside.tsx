// What stands beside a loop's timeline: its steps, its hosts, what it made, whom it told.
import type { Json, JsonObject } from "../../../model/json.ts";
import type { FleetHost, NotificationRow } from "../../../ports/archive.ts";
import { jsonText, line } from "../parts/cut.ts";
import { targetWords } from "../../../words/target_words.ts";
import { HostLink } from "../parts/host_link.tsx";
import { Panel } from "../parts/panel.tsx";
import { Status } from "../parts/status.tsx";
import { Time } from "../parts/time.tsx";

/** Rows of each. */
const MOST_HOSTS = 30;
const MOST_STEPS = 60;
const MOST_MADE = 30;

/** Steps of its current run, in order; nothing where it has none. */
export function Steps({ increments, run }: { increments: readonly JsonObject[]; run: number }) {
  const rows = increments.filter((row) => row["run"] === run || row["run"] === undefined || row["run"] === null);
  if (rows.length === 0) return null;
  return (
    <Panel id="steps" title="Steps" count={rows.length}>
      <ol class="lines">
        {rows.slice(0, MOST_STEPS).map((row) => (
          <li>
            <Status of={text(row["status"])} plain />
            <span>
              {text(row["n"])}. {line(text(row["desired_state"]), 300)}
              {row["is_fix"] === 1 || row["is_fix"] === true ? <span class="tag">put in to mend</span> : null}
            </span>
          </li>
        ))}
      </ol>
      {rows.length > MOST_STEPS ? <p class="dim">{rows.length - MOST_STEPS} more</p> : null}
    </Panel>
  );
}

/** Those that did not answer first. */
export function LoopHosts({ hosts, now }: { hosts: readonly FleetHost[]; now: number }) {
  if (hosts.length === 0) return null;
  const rank = ({ status }: FleetHost) => status === "unreachable" ? 0 : status === "gone" ? 2 : 1;
  const rows = hosts.toSorted((a, b) => rank(a) - rank(b));
  return (
    <Panel id="hosts" title="Hosts" count={hosts.length}>
      <ul class="lines">
        {rows.slice(0, MOST_HOSTS).map(({ host, status, lastError, changedAt }) => (
          <li>
            {/* How they are is noted when a pass ends: one that was changed before has answered. */}
            {status === "unknown" && changedAt !== null
              ? <Status of="reachable" plain />
              : <Status of={status} {...(status === "unknown" ? { word: "not seen yet" } : {})} plain />}
            <span class="grow">
              <HostLink host={host} />
              {lastError === null ? null : <small class="under clamp">{line(lastError, 200)}</small>}
            </span>
            {changedAt === null ? null : (
              <span class="dim">
                changed <Time at={changedAt} now={now} />
              </span>
            )}
          </li>
        ))}
      </ul>
      {rows.length > MOST_HOSTS
        ? (
          <p>
            <a href="/hosts">{rows.length - MOST_HOSTS} more among all hosts</a>
          </p>
        )
        : null}
    </Panel>
  );
}

/** What it has made and keeps in mind. */
export function Made({ resources }: { resources: readonly JsonObject[] }) {
  if (resources.length === 0) return null;
  return (
    <Panel id="made" title="Resources" count={resources.length}>
      <ul class="lines">
        {resources.slice(0, MOST_MADE).map((row) => (
          <li>
            <span class="grow">
              {line(text(row["name"]), 100)}
              <small class="under clamp">{line(jsonText(row["data"]), 300)}</small>
            </span>
          </li>
        ))}
      </ul>
      {resources.length > MOST_MADE ? <p class="dim">{resources.length - MOST_MADE} more</p> : null}
    </Panel>
  );
}

/** The newest of whom it told what, newest first. */
export function Told({ notifications, now }: { notifications: readonly NotificationRow[]; now: number }) {
  if (notifications.length === 0) return null;
  return (
    <Panel id="told" title="Notifications">
      <ul class="lines">
        {notifications.toReversed().map(({ kind, target, status, lastError, createdAt }) => (
          <li>
            <Status of={status} plain />
            <span class="grow">
              {line(kind, 40)} <span class="dim">to {line(targetWords(target), 120)}</span>
              {lastError === null ? null : <small class="under clamp">{line(lastError, 200)}</small>}
            </span>
            <span class="dim">
              <Time at={createdAt} now={now} />
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function text(value: Json | undefined): string {
  return value === null || value === undefined ? "" : typeof value === "string" ? value : jsonText(value);
}
