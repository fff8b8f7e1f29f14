// Versions of Debian packages, compared as dpkg compares them.

/** Negative where the first is older, positive where it is newer, else 0. Pure; any text is a version. */
export function compareVersions(one: string, other: string): number {
  const [a, b] = [parts(one), parts(other)];
  const epochs = a.epoch - b.epoch;
  return epochs !== 0 ? epochs : compareText(a.upstream, b.upstream) || compareText(a.revision, b.revision);
}

function parts(version: string): { epoch: number; upstream: string; revision: string } {
  const colon = version.indexOf(":");
  const rest = version.slice(colon + 1);
  const dash = rest.lastIndexOf("-");
  return {
    epoch: Number(version.slice(0, Math.max(colon, 0))) || 0,
    upstream: dash < 0 ? rest : rest.slice(0, dash),
    revision: dash < 0 ? "" : rest.slice(dash + 1),
  };
}

/** Pieces without digits and numbers in turn; a tilde sorts before the end, letters before all other signs. */
function compareText(one: string, other: string): number {
  const [left, right] = [pieces(one), pieces(other)];
  for (let at = 0; at < Math.max(left.length, right.length); at++) {
    const [a = "", b = ""] = [left[at], right[at]];
    const apart = at % 2 === 0 ? compareSigns(a, b) : compareNumbers(a, b);
    if (apart !== 0) return apart;
  }
  return 0;
}

function pieces(text: string): string[] {
  return [...text.matchAll(/(\D*)(\d*)/g)].flatMap(([whole, signs = "", digits = ""]) =>
    whole === "" ? [] : [signs, digits]
  );
}

function compareSigns(one: string, other: string): number {
  for (let at = 0; at < Math.max(one.length, other.length); at++) {
    const apart = weight(one.charAt(at)) - weight(other.charAt(at));
    if (apart !== 0) return apart;
  }
  return 0;
}

function weight(sign: string): number {
  if (sign === "") return 0;
  if (sign === "~") return -1;
  return /[A-Za-z]/.test(sign) ? sign.charCodeAt(0) : sign.charCodeAt(0) + 256;
}

/** Of any length: digits are compared, not numbers. */
function compareNumbers(one: string, other: string): number {
  const [a, b] = [one.replace(/^0+/, ""), other.replace(/^0+/, "")];
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
}
