// Fetches the page anew and exchanges it: never two at a time, never too often, and never what is older than what was done.
import { exchange, readPage } from "./exchange.js";
import { show } from "./light.js";

/** Milliseconds from one fetch to the next, at least; a page that takes long is fetched less often, so that a reader costs a fraction of a core. */
const PAUSE = 300;
const SHARE = 4;
/** A page that has not come by then does not come. */
const PATIENCE = 30_000;
/** Waits after what failed grow from the first to the last, in milliseconds. */
const FIRST_WAIT = 500;
const LAST_WAIT = 15_000;

/** Whether the page is older than what was heard, and whether it is wanted whatever it says of news. */
let owed = false;
let forced = false;
let planned;
let fetching = false;
let notBefore = 0;
/** Pages that failed one after another. */
let missing = 0;
/** What the page that is shown was fetched from. */
let address = "";
/** Whether news come in: without them it is the stream that is waited for. */
let hears = false;
/** Deeds that are on their way: what was fetched before they came back is old. */
let deeds = 0;
let turn = 0;

/** Begins to mind where the reader is. */
export function mindAddress() {
  address = place();
  addEventListener("popstate", () => place() !== address && refresh({ force: true }));
}

/** Says that the page is old, without fetching it now. */
export function owe() {
  owed = true;
}

/** Says that news come in; the light says so once the page is as new as they are. */
export function hear() {
  hears = true;
  if (owed && !isStill()) refresh({ force: true });
  else show("live");
}

/** Says that they come in no more. */
export function hearNothing() {
  hears = false;
}

/**
 * Fetches it soon. `force`: at once, and whatever the page says of news.
 * @param {{force?: boolean}} options
 */
export function refresh({ force = false } = {}) {
  if (!force && isStill()) return;
  [owed, forced] = [true, forced || force];
  if (fetching || deeds > 0 || document.hidden) return;
  clearTimeout(planned);
  planned = setTimeout(fetchPage, force ? 0 : Math.max(0, notBefore - performance.now()));
}

/** Asks for the page to learn why nothing else comes: a session that has ended leads to the login. A form stays as it is. */
export function probe() {
  if (!isStill()) refresh({ force: true });
  else void ask(place()).then((answer) => leadsToLogin(answer) && location.reload(), () => {});
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

/** Whether an answer says that the session has ended. */
export function leadsToLogin({ redirected, url, status }) {
  return status === 401 || redirected && new URL(url).pathname === "/login";
}

/** Milliseconds before the next try after so many that failed; `chance` from 0 to 1 keeps many readers apart. */
export function waitBefore(failed, chance) {
  return Math.min(LAST_WAIT, FIRST_WAIT * 2 ** Math.min(failed, 10)) * (0.75 + chance / 2);
}

async function fetchPage() {
  if (fetching || deeds > 0) return;
  [fetching, owed, forced] = [true, false, false];
  const [began, mine] = [performance.now(), turn];
  address = place();
  try {
    const answer = await ask(address);
    if (leadsToLogin(answer)) return location.reload();
    const next = readPage(await answer.text());
    if (answer.status >= 500 || next === null) throw new Error(`the server answered ${answer.status}`);
    // A deed came back meanwhile, or the reader went on: what came is neither's.
    if (mine !== turn || address !== place()) [owed, forced] = [true, true];
    else put(next);
    missing = 0;
    if (hears) show("live");
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
  if (owed && (hears || forced)) refresh({ force: forced && missing === 0 });
}

function ask(from) {
  const headers = { "x-page": "1", accept: "text/html" };
  return fetch(from, { headers, cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
}

/** What goes wrong here is a bug of ours, and none of the server's. */
function put(next) {
  try {
    exchange(next, { keepSaid: true });
  } catch (error) {
    reportError(error);
  }
}

function place() {
  return location.pathname + location.search;
}

/** Whether no news make the page old: a form that somebody fills in. */
function isStill() {
  return document.getElementById("main")?.dataset.live === "none";
}
