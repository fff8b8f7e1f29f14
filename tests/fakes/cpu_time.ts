// What work costs this process: on a busy machine, or one that stood still meanwhile, the wall's clock says nothing of it.
import process from "node:process";

/** Milliseconds that the processor was busy for us with what is done. */
export function cpuMs(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
