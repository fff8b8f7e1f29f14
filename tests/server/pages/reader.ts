// A page as a browser reads it: asked for from the real routes, parsed by the standard.
import { Hono } from "hono";
import { type DefaultTreeAdapterTypes as Tree, parse } from "parse5";
import type { PageWorld } from "../../../src/ports/page_world.ts";
import { pageRoutes } from "../../../src/server/page_routes.tsx";
import { saidShelf } from "../../../src/server/said.ts";
import type { Env, Visitor } from "../../../src/server/visitor.ts";
import { ADA } from "../page_stage.ts";

export type Element = Tree.Element;

/** What came of a request. */
export interface ReadPage {
  status: number;
  html: string;
  /** Every element in the document, in order. */
  elements: Element[];
  /** Those of a name whose attributes are like that. */
  all(name: string, attributes?: { [name: string]: string }): Element[];
  /** Within `<main>`, runs of spaces as one. */
  text: string;
}

/** Asks for a page. What a page throws is thrown. */
export async function read(world: PageWorld, path: string, visitor: Visitor = ADA): Promise<ReadPage> {
  const app = new Hono<Env>();
  app.use(async (c, next) => {
    c.set("visitor", visitor);
    await next();
  });
  let version = 0;
  app.route("/", pageRoutes(world, saidShelf(world), { version: () => ++version }));
  app.onError((error) => {
    throw error;
  });
  const answer = await app.request(`http://page.test${path}`);
  const html = await answer.text();
  const elements = under(parse(html));
  const main = elements.find(({ tagName }) => tagName === "main");
  return {
    status: answer.status,
    html,
    elements,
    all: (name, attributes = {}) =>
      elements.filter((element) =>
        element.tagName === name &&
        Object.entries(attributes).every(([key, value]) => attribute(element, key) === value)
      ),
    text: main === undefined ? "" : textOf(main),
  };
}

/** An attribute's value; undefined where there is none. */
export function attribute(element: Element, name: string): string | undefined {
  return element.attrs.find((each) => each.name === name)?.value;
}

/** What stands in a line with what is around it. */
const INLINE = ["a", "span", "strong", "code", "time", "kbd", "svg", "path"];

/** What is read of it, runs of spaces as one. */
export function textOf(node: Tree.Node): string {
  return rawText(node).replaceAll(/\s+/g, " ").trim();
}

function rawText(node: Tree.Node): string {
  if ("value" in node) return node.value;
  if (!("childNodes" in node)) return "";
  const text = node.childNodes.map(rawText).join("");
  return "tagName" in node && INLINE.includes(node.tagName) ? text : ` ${text} `;
}

function under(node: Tree.Node): Element[] {
  const own = "tagName" in node ? [node] : [];
  return [...own, ...("childNodes" in node ? node.childNodes.flatMap(under) : [])];
}
