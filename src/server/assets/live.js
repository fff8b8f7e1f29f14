// Hears what happens, by one stream for as long as the page is in sight, and has the page fetched anew when that concerns it.
import { somethingTyped } from "./exchange.js";
import { isStale, show } from "./light.js";
import { hear, hearNothing, mindAddress, owe, probe, refresh, waitBefore } from "./refresh.js";

/** A stream of which nothing is heard for so long is dead, in milliseconds: a beat comes every 15 seconds. */
const SILENCE = 40_000;
/** Longer than the server keeps a page, likewise. */
const KEPT = 1500;
/** News that change the frame around every page. */
const FRAME = ["prompt", "answered", "drift", "drift corrected", "cancelled", "completed", "failed", "blocked"];

/** @type {EventSource | null} */
let source = null;
/** The newest that was heard of, as the feed numbers it. */
let heard = 0;
/** The program's that answers. */
let version = null;
/** Streams that failed one after another. */
let failures = 0;
/** Whether a stream that ends is asked for once more before it counts as lost. */
let again = false;
let retry;
let silence;

/** Begins it. */
export function keepCurrent() {
  if (main()?.dataset.live === undefined) return;
  heard = Number(main().dataset.feed ?? 0);
  // A page that comes back from the browser's memory is as old as it was left.
  if (heard === 0 || performance.getEntriesByType("navigation")[0]?.type === "back_forward") owe();
  mindAddress();
  document.addEventListener("visibilitychange", () => document.hidden ? sleep() : wake());
  addEventListener("pagehide", sleep);
  addEventListener("pageshow", ({ persisted }) => persisted && wake());
  // A stream may outlive its network for long, and says nothing.
  addEventListener("offline", () => source !== null && lose());
  addEventListener("online", () => source === null && !document.hidden && connect());
  if (!document.hidden) connect();
}

/** Whether what happened makes a page old. `live`: as `data-live` has it. */
export function concerns(live, { loop, kind }) {
  if (live === "none") return false;
  return live === "all" || live === `loop:${loop}` || FRAME.includes(kind);
}

function main() {
  return document.getElementById("main");
}

function connect() {
  sleep();
  if (!isStale()) show("connecting");
  const stream = new EventSource(heard > 0 ? `/api/v1/events?after=${heard}` : "/api/v1/events");
  source = stream;
  stream.addEventListener("open", () => {
    [failures, again] = [0, true];
    hear();
  });
  stream.addEventListener("error", () => {
    if (source !== stream) return;
    // Streams end after an hour, in order: another one is there at once, if the server is.
    if (!again) return lose();
    again = false;
    owe();
    connect();
  });
  listen(stream);
}

function listen(stream) {
  stream.addEventListener("message", ({ data, lastEventId }) => {
    heard = Math.max(heard, Number(lastEventId) || 0);
    if (concerns(main().dataset.live, JSON.parse(data))) refresh();
  });
  stream.addEventListener("hello", ({ data }) => {
    const hello = JSON.parse(data);
    // Another program answers: its pages have other scripts and styles.
    if (version !== null && hello.version !== version && !somethingTyped()) location.reload();
    version = hello.version;
  });
  stream.addEventListener("workers", ({ data }) => {
    const { alive } = JSON.parse(data);
    const differs = () => main().dataset.workers !== String(alive);
    if (!differs()) return;
    refresh();
    // A page is kept for a second for all who look at it, and workers come and go without a word in the record.
    setTimeout(() => differs() && refresh(), KEPT);
  });
  stream.addEventListener("reset", () => {
    heard = 0;
    refresh();
  });
  stream.addEventListener("beat", () => {
    clearTimeout(silence);
    silence = setTimeout(lose, SILENCE);
    // The picture of what is under way grows although nothing new happens.
    if (main().querySelector("[data-grows]") !== null) refresh();
  });
}

/** The stream is gone, whatever the reason: it is asked for again, with growing waits. */
function lose() {
  sleep();
  owe();
  show("stale");
  if (document.hidden) return;
  retry = setTimeout(connect, waitBefore(failures, Math.random()));
  failures++;
  // A stream does not say why it was refused; a page does.
  if (failures > 1) probe();
}

function sleep() {
  source?.close();
  source = null;
  hearNothing();
  clearTimeout(silence);
  clearTimeout(retry);
}

function wake() {
  if (source !== null) return;
  // What happened meanwhile is in the page: it need not be told again.
  [heard, failures] = [0, 0];
  owe();
  connect();
}
