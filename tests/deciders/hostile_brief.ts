// A brief in which every text that can come from elsewhere is hostile.
import type { JsonObject } from "../../src/model/json.ts";
import type { Brief } from "../../src/ports/decider.ts";
import { iteration, recordedAction } from "../fakes/records.ts";
import { brief, host, said } from "./a_brief.ts";

/** `text` in every place, each with a number of its own before it. */
export function hostileBrief(text: string): Brief {
  let n = 0;
  const t = (): string => `${++n} ${text}`;
  const many = (): JsonObject => ({ [t()]: t(), list: [t(), { [t()]: [t()] }], msg: t() });
  const [one, two, look, gone] = [t(), t(), t(), t()];
  return brief({
    hosts: [
      host(one, {
        groups: [t()],
        address: t(),
        user: t(),
        facts: { ansible_distribution: t(), pkg_mgr: t(), all_ipv4_addresses: [t()] },
      }),
      host(two),
    ],
    observations: {
      looks: {
        [one]: { [look]: said(t()), [t()]: { changed: true, ...many() }, same: said(`${one} as before`) },
        [two]: { [look]: { changed: false, failed: true, msg: t(), rc: 1, stdout: t(), stderr: t() } },
        [gone]: { [look]: { changed: false, unreachable: true, msg: t() } },
      },
      unproven: [t()],
    },
    state: {
      resources: [{ name: t(), data: many() }],
      hosts: [{ name: t(), vars: { ansible_host: t() }, groups: [t()] }],
    },
    rules: [
      {
        name: look,
        description: t(),
        when: t(),
        observe: [],
        actions: [],
        status: "proposed",
        origin: null,
        file: t(),
      },
    ],
    findings: [{ rule: look, condition: t(), outcome: "error", approved: false, hosts: [one], reasoning: t() }],
    run: [
      iteration({
        decidedBy: "rule",
        decision: { kind: "act", reasoning: t(), actions: [], rule: t() },
        error: t(),
        observations: { looks: { [one]: { same: said(`${one} as before`) } }, unproven: [t()] },
        actions: [
          recordedAction({
            host: t(),
            module: t(),
            name: t(),
            params: many(),
            status: "failed",
            result: { changed: false, failed: true, ...many() },
          }),
          recordedAction({
            host: t(),
            module: "shell",
            params: { cmd: t() },
            diff: [{ header: t(), before: t(), after: t() }],
          }),
          recordedAction({ host: t(), status: "interrupted", result: null }),
          recordedAction({ host: t(), status: "denied", result: { changed: false, msg: t() } }),
        ],
        prompts: [
          { id: 1, kind: "question", text: t(), options: [t()], about: null, status: "pending", response: null },
          {
            id: 2,
            kind: "approval",
            text: t(),
            options: ["yes", "no"],
            about: t(),
            status: "answered",
            response: "no",
            comment: "not on a Friday",
            shown: [{
              host: t(),
              module: t(),
              name: t(),
              params: many(),
              task: null,
              reason: t(),
              call: t(),
              seen: null,
            }],
          },
        ],
      }),
    ],
  });
}
