// Whom a notification goes to, as everybody may read it.

/** Of an address on the web only where it leads: path, query and user of a webhook are what opens it. Anything else as it is. */
export function targetWords(target: string): string {
  if (!/^https?:/i.test(target)) return target;
  const url = URL.parse(target);
  if (url === null) return target.replace(/:.*/s, "://…");
  const { protocol, host, pathname, search, username, hash } = url;
  return `${protocol}//${host}${pathname === "/" && `${search}${username}${hash}` === "" ? "" : "/…"}`;
}
