// What a loop has made and keeps in mind, and the hosts that it has added.
import type { JsonObject } from "./json.ts";

/** Something that a loop created: a server, a volume, a record. */
export interface Resource {
  name: string;
  data: JsonObject;
}

/** A host that a decision has added, as an inventory would have it. */
export interface AddedHost {
  name: string;
  vars: JsonObject;
  groups: string[];
}

/** Where a reader sees that such a host and its variables come from, instead of an inventory's source. */
export const FROM_DECISION = "decision";
/** The same of what a task added while its playbook ran. */
export const FROM_ADD_HOST = "add_host";

/** What a loop keeps in mind. */
export interface State {
  resources: Resource[];
  hosts: AddedHost[];
}
