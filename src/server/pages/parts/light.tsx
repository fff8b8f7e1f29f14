// The light: whether the page is current. Only the script knows; without it the page says so.

/** Kept by the script when the page around it is exchanged. */
export function Light() {
  return (
    <span id="light" class="light" data-keep data-state="none">
      <span class="dot" aria-hidden="true"></span>
      <span class="words">no script: reload</span>
    </span>
  );
}
