// The document of the API, OpenAPI 3.1, made of the schemas that check requests.
import type * as zod from "zod";
import { besidePaths } from "./beside_paths.ts";
import * as nouns from "./nouns.ts";
import * as beside from "./nouns_beside.ts";
import { isNumber, meaningOf, partsOf, PREFIX } from "./path_parts.ts";
import type { Route } from "./route.ts";
import { z } from "./zod.ts";

type Doc = { [key: string]: unknown };

const ABOUT =
  `Everything that the page and the command line do. Answers are \`{"ok": true, "data": …}\` with the names that \`-o json\` prints, or \
\`{"ok": false, "error": {"kind", "message", "hint"}}\`. Lists come a page at a time: hand \`next\` back as \`after\`. Fields that are not known are refused. \
Backups, pruning and checks of the database are no part of it: they write to the disk of the machine, or keep the page busy for many seconds, so they are typed there \
(a worker prunes by itself).`;

/** Shapes with a name of their own. */
const NOUNS: { [name: string]: zod.ZodType } = {
  Loop: nouns.loopLine,
  Iteration: nouns.iteration,
  Action: nouns.action,
  Prompt: nouns.prompt,
  Call: nouns.call,
  Event: nouns.event,
  DecisionCount: nouns.decisionCount,
  HostLine: beside.hostLine,
  FleetHost: beside.fleetHost,
  Drift: beside.drift,
  Rule: beside.ruleSheet,
  Worker: beside.worker,
  Notification: beside.notification,
  Counts: beside.counts,
  TimelineIteration: beside.timeline,
};

/** The whole document. */
export function openapi(routes: readonly Route[], version: string): Doc {
  const paths: { [path: string]: Doc } = {};
  const answers = answerNames(routes);
  for (const route of routes) {
    const path = `${PREFIX}${route.path}`;
    paths[path] = { ...paths[path], [route.method]: operation(route, answers.get(route.answer)!) };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "ftl2-enterprise",
      version,
      description: ABOUT,
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: "/" }],
    security: [{ token: [] }, {}],
    tags: [...new Set(routes.map(({ tag }) => tag))].map((name) => ({ name })),
    paths: { ...paths, ...besidePaths() },
    components: {
      schemas: schemas(routes),
      responses: { Refused: refused() },
      securitySchemes: {
        token: {
          type: "http",
          scheme: "bearer",
          description: "A line of the token file. Without such a file none is asked for.",
        },
      },
    },
  };
}

function operation(route: Route, answer: string): Doc {
  const { id, tag, summary, about, query, body, makes, refuses = [] } = route;
  const statuses = [400, 401, ...(route.method === "post" ? [403, 413, 415] : []), ...refuses, 500, 503].sort();
  return {
    operationId: id,
    tags: [tag],
    summary,
    ...(about === undefined ? {} : { description: about }),
    parameters: [
      ...partsOf(route.path).map(pathParameter),
      ...(query === undefined ? [] : queryParameters(query)),
      ...(makes ? [REPEAT] : []),
    ],
    ...(body === undefined ? {} : {
      requestBody: {
        required: required(body),
        content: { "application/json": { schema: ref(bodyName(route)) } },
      },
    }),
    responses: {
      [makes ? "201" : "200"]: {
        description: makes ? "It is made" : "Done",
        ...(makes ? { headers: { location: { description: "Where it is", schema: { type: "string" } } } } : {}),
        content: { "application/json": { schema: enveloped(ref(answer)) } },
      },
      ...Object.fromEntries(statuses.map((status) => [String(status), { $ref: "#/components/responses/Refused" }])),
    },
  };
}

function pathParameter(name: string): Doc {
  const schema = isNumber(name) ? { type: "integer", minimum: 1 } : { type: "string" };
  return { name, in: "path", required: true, description: meaningOf(name), schema };
}

const REPEAT: Doc = {
  name: "Idempotency-Key",
  in: "header",
  required: false,
  description: "the same text for the same request, sent again",
  schema: { type: "string", maxLength: 200 },
};

function queryParameters(query: zod.ZodObject): Doc[] {
  const { properties = {} } = z.toJSONSchema(query, { io: "input" });
  return Object.entries(properties).map(([name, property]) => {
    const { description, ...schema } = property as Doc;
    return {
      name,
      in: "query",
      required: false,
      ...(description === undefined ? {} : { description }),
      // Commas between parts; several of the same name do as well.
      ...(schema["type"] === "array" ? { style: "form", explode: false } : {}),
      schema,
    };
  });
}

/** Whether a body may be left out. */
function required(body: zod.ZodObject): boolean {
  return !body.safeParse({}).success;
}

/** All shapes by name; answers may have more fields one day, so nobody is to count on there being none. */
function schemas(routes: readonly Route[]): Doc {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(NOUNS)) registry.add(schema, { id });
  for (const [schema, id] of answerNames(routes)) registry.add(schema, { id });
  const made = z.toJSONSchema(registry, {
    io: "output",
    uri: (id) => `#/components/schemas/${id}`,
    override: ({ jsonSchema }) => {
      if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
    },
  }).schemas;
  const bodies = routes.flatMap((route): [string, unknown][] =>
    route.body === undefined ? [] : [[bodyName(route), z.toJSONSchema(route.body, { io: "input" })]]
  );
  return Object.fromEntries(
    [...Object.entries(made), ...bodies].map(([name, schema]) => {
      const { $schema: _, $id: __, ...plain } = schema as Doc;
      return [name, plain];
    }),
  );
}

/** Several deeds answer in the same shape: it is called after the first. */
function answerNames(routes: readonly Route[]): Map<zod.ZodType, string> {
  return new Map(routes.toReversed().map(({ id, answer }) => [answer, `${capital(id)}Answer`]));
}

function bodyName({ id }: Route): string {
  return `${capital(id)}Body`;
}

function capital(id: string): string {
  return `${id.slice(0, 1).toUpperCase()}${id.slice(1)}`;
}

function ref(name: string): Doc {
  return { $ref: `#/components/schemas/${name}` };
}

function enveloped(data: Doc): Doc {
  return { type: "object", required: ["ok", "data"], properties: { ok: { const: true }, data } };
}

function refused(): Doc {
  const error = {
    type: "object",
    required: ["kind", "message"],
    properties: {
      kind: { type: "string", description: "one word for programs: input, not_found, conflict, forbidden, store, bug" },
      message: { type: "string", description: "a sentence for people" },
      hint: { type: "string", description: "what to do instead" },
    },
  };
  return {
    description: "It is not done, and why",
    content: {
      "application/json": {
        schema: { type: "object", required: ["ok", "error"], properties: { ok: { const: false }, error } },
      },
    },
  };
}
