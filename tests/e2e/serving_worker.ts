// `worker --serve` as a process: what its log says of the page beside it.
import type { Ground } from "./program.ts";
import { Lines } from "./serve_ground.ts";

interface Told {
  kind: string;
  message?: string;
  url?: string;
  pid?: number;
}

/** Its page is open on a port that is free. */
export class ServingWorker extends Lines {
  constructor(ground: Ground, ...flags: string[]) {
    super(ground.command("worker", "--log-format", "json", "--serve", "127.0.0.1:0", ...flags));
  }

  /** What its log has of the page. */
  get pages(): Told[] {
    return this.out.map((line): Told => JSON.parse(line)).filter(({ kind }) => kind === "page");
  }

  /** Where the page is open, each time it was opened. */
  get opened(): { url: string; pid: number }[] {
    return this.pages.flatMap(({ url, pid }) => url === undefined || pid === undefined ? [] : [{ url, pid }]);
  }
}
