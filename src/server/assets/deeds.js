// Sends forms of deeds without leaving the page: the answer is the page that would follow, exchanged in place.
import { exchange, readPage, tell } from "./exchange.js";
import { justMoved } from "./steady.js";
import { deedOnItsWay, leadsToLogin, refresh } from "./refresh.js";

/** Characters of a refusal that is no page. */
const MOST = 500;

/** Takes over every form that is marked as one; a browser without this script sends them itself. */
export function sendDeeds() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || !form.matches("form[data-deed]")) return;
    event.preventDefault();
    if (justMoved(form)) return complain(form, "The page changed just now: look again before you press this.");
    if (form.getAttribute("aria-busy") !== "true") void send(form, event.submitter);
  });
}

async function send(form, submitter) {
  // Before the buttons are out of use: one that is says nothing.
  const body = new URLSearchParams(new FormData(form, submitter));
  const target = submitter?.getAttribute("formaction") ?? form.getAttribute("action");
  const back = deedOnItsWay();
  const buttons = [...form.querySelectorAll("button")].filter(({ disabled }) => !disabled);
  setBusy(form, buttons, true);
  complain(form, null);
  const came = await post(target, body);
  setBusy(form, buttons, false);
  try {
    take(form, came);
  } finally {
    back();
  }
}

/** What came back, with all of its text; null: nothing did. */
async function post(target, body) {
  try {
    const answer = await fetch(target, { method: "POST", body, headers: { "x-page": "1", accept: "text/html" } });
    return { answer, text: await answer.text() };
  } catch {
    return null;
  }
}

function take(form, came) {
  if (came === null) {
    complain(form, "No answer came from the server: it may or may not have been done. What you typed is still here.");
    return refresh();
  }
  const { answer, text } = came;
  if (leadsToLogin(answer)) return location.reload();
  const next = readPage(text);
  if (next === null) complain(form, text.trim().slice(0, MOST) || `The server answered ${answer.status}.`);
  else arrive(form, next, answer);
}

/** The page that follows: another one is gone to, the same is exchanged. */
function arrive(form, next, { url, redirected, ok }) {
  const { pathname, search, hash, href } = new URL(url);
  if (ok && next.page.querySelector("#said[role=alert]") === null) {
    form.reset();
    form.closest("details.menu")?.removeAttribute("open");
  }
  const moved = redirected && `${pathname}${search}` !== `${location.pathname}${location.search}`;
  if (moved) history.pushState(null, "", href);
  exchange(next);
  if (moved) {
    scrollTo(0, 0);
    document.getElementById("main")?.focus({ preventScroll: true });
  }
  if (hash !== "") document.getElementById(hash.slice(1))?.scrollIntoView();
  const said = document.querySelector("#said p")?.textContent ?? "";
  if (said !== "") tell(said);
  document.getElementById("said")?.scrollIntoView({ block: "nearest" });
}

function setBusy(form, buttons, busy) {
  if (busy) form.setAttribute("aria-busy", "true");
  else form.removeAttribute("aria-busy");
  for (const button of buttons) button.disabled = busy;
}

/** Why it was not done, beside the form; null takes it away. */
function complain(form, why) {
  form.querySelector(":scope > .wrong[data-refusal]")?.remove();
  if (why === null) return;
  const place = document.createElement("p");
  place.className = "wrong";
  place.dataset.refusal = "";
  place.setAttribute("role", "alert");
  place.textContent = why;
  form.append(place);
}
