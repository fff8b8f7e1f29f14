// Keeps the page current: one stream of what happens, and the page fetched anew when something that it shows has changed.
import { exchange, readPage, somethingTyped, tell } from "./exchange.js";

/** Milliseconds from one look to the next, at least; a page that takes long is looked at less often, so that a reader costs a fraction of a core. */
const PAUSE = 300;
const SHARE = 4;
/** Waits before the stream is asked for again grow from the first to the last, in milliseconds. */
const FIRST_WAIT = 500;
const LAST_WAIT = 15_000;
/** A stream of which nothing is heard for so long is dead: a beat comes every 15 seconds. */
const SILENCE = 40_000;
/** A page that has not come by then does not come. */
const PATIENCE = 30_000;
/** Longer than the server keeps a page, in milliseconds. */
const KEPT = 1500;
/** News that change the frame around every page. */
const FRAME = ["prompt", "answered", "drift", "drift corrected", "cancelled", "completed", "failed", "blocked"];

/** @type {EventSource | null} */
let source = null;
/** The newest that was heard of, as the feed numbers it. */
let heard = 0;
let version = null;
/** Streams, and pages, that failed one after another. */
let failures = 0;
let missing = 0;
/** Whether a stream that ends is asked for once more before it counts as lost. */
let again = false;
let retry;
let silence;
/** Whether news came since the page was fetched last. */
let owed = false;
let planned;
let fetching = false;
let notBefore = 0;
let address = "";
/** Deeds that are on their way: what was fetched before they came back is old. */
let deeds = 0;
let turn = 0;

/** Begins it, for as long as the page is open and in sight. */
export function keepCurrent() {
  if (main()?.dataset.live === undefined) return;
  heard = Number(main().dataset.feed ?? 0);
  // A page that comes back from the browser's memory is as old as it was left.
  owed = performance.getEntriesByType("navigation")[0]?.type === "back_forward" || heard === 0;
  document.addEventListener("visibilitychange", () => document.hidden ? sleep() : wake());
  addEventListener("pagehide", sleep);
  addEventListener("pageshow", ({ persisted }) => persisted && wake());
  // A stream may outlive its network for long, and says nothing.
  addEventListener("offline", () => source !== null && lose());
  addEventListener("online", () => source === null && !document.hidden && connect());
  address = place();
  addEventListener("popstate", () => place() !== address && refresh({ force: true }));
  if (!document.hidden) connect();
}

/** Whether what happened makes a page old. `live`: as `data-live` has it. */
export function concerns(live, { loop, kind }) {
  if (live === "none") return false;
  return live === "all" || live === `loop:${loop}` || FRAME.includes(kind);
}

/** Milliseconds before the next try after so many that failed; `chance` from 0 to 1 keeps many readers apart. */
export function waitBefore(failed, chance) {
  return Math.min(LAST_WAIT, FIRST_WAIT * 2 ** Math.min(failed, 10)) * (0.75 + chance / 2);
}

function main() {
  return document.getElementById("main");
}

/** What the page shown is fetched from. */
function place() {
  return location.pathname + location.search;
}

function connect() {
  clearTimeout(retry);
  source?.close();
  if (document.getElementById("light")?.dataset.state !== "stale") show("connecting");
  const stream = new EventSource(heard > 0 ? `/api/v1/events?after=${heard}` : "/api/v1/events");
  source = stream;
  stream.addEventListener("open", () => {
    [failures, again] = [0, true];
    // What is owed comes first: the light must not say more than the page does.
    if (owed && main().dataset.live !== "none") refresh({ force: true });
    else show("live");
  });
  stream.addEventListener("error", () => {
    if (source !== stream) return;
    // Streams end after an hour, in order: another one is there at once, if the server is.
    if (!again) return lose();
    [again, owed] = [false, true];
    connect();
  });
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
  });
}

/** The stream is gone, whatever the reason: it is asked for again, with growing waits. */
function lose() {
  source?.close();
  source = null;
  clearTimeout(silence);
  owed = true;
  show("stale");
  clearTimeout(retry);
  if (document.hidden) return;
  retry = setTimeout(connect, waitBefore(failures, Math.random()));
  failures++;
  // A stream does not say why it was refused; a page does: a session that has ended leads to the login.
  if (failures > 1) refresh({ force: true });
}

function sleep() {
  source?.close();
  source = null;
  clearTimeout(silence);
  clearTimeout(retry);
}

function wake() {
  if (source !== null) return;
  // What happened meanwhile is in the page: it need not be told again.
  [heard, owed, failures] = [0, true, 0];
  connect();
}

/**
 * Says that a deed is on its way; what is returned says that it is back.
 * @returns {() => void}
 */
export function deedOnItsWay() {
  deeds++;
  turn++;
  return () => {
    deeds--;
    turn++;
    if (owed && deeds === 0) refresh();
  };
}

/**
 * Fetches the page anew soon: never two at a time, never too often.
 * @param {{force?: boolean}} options `force`: at once, and whatever the page says of news
 */
export function refresh({ force = false } = {}) {
  owed = true;
  if (!force && main()?.dataset.live === "none") return;
  if (fetching || deeds > 0 || document.hidden) return;
  clearTimeout(planned);
  planned = setTimeout(fetchPage, force ? 0 : Math.max(0, notBefore - performance.now()));
}

async function fetchPage() {
  if (fetching || deeds > 0) return;
  [fetching, owed] = [true, false];
  const [began, mine] = [performance.now(), turn];
  address = place();
  try {
    const answer = await fetch(address, {
      headers: { "x-page": "1", accept: "text/html" },
      cache: "no-store",
      signal: AbortSignal.timeout(PATIENCE),
    });
    if (leadsToLogin(answer)) return location.reload();
    const next = readPage(await answer.text());
    if (answer.status >= 500 || next === null) throw new Error(`the server answered ${answer.status}`);
    if (mine !== turn || address !== place()) owed = true;
    else put(next);
    missing = 0;
    if (source?.readyState === EventSource.OPEN) show("live");
  } catch {
    owed = true;
    missing++;
    show("stale");
  } finally {
    fetching = false;
    const now = performance.now();
    notBefore = missing > 0
      ? now + waitBefore(missing, Math.random())
      : began + Math.max(PAUSE, (now - began) * (1 + SHARE));
  }
  // Without a stream it is the stream that is waited for.
  if (owed && source?.readyState === EventSource.OPEN) refresh();
}

/** What goes wrong here is a bug of ours, and none of the server's. */
function put(next) {
  try {
    exchange(next, { keepSaid: true });
  } catch (error) {
    reportError(error);
  }
}

/** Whether an answer says that the session has ended. */
export function leadsToLogin({ redirected, url, status }) {
  return status === 401 || redirected && new URL(url).pathname === "/login";
}

/** The light, in words. It is told to whoever does not see it where it is lost and found again, and not at each page. */
function show(state) {
  const light = document.getElementById("light");
  if (light === null || light.dataset.state === state) return;
  const words = light.querySelector(".words");
  if (state === "stale") {
    words.textContent = `stale since ${new Date().toLocaleTimeString("en-GB")}`;
    light.title = "The server does not answer: what you see is as it was then. It is asked again and again.";
    tell("The server does not answer: this page is stale.");
  } else {
    words.textContent = state === "live" ? "live" : "connecting";
    light.title = state === "live" ? "This page changes as things happen." : "";
    if (light.dataset.state === "stale") tell("This page is live again.");
  }
  light.dataset.state = state;
}
