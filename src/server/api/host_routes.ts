// Hosts, what was changed on them, and drift.
import { foundLoop, missing } from "./found.ts";
import { action, id } from "./nouns.ts";
import { drift, fleetHost, hostLine, hostStatus } from "./nouns_beside.ts";
import { next, page, pageTerms } from "./paging.ts";
import { route } from "./route.ts";
import { z } from "./zod.ts";

const name = z.string().max(300);

export const hostRoutes = [
  route({
    ...{ id: "listHosts", method: "get", path: "/hosts", tag: "hosts" },
    summary: "Hosts by name, each once for all loops that know it",
    query: z.strictObject({
      search: z.exactOptional(z.string().max(200)).describe("in name, address, groups"),
      status: z.exactOptional(hostStatus),
      ...page,
    }),
    answer: z.strictObject({ hosts: z.array(hostLine), next }),
    act: async ({ world, query: { after, limit, ...of } }) => {
      const { rows, next } = await world.survey.hosts({ ...of, ...pageTerms({ after, limit }) });
      return { hosts: rows, next };
    },
  }),
  route({
    ...{ id: "getHost", method: "get", path: "/hosts/{host}", tag: "hosts", refuses: [404] },
    summary: "One host with its facts, as each loop knows it",
    answer: z.strictObject({
      host: z.string(),
      known: z.array(fleetHost).describe("once for each loop, oldest loop first"),
    }),
    act: async ({ world, part }) => {
      const host = part("host");
      const known = await world.archive.fleet({ host, facts: true });
      if (known.length === 0) throw missing(`No loop knows a host ${JSON.stringify(host)}.`, "/hosts");
      return { host, known };
    },
  }),
  route({
    ...{ id: "listHostChanges", method: "get", path: "/hosts/{host}/changes", tag: "hosts" },
    summary: "Actions that changed something on a host, newest first",
    query: z.strictObject(page),
    answer: z.strictObject({ changes: z.array(action.extend({ loop: id, loopName: z.string() })), next }),
    act: async ({ world, part, query }) => {
      const { rows, next } = await world.survey.hostChanges(part("host"), pageTerms(query));
      return { changes: rows, next };
    },
  }),
  route({
    ...{ id: "listDrifts", method: "get", path: "/drifts", tag: "drift", refuses: [404] },
    summary: "What converged loops found changed, newest first",
    query: z.strictObject({
      open: z.exactOptional(z.boolean()).describe("true: not put right yet; false: put right"),
      loop: z.exactOptional(name).describe("a loop's number or name"),
      host: z.exactOptional(name),
      ...page,
    }),
    answer: z.strictObject({ drifts: z.array(drift), next }),
    act: async ({ world, query: { loop, after, limit, ...of } }) => {
      const by = loop === undefined ? {} : { loop: (await foundLoop(world, loop)).id };
      const { rows, next } = await world.survey.drifts({ ...of, ...by, ...pageTerms({ after, limit }) });
      return { drifts: rows, next };
    },
  }),
];
