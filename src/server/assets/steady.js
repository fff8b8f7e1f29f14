// An answer that an exchange moves under the hand is not the one that the hand meant: for a moment its buttons do nothing.

/** Milliseconds: a finger that is on its way when a page changes comes down in less. */
const MOMENT_MS = 500;

/** When a form last came to stand elsewhere, by the page's clock. */
const moved = new WeakMap();

/**
 * Where the forms of answers stand; call what comes back when the page has changed.
 * @returns {() => void}
 */
export function mindPlaces() {
  const before = new Map([...forms()].map((form) => [form, form.getBoundingClientRect().top]));
  return () => {
    for (const form of forms()) {
      const stood = before.get(form);
      if (stood !== undefined && Math.abs(form.getBoundingClientRect().top - stood) > 2) {
        moved.set(form, performance.now());
      }
    }
  };
}

/**
 * Whether a form came to its place only just now.
 * @param {HTMLFormElement} form
 */
export function justMoved(form) {
  return performance.now() - (moved.get(form) ?? -Infinity) < MOMENT_MS;
}

function forms() {
  return document.querySelectorAll("#page form[action='/deeds/answer']");
}
