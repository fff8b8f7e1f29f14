// The way to a host's page.
import { line } from "./cut.ts";

/** Its address: a name may hold anything, half letters too. */
export function hostPath(host: string): string {
  return `/hosts/${encodeURIComponent(host.toWellFormed())}`;
}

/** Its name, which leads there. */
export function HostLink({ host, most = 120 }: { host: string; most?: number }) {
  return <a href={hostPath(host)}>{line(host, most)}</a>;
}
