// Small things: commands are copied, one menu is open at a time.
import { tell } from "./exchange.js";

/** Milliseconds that a copied command says so. */
const SHOWN = 1500;

/** Begins all of them. */
export function minorConveniences() {
  document.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-copy]");
    if (button !== null) void copy(button);
    for (const menu of openMenus()) if (!menu.contains(target)) menu.open = false;
  });
  document.addEventListener("toggle", ({ target }) => {
    if (!target.matches("details.menu[open]")) return;
    for (const menu of openMenus()) if (menu !== target && !menu.contains(target)) menu.open = false;
  }, true);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    const menu = openMenus().at(-1);
    if (menu === undefined) return;
    const inside = menu.contains(document.activeElement);
    menu.open = false;
    if (inside) menu.querySelector("summary").focus();
    event.preventDefault();
  });
}

function openMenus() {
  return [...document.querySelectorAll("details.menu[open]")];
}

async function copy(button) {
  const done = await write(button.dataset.copy);
  tell(done ? "Copied." : "It cannot be copied here: select it, and copy it yourself.");
  if (!done) return;
  button.dataset.copied = "";
  setTimeout(() => delete button.dataset.copied, SHOWN);
}

/** A page that came over plain http from another machine has no clipboard of its own: there it is copied as a selection is. */
async function write(text) {
  if (navigator.clipboard !== undefined) {
    return await navigator.clipboard.writeText(text).then(() => true, () => false);
  }
  const field = document.createElement("textarea");
  const focused = document.activeElement;
  field.value = text;
  field.setAttribute("aria-hidden", "true");
  field.className = "hidden";
  document.body.append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  focused?.focus?.({ preventScroll: true });
  return done;
}
