// Where there is nothing: why, and what to type or press next.
import type { Child } from "hono/jsx";
import { Command } from "./command.tsx";

/** `title` says what there is not; children why, or what to do; `command` what to type. */
export function Empty({ title, command, children }: { title: string; command?: string; children?: Child }) {
  return (
    <div class="empty">
      <p class="empty-title">{title}</p>
      {children === undefined ? null : <div class="empty-more">{children}</div>}
      {command === undefined ? null : (
        <p>
          <Command text={command} />
        </p>
      )}
    </div>
  );
}
