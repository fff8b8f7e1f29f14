// What a scenario of the oracle is: one call, made by Ansible's module and by ours, in folders that are alike.
import type { Json, JsonObject } from "../../../src/model/json.ts";

/** The three times that a call is made. */
export type Turn = "check" | "run" | "again";

/** One call. `@` at the start of a path stands for the folder that the call is made in. */
export interface Scenario {
  name: string;
  /** Shell, run in the folder before. */
  before?: string;
  params: JsonObject;
  /** Instead of the suite's. */
  module?: string;
  /** Variables of the task. */
  vars?: Record<string, Json>;
  /**
   * Keys of the result that must be alike in run and second run, instead of the suite's; a dot leads into an object, and
   * `list.*.a,b` means a and b of every item.
   * `changed`, `failed` and `skipped` always are alike, in check mode too.
   */
  alike?: string[];
  /** Why check mode cannot know what the run finds, where it cannot. */
  blind?: string;
  /** Why a second run changes something again, where it does. */
  restless?: string;
  /** Keys of which check mode says something else than the run. */
  guessed?: string[];
  /** A difference on purpose: why, and what ours has instead. It fails when there is no difference any more. */
  differs?: { why: string; check?: JsonObject; run?: JsonObject; again?: JsonObject; tree?: true };
}

/** What the rooms of a suite are. */
export interface RoomTerms {
  /** A shell text that is run once, in a room; all scenarios begin with what it wrote. */
  prepare?: string;
  /** Paths that may be written differently: expressions over a line of the tree (`/path file mode owner …`). */
  ignore?: string[];
  /** A shell text whose output is compared, too, after all turns (`crontab -l`, `mount`). */
  describe?: string;
  /** Further words for unshare, as `--net`. */
  unshare?: string[];
  /** A shell text that is the rooms' first process, which may become another program. */
  init?: string;
  /** Rooms of one side at once, where it is not 40. */
  atOnce?: number;
}

/** The scenarios of one module: a file `<module>.json`, or `<module>.ts` that exports `suite`. */
export interface Suite {
  /** The least that may be compared, so that a lost scenario is seen. */
  atLeast: number;
  alike?: string[];
  /** Programs besides busybox's that our side may use on a host with only busybox; null: no such host is tried. */
  programs?: string[] | null;
  /**
   * Every scenario has a room of its own on either side (`tests/rooms/room.ts`), and all that is written anywhere on its root is compared. `@` is
   * its folder /ground. No busybox host is tried.
   */
  room?: RoomTerms;
  /** Most scenarios that the gate has time for, where that is another number than for all suites; the slow suite has all of them. */
  inGate?: number;
  scenarios: Scenario[];
  /** What must be there while the scenarios run (a server): its words are replaced in params, vars and `before`. */
  open?(): Promise<AsyncDisposable & { words: Record<string, string> }>;
}
