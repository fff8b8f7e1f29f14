// Keys for whoever has no hand free for the mouse. Single letters can be switched off: a dictating reader would set them off.

/** Where `g` and a letter lead. */
const SECTIONS = { l: "/", i: "/inbox", h: "/hosts", d: "/drift", r: "/rules", w: "/workers" };
/** Milliseconds in which the letter after `g` is waited for. */
const SECOND = 1500;
const SWITCH = "ftl2.keys";

let going = -Infinity;

/** Begins to listen. */
export function listenToKeys() {
  const on = document.getElementById("keys-on");
  if (on !== null) {
    on.checked = isOn();
    on.addEventListener("change", () => remember(on.checked));
  }
  document.addEventListener("click", ({ target }) => {
    if (target.closest("[data-keys]") !== null) openHelp();
    // A click beside the dialog, on what lies around it, closes it.
    if (target.id === "keys") target.close();
  });
  document.addEventListener("keydown", press);
  document.addEventListener("focusin", ({ target }) => {
    const row = target.closest("[data-row]");
    if (row !== null) choose(row);
  });
}

function isOn() {
  try {
    return localStorage.getItem(SWITCH) !== "off";
  } catch {
    return true;
  }
}

function remember(on) {
  try {
    localStorage.setItem(SWITCH, on ? "on" : "off");
  } catch {
    // A browser that keeps nothing: it holds until the page is left.
  }
}

function press(event) {
  const { key, target } = event;
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
  if (document.querySelector("dialog[open]") !== null) return;
  if (isField(target)) {
    if (key === "Escape") target.blur();
    return;
  }
  // The help says how keys are switched on again.
  if (!isOn() && key !== "?") return;
  if (act(key, target)) event.preventDefault();
}

/** Whether letters are what is typed there. */
function isField(target) {
  return target.matches?.("input:not([type=checkbox], [type=radio], [type=submit], [type=button]), textarea, select") ||
    target.isContentEditable;
}

/** Does what a key says. False: it says nothing here. */
function act(key, target) {
  const second = performance.now() - going < SECOND;
  going = -Infinity;
  if (second && Object.hasOwn(SECTIONS, key)) {
    location.assign(SECTIONS[key]);
    return true;
  }
  switch (key) {
    case "g":
      going = performance.now();
      return true;
    case "j":
      return step(1);
    case "k":
      return step(-1);
    case "Enter":
      return target === document.body && follow(chosen());
    case "a":
    case "d":
      return reach(key);
    case "n":
      location.assign("/loops/new");
      return true;
    case "/":
      return focusOn(document.querySelector("form[data-filter] input[type=search]"), true);
    case "?":
      return openHelp();
    default:
      return false;
  }
}

function openHelp() {
  const help = document.getElementById("keys");
  if (help === null || help.open) return false;
  help.showModal();
  return true;
}

/** Rows that can be seen, of all lists, in order. */
function rows() {
  return [...document.querySelectorAll("[data-list] [data-row]")].filter((row) => row.checkVisibility());
}

function chosen() {
  return document.querySelector("[data-row][aria-current]");
}

function choose(row) {
  for (const other of document.querySelectorAll("[data-row][aria-current]")) other.removeAttribute("aria-current");
  row.setAttribute("aria-current", "true");
}

/** The row after or before the chosen one; the first where none is. */
function step(by) {
  const all = rows();
  if (all.length === 0) return false;
  const at = all.indexOf(chosen());
  const next = all[at === -1 ? (by > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, at + by))];
  choose(next);
  const link = opener(next);
  link?.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
  return true;
}

function opener(row) {
  return row?.querySelector("[data-open]") ?? null;
}

function follow(row) {
  const link = opener(row);
  link?.click();
  return link !== null;
}

/** Goes to what a letter means in the chosen row, else in the first that has it. Nothing is done yet: that takes another key. */
function reach(letter) {
  const meant = `[data-key="${letter}"]`;
  const found = chosen()?.querySelector(meant) ?? document.querySelector(meant);
  if (found === null) return false;
  const folded = found.closest("details:not([open])");
  if (folded !== null) folded.open = true;
  return focusOn(found, false);
}

function focusOn(element, select) {
  if (element === null) return false;
  element.focus();
  element.scrollIntoView({ block: "nearest" });
  if (select) element.select?.();
  return true;
}
