// Buttons that do something: forms to `/deeds/…` that work without script, each with the command that does the same.
import type { Child } from "hono/jsx";
import type { Visit } from "../view.ts";
import { SameAs } from "./command.tsx";

/** What every form of a deed has. */
export interface DeedTerms {
  /** The last part of its address: `pause`. */
  deed: string;
  /** Sent along, not shown. */
  fields: { [name: string]: string };
  visit: Visit;
  /** Where to go afterwards; default: the page it stands on. */
  back?: string | undefined;
}

/** How a button looks: what is meant to be pressed, what is like others, what ends something. */
export type ButtonTone = "first" | "plain" | "danger";

/** The form alone, around fields and buttons. Nothing for whoever may only read. */
export function DeedForm({ deed, fields, visit, back, children, is }: DeedTerms & { children?: Child; is?: string }) {
  const { url, visitor } = visit;
  if (visitor.role === "read") return null;
  return (
    <form method="post" action={`/deeds/${deed}`} class={is} data-deed>
      {Object.entries(fields).map(([name, value]) => <input type="hidden" name={name} value={value} />)}
      <input type="hidden" name="back" value={back ?? `${url.pathname}${url.search}`} />
      {children}
    </form>
  );
}

/** One press does it; the command is on hover, and told to screen readers. */
export function DeedButton({ label, tone = "plain", command, ...terms }: DeedTerms & {
  label: string;
  tone?: ButtonTone;
  command: string;
}) {
  return (
    <DeedForm {...terms}>
      <button type="submit" class={`button ${tone}`} title={`The same by hand: ${command}`}>{label}</button>
    </DeedForm>
  );
}

/** Opens what the deed needs to know, or what it does, with a button that does it. `id` is stable and unique in the page. */
export function DeedMenu({ id, label, tone = "plain", act, command, children, ...terms }: DeedTerms & {
  id: string;
  label: string;
  tone?: ButtonTone;
  /** On the button that does it. */
  act: string;
  command: string;
  children?: Child;
}) {
  if (terms.visit.visitor.role === "read") return null;
  return (
    <details class="menu" id={id}>
      <summary class={`button ${tone === "first" ? "first" : "plain"}`}>{label}</summary>
      <div class="menu-body">
        <DeedForm {...terms}>
          {children}
          <button type="submit" class={`button ${tone === "plain" ? "first" : tone}`}>{act}</button>
        </DeedForm>
        <SameAs text={command} />
      </div>
    </details>
  );
}
