// What a check is handed.
import type { Clock } from "../../ports/clock.ts";
import type { Finding, Standing } from "../../ports/checkup.ts";
import type { Packages } from "./install_command.ts";

/** What is known before anything is looked at. */
export interface Look {
  /** Absolute path of the database. */
  db: string;
  /** The program's name and version. */
  version: string;
  /** The one file that the program is, by its absolute path; absent: it is none. */
  file?: string;
  clock: Clock;
  /** A command as one would type it here. */
  type(command: string): string;
  /** The lines that install a package on this system. */
  install(packages: Packages): string[];
  /** Whether hosts are asked, too. */
  far: boolean;
  /** Standard output. */
  terminal: { isTerminal: boolean; columns: number | undefined };
}

/** One look, or several of a kind. */
export type Check = (look: Look, signal: AbortSignal) => Finding[] | Promise<Finding[]>;

/** A finding. */
export function finding(about: string, standing: Standing, found: string, mend: string[] = []): Finding {
  return { about, standing, found, mend };
}
