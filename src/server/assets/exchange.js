// Exchanges what changed on the page for what the server says now, and leaves alone what its reader has in hand.
import { mindPlaces } from "./steady.js";

/** Fields that were typed into or chosen since the page was opened: the reader's, until their form is sent. */
const touched = new WeakSet();

/** Begins to mind which fields those are. */
export function mindFields() {
  document.addEventListener("input", ({ target }) => touched.add(target), true);
  document.addEventListener("reset", ({ target }) => {
    for (const field of target.elements) touched.delete(field);
  }, true);
}

/** Whether something is typed that no server knows of. */
export function somethingTyped() {
  return [...document.querySelectorAll("#page input, #page textarea, #page select")].some((field) => isTheirs(field));
}

/** Also what a browser has put back into a form that was left and come back to. */
function isTheirs(field) {
  if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
  return "defaultValue" in field ? field.value !== field.defaultValue : touched.has(field);
}

/** What a page is made of, out of the text of one; null for a text that is no page of ours. */
export function readPage(html) {
  const read = new DOMParser().parseFromString(html, "text/html");
  const page = read.getElementById("page");
  return page === null ? null : { page, title: read.title };
}

/**
 * Focus, caret, what is typed, what is unfolded, chosen rows and scrolling stay as they are.
 * @param {{page: Element, title: string}} next
 * @param {{keepSaid?: boolean}} options `keepSaid`: what was just done stays in sight, the new page does not know of it
 */
export function exchange({ page, title }, { keepSaid = false } = {}) {
  const focused = document.activeElement;
  const path = focusPath(focused);
  let lost = false;
  const changed = mindPlaces();
  Idiomorph.morph(document.getElementById("page"), page.childNodes, {
    morphStyle: "innerHTML",
    callbacks: {
      beforeNodeMorphed: (old) => old.nodeType !== 1 || !old.hasAttribute("data-keep"),
      beforeNodeRemoved: (old) => {
        if (old.nodeType !== 1) return true;
        if (keepSaid && (holdsSaid(old) || old.hasAttribute("data-refusal"))) return false;
        lost ||= [...old.querySelectorAll("input[type=text], textarea")].some(isTheirs);
        return true;
      },
      beforeAttributeUpdated: (name, element) => !isReaders(name, element),
    },
  });
  changed();
  document.title = title;
  if (document.activeElement === document.body && focused !== document.body) refocus(path);
  if (lost) tell("What you typed into went away with what it was about.");
}

/** State that the reader gave to an element, and that no page says. */
function isReaders(name, element) {
  if (name === "open") return element.localName === "details" || element.localName === "dialog";
  if (name === "aria-current") return element.hasAttribute("data-row");
  if (name === "value" || name === "checked") return touched.has(element) || isTheirs(element);
  if (name === "selected") return touched.has(element.closest("select"));
  return name === "data-copied";
}

/** Whether it is what was just said, or all around it; what else stands there goes. */
function holdsSaid(element) {
  if (element.id === "said") return true;
  const said = element.querySelector(":scope > #said");
  if (said === null) return false;
  for (const other of [...element.children]) if (other !== said) other.remove();
  return true;
}

/** Ids from the focused element outwards: the innermost that is still there gets the focus. */
function focusPath(element) {
  const ids = [];
  for (let each = element; each instanceof Element; each = each.parentElement) if (each.id !== "") ids.push(each.id);
  return ids;
}

function refocus(ids) {
  for (const id of [...ids, "main"]) {
    const found = document.getElementById(id);
    if (found === null) continue;
    const target = found.matches("a, button, input, select, textarea, summary, [tabindex]")
      ? found
      : found.querySelector("[data-open], button, input:not([type=hidden]), textarea, summary");
    if (target === null || id === "page") continue;
    target.focus({ preventScroll: true });
    if (document.activeElement === target) return;
  }
}

/**
 * Says something to whoever does not see it.
 * @param {string} text
 */
export function tell(text) {
  const place = document.getElementById("said-live");
  if (place !== null) place.textContent = text;
}
