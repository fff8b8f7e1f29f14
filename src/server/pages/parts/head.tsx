// A page's beginning: where it stands, its title, what can be done.
import type { Child } from "hono/jsx";

/** A step on the way to a page. */
export interface Crumb {
  path: string;
  name: string;
}

/** `beside`: words of state after the title; `under`: a line below it; children: buttons. */
export function Head(
  { title, crumbs = [], beside, under, children }: {
    title: string;
    crumbs?: readonly Crumb[];
    beside?: Child;
    under?: Child;
    children?: Child;
  },
) {
  return (
    <header class="head">
      <div class="head-words">
        {crumbs.length === 0 ? null : (
          <nav class="crumbs" aria-label="Where this is">
            <ol>
              {crumbs.map(({ path, name }) => (
                <li>
                  <a href={path}>{name}</a>
                </li>
              ))}
            </ol>
          </nav>
        )}
        <div class="head-title">
          <h1>{title}</h1>
          {beside}
        </div>
        {under === undefined ? null : <div class="head-under">{under}</div>}
      </div>
      {children === undefined ? null : <div class="head-deeds">{children}</div>}
    </header>
  );
}
