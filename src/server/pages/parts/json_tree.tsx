// Values with values in them (facts of a host), folded.
import type { Json } from "../../../model/json.ts";
import { line } from "./cut.ts";

/** Values that are drawn, how deep, and characters of one: a host says what it likes. */
const MOST = 1500;
const DEEPEST = 12;
const MOST_TEXT = 500;
/** A value that is no larger is written in one line. */
const SHORT = 80;

/** `id` is stable and unique in the page. */
export function JsonTree({ value, id }: { value: Json; id: string }) {
  const left = { count: MOST };
  const tree = branches(value, { id, depth: 0, left });
  return (
    <>
      {tree}
      {left.count > 0 ? null : <p class="dim">There is more: only the first {MOST} values are drawn.</p>}
    </>
  );
}

interface Place {
  id: string;
  depth: number;
  /** Shared by the whole tree. */
  left: { count: number };
}

function branches(value: Json, place: Place) {
  const entries = entriesOf(value) ?? [["", value] as const];
  const drawn = entries.slice(0, Math.max(0, place.left.count));
  place.left.count -= entries.length;
  return (
    <ul class="tree">
      {drawn.map(([name, each], at) => branch(name, each, { ...place, id: `${place.id}-${at}` }))}
    </ul>
  );
}

function branch(name: string, value: Json, { id, depth, left }: Place) {
  const entries = entriesOf(value);
  const label = name === "" ? null : <span class="tree-name">{line(name, 120)}:</span>;
  const short = entries === undefined ? line(plain(value), MOST_TEXT) : inLine(value, entries);
  if (entries === undefined || short !== undefined) {
    return (
      <li>
        {label} <span class="tree-value">{short}</span>
      </li>
    );
  }
  const one = entries.length === 1;
  const many = `${entries.length} ${Array.isArray(value) ? (one ? "entry" : "entries") : one ? "value" : "values"}`;
  return (
    <li>
      {depth >= DEEPEST
        ? (
          <>
            {label} <span class="dim">{many}, too deep to draw</span>
          </>
        )
        : (
          <details id={id}>
            <summary>
              {label} <span class="dim">{many}</span>
            </summary>
            {branches(value, { id, depth: depth + 1, left })}
          </details>
        )}
    </li>
  );
}

/** A small list or mapping of plain values in one line; undefined where it is larger. */
function inLine(value: Json, entries: readonly (readonly [string, Json])[]): string | undefined {
  if (entries.length > 8 || entries.some(([, each]) => each !== null && typeof each === "object")) return undefined;
  const parts = entries.map(([name, each]) => Array.isArray(value) ? plain(each) : `${name}: ${plain(each)}`);
  if (parts.reduce((sum, part) => sum + part.length, 0) > SHORT) return undefined;
  return parts.length === 0 ? (Array.isArray(value) ? "(none)" : "(empty)") : line(parts.join(", "), MOST_TEXT);
}

function entriesOf(value: Json): (readonly [string, Json])[] | undefined {
  if (value === null || typeof value !== "object") return undefined;
  return Array.isArray(value) ? value.map((each, at) => [String(at), each] as const) : Object.entries(value);
}

function plain(value: Json): string {
  return typeof value === "string" ? (value === "" ? "(empty)" : value) : JSON.stringify(value);
}
