// Which collector makes which facts of what a host told.
import type { JsonObject } from "../../model/json.ts";
import type { Fields } from "../scripts/fields.ts";
import { deviceFacts, lvmFacts } from "./devices.ts";
import { distributionFacts, lsbFacts, packageManagerFacts } from "./distribution.ts";
import { memoryFacts, mountFacts, processorFacts, productFacts } from "./hardware.ts";
import {
  apparmorFacts,
  capabilityFacts,
  chrootFacts,
  cmdlineFacts,
  fipsFacts,
  loadFacts,
  selinuxFacts,
  sshKeyFacts,
  storageNames,
} from "./kernel.ts";
import { dnsFacts, networkFacts } from "./network.ts";
import { dateFacts, environmentFacts, platformFacts, serviceFacts, userFacts } from "./system.ts";
import { virtualizationFacts } from "./virtualization.ts";

/** What a host told: pairs, and its environment. */
interface Told {
  fields: Fields;
  env: string | undefined;
}

type Gatherer = (told: Told, collectors: ReadonlySet<string>) => JsonObject;

function from(gather: (fields: Fields) => JsonObject): Gatherer {
  return ({ fields }) => gather(fields);
}

function hardware({ fields }: Told): JsonObject {
  return {
    ...processorFacts(fields),
    ...memoryFacts(fields),
    ...mountFacts(fields),
    ...productFacts(fields),
    ...deviceFacts(fields),
    ...lvmFacts(fields),
  };
}

function storage({ fields }: Told, collectors: ReadonlySet<string>): JsonObject {
  return storageNames(fields, collectors);
}

/** Collectors by name; custom facts apart, which also have something to warn of. */
export const GATHERERS: [string, Gatherer][] = [
  ["platform", from(platformFacts)],
  ["distribution", from(distributionFacts)],
  ["lsb", from(lsbFacts)],
  ["selinux", from(selinuxFacts)],
  ["apparmor", from(apparmorFacts)],
  ["chroot", from(chrootFacts)],
  ["fips", from(fipsFacts)],
  ["caps", from(capabilityFacts)],
  ["pkg_mgr", from(packageManagerFacts)],
  ["service_mgr", from(serviceFacts)],
  ["cmdline", from(cmdlineFacts)],
  ["date_time", from(dateFacts)],
  ["env", ({ env }) => environmentFacts(env)],
  ["loadavg", from(loadFacts)],
  ["ssh_pub_keys", from(sshKeyFacts)],
  ["user", from(userFacts)],
  ["virtual", from(virtualizationFacts)],
  ["hardware", hardware],
  ["dns", from(dnsFacts)],
  ["network", from(networkFacts)],
  ["fibre_channel_wwn", storage],
  ["iscsi", storage],
  ["nvme", storage],
];
