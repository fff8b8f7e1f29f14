// Our name and mark, which lead home.

/** A link to the list of loops. */
export function Brand() {
  return (
    <a class="brand" href="/">
      <svg viewBox="0 0 24 24" width="22" height="22" aria-hidden="true">
        <path d="M12 3.5a8.5 8.5 0 1 1-7.6 4.7M4 3.6v4.9h4.9" />
        <path class="brand-dot" d="M8.6 12.2l2.4 2.4l4.5-5" />
      </svg>
      ftl2
    </a>
  );
}
