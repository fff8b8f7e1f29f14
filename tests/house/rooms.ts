// The map of the house: its rooms, who may import whom, and what each may touch. A new room or package starts here.

interface Room {
  /** Rooms whose values and types may be imported. Its own files always may. */
  imports: readonly string[];
  /** Rooms of which only types may be imported. */
  types?: readonly string[];
}

const PURE: Room = { imports: ["model", "templates"], types: ["ports"] };
const ADAPTER: Room = { imports: ["model", "ports"] };

/** The arrows. `app` is the file src/app.ts, `main` is main.ts. */
export const ROOMS: Record<string, Room> = {
  model: { imports: [] },
  ports: { imports: ["model"] },
  playbook: PURE,
  rules: PURE,
  policy: PURE,
  inventory: PURE,
  templates: PURE,
  words: PURE,
  engine: { imports: ["model", "ports", "playbook", "rules", "policy"] },
  modules: { imports: ["model", "ports", "templates"] },
  ansible: { imports: ["model", "ports", "templates", "modules"] },
  transports: ADAPTER,
  deciders: ADAPTER,
  secrets: ADAPTER,
  store: ADAPTER,
  telemetry: { imports: ["model", "ports", "words"] },
  worker: { imports: ["model", "ports", "engine"] },
  server: { imports: ["model", "ports", "words"] },
  cli: { imports: ["model", "ports", "words", "app"] },
  app: {
    imports: [
      ...["model", "ports", "playbook", "rules", "policy", "inventory", "templates", "words", "engine", "modules"],
      ...["ansible", "transports", "deciders", "secrets", "store", "telemetry", "worker", "server"],
    ],
  },
  main: { imports: ["cli", "app", "telemetry"] },
};

/** Packages and Deno's own modules, by the rooms that may import them. What is not listed may be imported nowhere. */
export const PACKAGES: Record<string, readonly string[]> = {
  "node:sqlite": ["store"],
  "node:fs": ["store"],
  "node:buffer": ["templates"],
  "node:crypto": ["store", "modules", "templates", "transports", "app", "server"],
  "node:path": ["app", "cli", "words", "store", "transports", "modules", "playbook", "templates"],
  "node:url": ["app", "cli"],
  "node:http": ["server"],
  "node:https": ["server"],
  "node:net": ["server"],
  "@noble/hashes": ["store", "modules", "playbook", "engine", "server"],
  "@ai-sdk/anthropic": ["deciders"],
  "@ai-sdk/openai-compatible": ["deciders"],
  kysely: ["store"],
  yaml: ["playbook", "rules", "templates", "cli"],
  commander: ["cli"],
  croner: ["worker"],
  diff: ["cli", "telemetry", "engine", "server"],
  "fastest-levenshtein": ["templates", "cli"],
  zod: ["deciders", "server"],
  hono: ["server"],
  idiomorph: ["server"],
  ink: ["cli"],
  react: ["cli"],
};

/** What touches the world, and the rooms that may. The first matching line counts. */
export const TOUCHES: readonly { what: RegExp; rooms: readonly string[]; instead: string }[] = [
  { what: /^console\b/, rooms: [], instead: "return it, or let the command write it to Deno.stdout" },
  {
    what: /^globalThis\.(add|remove)EventListener$/,
    rooms: ["cli"],
    instead: "take an AbortSignal: only the command line hears the process end",
  },
  {
    what: /^process\.getBuiltinModule$/,
    rooms: ["templates", "store"],
    instead: "import it, or take it from templates/builtin.ts",
  },
  { what: /^(globalThis|self|window|process|Buffer)\b/, rooms: [], instead: "name the thing itself" },
  { what: /^(require|eval|Function)\b/, rooms: [], instead: "import it; text is never run as code" },
  { what: /^(alert|confirm|prompt|localStorage|sessionStorage)\b/, rooms: [], instead: "ask through the command line" },
  { what: /^Deno\.exit(Code)?$/, rooms: ["cli", "main"], instead: "return or throw: only the command line exits" },
  {
    what: /^Deno\.(stdin|stdout|stderr|consoleSize|args)$/,
    rooms: ["cli", "main"],
    instead: "take a writer: only the command line knows the terminal",
  },
  {
    what: /^Deno\.(addSignalListener|removeSignalListener)$/,
    rooms: ["cli", "worker"],
    instead: "take an AbortSignal",
  },
  { what: /^Deno\.serve\b/, rooms: [], instead: "listen in server/door/: it never cuts off a slow client" },
  { what: /^Deno\b/, rooms: ["transports", "ansible", "store", "worker", "app", "cli"], instead: "take a port" },
  { what: /^fetch\b/, rooms: ["deciders", "transports"], instead: "take a port" },
  { what: /^Worker$/, rooms: ["store"], instead: "only the heartbeat has a thread of its own" },
  { what: /^(WebSocket|EventSource|Worker)\b/, rooms: ["deciders"], instead: "take a port" },
  {
    what: /^(set(Timeout|Interval|Immediate)|AbortSignal\.timeout)\b/,
    // A model that does not answer is given up; so is a browser that takes nothing.
    rooms: ["transports", "worker", "cli", "deciders", "server", "ansible"],
    instead: "return when to come back: nothing else waits",
  },
  {
    what: /^(Date\.now|new Date\(\)|Date\(\)|Date$|performance|Temporal)/,
    rooms: ["transports", "store", "worker", "app", "cli"],
    instead: "take the Clock port or a time as an argument",
  },
  {
    what: /^(Math\.random|crypto\.\w+)$/,
    rooms: ["transports", "store", "worker", "app"],
    instead: "take it as an argument: a second walk must see the same",
  },
];

/** The room of a path; undefined for a path that is in none. */
export function roomOf(path: string): string | undefined {
  if (path === "main.ts") return "main";
  if (path === "src/app.ts") return "app";
  return /^src\/([^/]+)\/.+/.exec(path)?.[1];
}
