// Where each page of a full record is to be found.
import assert from "node:assert/strict";
import { PAGES } from "../../../src/server/pages/pages.ts";
import type { Ground } from "../program.ts";

/** A path for every page that there is, and for more than one where a page has faces. Fails for a page that has no path here. */
export function addresses(ground: Ground): string[] {
  const number = (sql: string) => {
    const [row] = ground.query(sql);
    assert.ok(row !== undefined, `the record has none of: ${sql}`);
    return Object.values(row)[0];
  };
  const loop = (name: string) => number(`select id from loops where name = '${name}'`);
  const all = [
    "/",
    "/?show=all",
    "/?q=nowhere",
    "/loops/new",
    ...["site", "asks", "fails", "page", "service", "plays", "later", "gone"].map((name) => `/loops/${loop(name)}`),
    `/loops/${loop("site")}/iterations/1`,
    `/loops/${loop("fails")}/iterations/2`,
    `/loops/${loop("page")}/iterations/1`,
    `/loops/${loop("site")}/compare/1/${number("select max(n) from iterations where loop_id = 1")}`,
    `/actions/${number("select max(id) from actions where status = 'completed' and changed")}`,
    `/actions/${number("select max(id) from actions where status = 'failed'")}`,
    `/calls/${number("select max(id) from model_calls")}`,
    "/inbox",
    ...ground.query("select id from prompts").map(({ id }) => `/inbox/${id}`),
    "/hosts",
    "/hosts/web1",
    "/hosts/away",
    "/drift",
    "/rules",
    "/rules/page-there",
    "/workers",
  ];
  for (const pattern of Object.keys(PAGES)) {
    const match = new RegExp(`^${pattern.replace(/:\w+/g, "[^/]+")}$`);
    assert.ok(all.some((path) => match.test(path.split("?")[0]!)), `no address of the page ${pattern}`);
  }
  return all;
}
