// A command as one types it, to be copied.
import { oneLine } from "../../../words/visible.ts";

/** `text` is shown and copied as it is. */
export function Command({ text }: { text: string }) {
  return (
    <span class="command">
      <code>{oneLine(text)}</code>
      <button type="button" class="copy needs-script" data-copy={text} aria-label={`Copy the command ${oneLine(text)}`}>
        <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
          <path d="M5.5 5.5v-3h8v8h-3M2.5 5.5h8v8h-8z" />
        </svg>
      </button>
    </span>
  );
}

/** The same, with what it is. */
export function SameAs({ text }: { text: string }) {
  return (
    <p class="same-as">
      <span class="dim">The same by hand:</span> <Command text={text} />
    </p>
  );
}
