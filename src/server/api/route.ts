// An address of the API: what it takes, what it answers, what it does. The document and the checks are made of the same.
import type * as zod from "zod";
import type { PageWorld } from "../../ports/page_world.ts";
import type { Visitor } from "../visitor.ts";

/** Under which heading it stands in the document. */
export type Tag = "loops" | "iterations" | "questions" | "hosts" | "drift" | "rules" | "this program";

/** A request, checked. */
export interface Asked<Query, Body> {
  world: PageWorld;
  visitor: Visitor;
  /** A part of the path, decoded; one that is a number has been checked to be. */
  part(name: string): string;
  query: Query;
  body: Body;
  /** A header of the request. */
  header(name: string): string | undefined;
  /** Where the thing is to be found that was made. */
  located(path: string): void;
}

/** What stands in the document. */
interface Told {
  /** One word for programs: `pauseLoop`. */
  id: string;
  method: "get" | "post";
  /** Behind `/api/v1`, parts in braces: `/loops/{loop}`. */
  path: string;
  tag: Tag;
  summary: string;
  about?: string;
  /** It makes something: 201. */
  makes?: true;
  /** What else it may answer, beside 400, 401, 403, 500 and 503. */
  refuses?: readonly (404 | 409)[];
}

/** As one is written; `act` throws Refusal, InputError and StoreError. */
export interface RouteTerms<Q extends zod.ZodObject, B extends zod.ZodObject, A extends zod.ZodType> extends Told {
  query?: Q;
  body?: B;
  answer: A;
  act(asked: Asked<zod.output<Q>, zod.output<B>>): Promise<zod.input<A>>;
}

/** As it is served. */
export interface Route extends Told {
  query: zod.ZodObject | undefined;
  body: zod.ZodObject | undefined;
  answer: zod.ZodType;
  act(asked: Asked<unknown, unknown>): Promise<unknown>;
}

/** Checks that what it does fits what it says. */
export function route<Q extends zod.ZodObject, B extends zod.ZodObject, A extends zod.ZodType>(
  { act, query, body, ...told }: RouteTerms<Q, B, A>,
): Route {
  return {
    ...told,
    query,
    body,
    // Whoever calls it has checked them against these very schemas.
    act: (asked) => act(asked as Asked<zod.output<Q>, zod.output<B>>),
  };
}
