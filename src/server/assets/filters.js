// Forms that narrow a list down follow what is typed; the address keeps it.
import { refresh } from "./refresh.js";

/** Milliseconds after the last letter. */
const PATIENCE = 250;

/** Takes over every form that is marked as one. */
export function followFilters() {
  let later;
  const follow = (form, patience) => {
    clearTimeout(later);
    later = setTimeout(() => go(form), patience);
  };
  document.addEventListener("input", ({ target }) => {
    const form = target.closest?.("form[data-filter]");
    if (form) follow(form, target.matches("input[type=search], input[type=text]") ? PATIENCE : 0);
  });
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("form[data-filter]")) return;
    event.preventDefault();
    follow(event.target, 0);
  });
}

function go(form) {
  const address = new URL(form.getAttribute("action") ?? "", location.href);
  address.search = String(filled(new FormData(form)));
  if (address.href === location.href) return;
  history.replaceState(null, "", address.href);
  refresh({ force: true });
}

/**
 * The words of a query: fields that are empty say nothing.
 * @param {Iterable<[string, FormDataEntryValue]>} fields
 */
export function filled(fields) {
  return new URLSearchParams([...fields].filter(([, value]) => value !== ""));
}
