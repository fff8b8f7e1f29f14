// How hosts are entered, for whoever knows only their names or what is on record of an action.
import type { Entrance, Way } from "../model/way.ts";

/** Reads inventory, playbook and flags. Nothing is connected. */
export interface Entrances {
  /** As inventory and flags say: for an action without a task, and for `localhost`, the controller. Throws TemplateError for a variable that cannot be worked out. */
  to(host: string): Entrance;
  /** A way that is on record, with the secrets that open it now. */
  again(way: Way): Entrance;
}
