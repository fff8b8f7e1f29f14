// Ansible's modules on this machine, by the two shells that hosts mostly have.
import { localTransport } from "../../src/transports/local.ts";
import { enter } from "../fakes/entrances.ts";
import { noOracle } from "../modules/oracle/suites.ts";
import { runnerContract } from "./runner_contract.ts";

const why = await noOracle();
if (why !== undefined) Deno.test.ignore(`Ansible's modules on a host: skipped, ${why}`, () => {});
else {
  for (const shell of [["dash"], ["busybox", "sh"]]) {
    runnerContract(`Ansible's modules by ${shell.join(" ")}`, {
      open: (options) => localTransport({ shell, ...options }).open(enter("localhost")),
      controller: [],
    });
  }
}
