// Times that say how long ago, or how soon, stay true while a page is open.

/** Lets them tick, each second while somebody looks. */
export function tick() {
  setInterval(() => {
    if (!document.hidden) { for (const time of document.querySelectorAll("#page time[data-relative]")) update(time); }
  }, 1000);
}

/** By the server's clock: what this machine's says may be minutes off. */
function now() {
  const { now } = document.getElementById("main")?.dataset ?? {};
  if (now === undefined) return Date.now();
  if (now !== said) [said, ahead] = [now, Number(now) - Date.now()];
  return Date.now() + ahead;
}

let said;
let ahead = 0;

function update(time) {
  const words = relative(time.dateTime, time.dataset.relative, now());
  // The text's own node stays: somebody may have selected it.
  if (words !== null && words !== time.textContent) time.firstChild.nodeValue = words;
}

/**
 * As the server writes it: `3 min ago`, `in 42 s`, `3 min`.
 * @param {string} iso
 * @param {string} as `ago`, `until` or `since`
 * @param {number} now milliseconds since 1970
 * @returns {string | null} null for what is no time
 */
export function relative(iso, as, now) {
  const at = Date.parse(iso);
  if (Number.isNaN(at)) return null;
  if (as === "until") return at <= now ? "now" : `in ${lasting(Math.ceil((at - now) / 1000) * 1000)}`;
  return as === "since" ? lasting(now - at) : `${lasting(now - at)} ago`;
}

function lasting(ms) {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h`;
  return `${Math.floor(seconds / 86_400)} d`;
}
