// Addresses beside the API that programs ask for, as its document has them.

type Doc = { [key: string]: unknown };

/** Events, health and metrics. */
export function besidePaths(): Doc {
  return {
    "/api/v1/events": {
      get: {
        ...told("streamEvents", "What happens, as it happens: server-sent events whose ids are those of `listEvents`"),
        parameters: [
          query("loop", "only of the loop with this number"),
          query("after", "from this id on; where it is left out, from now on. The header Last-Event-ID says the same"),
        ],
        responses: { "200": text("text/event-stream", "A stream that stays open") },
      },
    },
    "/livez": {
      get: { ...told("live", "Whether the page answers"), responses: { "200": text("text/plain", "It does") } },
    },
    "/readyz": {
      get: {
        ...told("ready", "Whether the record can be read, each check with ?verbose"),
        parameters: [{
          name: "verbose",
          in: "query",
          required: false,
          allowEmptyValue: true,
          schema: { type: "string" },
        }],
        responses: { "200": text("text/plain", "It can"), "503": text("text/plain", "It cannot, and why") },
      },
    },
    "/metrics": {
      get: {
        ...told("metrics", "What is counted of the record, for Prometheus"),
        responses: { "200": text("text/plain", "Text format 0.0.4") },
      },
    },
  };
}

function told(operationId: string, summary: string): Doc {
  return { operationId, tags: ["this program"], summary };
}

function query(name: string, description: string): Doc {
  return { name, in: "query", required: false, description, schema: { type: "integer", minimum: 0 } };
}

function text(type: string, description: string): Doc {
  return { description, content: { [type]: { schema: { type: "string" } } } };
}
