// Names with what they stand for.
import type { Child } from "hono/jsx";

/** A name and its value; null leaves it out. */
export type Fact = [name: string, value: Child | null];

/** In as many columns as there is room for. */
export function Facts({ facts }: { facts: readonly Fact[] }) {
  return (
    <dl class="facts">
      {facts.filter(([, value]) => value !== null && value !== "").map(([name, value]) => (
        <div>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
