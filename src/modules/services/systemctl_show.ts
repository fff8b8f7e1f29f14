// What `systemctl show` says of a unit: its properties.

/** Properties by name. Only values of `Exec…` may go over several lines: a brace that opens in another one is text. */
export function unitProperties(text: string): Record<string, string> {
  const found: [string, string][] = [];
  let open: { name: string; lines: string[] } | undefined;
  for (const line of text.split("\n")) {
    if (open !== undefined) {
      open.lines.push(line);
      if (!line.trimEnd().endsWith("}")) continue;
      found.push([open.name, open.lines.join("\n").trim()]);
      open = undefined;
      continue;
    }
    const at = line.indexOf("=");
    if (at < 0) continue;
    const [name, value] = [line.slice(0, at), line.slice(at + 1)];
    const opens = name.startsWith("Exec") && value.trimStart().startsWith("{") && !value.trimEnd().endsWith("}");
    if (opens) open = { name, lines: [value] };
    else found.push([name, value.trim()]);
  }
  return Object.fromEntries(found);
}

/** Whether systemctl has not asked systemd at all, since there is none that could be asked here. */
export function wasIgnored(text: string): boolean {
  return !text.includes("=") && (text.includes("ignoring request") || text.includes("ignoring command"));
}
