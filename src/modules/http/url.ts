// URLs taken apart as Ansible takes them apart.

/** A URL without the user and password in it, and these. */
export interface UrlAndLogin {
  url: string;
  user?: string;
  password?: string;
}

/** Takes user and password out of a URL of HTTP; one of FTP keeps them. */
export function urlAndLogin(url: string): UrlAndLogin {
  const [, scheme = "", authority = "", rest = ""] = /^([a-z][a-z0-9+.-]*:\/\/)([^/?#]*)(.*)$/is.exec(url) ?? [];
  if (!authority.includes("@") || scheme.toLowerCase() === "ftp://") return { url };
  const [credentials = "", host = ""] = authority.split(/@(.*)/s);
  const [user = "", password = ""] = credentials.split(/:(.*)/s);
  return { url: `${scheme}${host}${rest}`, user, password };
}

/** The last part of a URL's path; undefined for one that ends with a slash or has none. */
export function urlFilename(url: string): string | undefined {
  const path = pathOf(url);
  return path.slice(path.lastIndexOf("/") + 1) || undefined;
}

/** The name that uri gives a body in a folder, by its URL: the last part of the path, decoded, which leads nowhere else. */
export function bodyFilename(url: string): string {
  const last = pathOf(url).split("/").findLast((part) => part !== "") ?? "";
  return plainName(percentDecoded(last)) ?? "index.html";
}

function pathOf(url: string): string {
  return /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*([^?#]*)/i.exec(url)?.[1] ?? "";
}

/** A name without folders; undefined for one that no file can have. */
function plainName(text: string): string | undefined {
  const name = text.split("/").at(-1) ?? "";
  return name === "" || name === "." || name === ".." || name.includes("\0") ? undefined : name;
}

/** A text with what is written as `%20` as it is meant; one with a per cent sign that stands for itself is left as it is. */
export function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** A character that stands for a byte, as any may stand in a URL: `%20`. */
export function percentEncoded(sign: string): string {
  return `%${sign.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`;
}

/** A `Location` as an absolute URL, as far as it can be made one. */
export function absoluteLocation(url: string, location: string): string {
  return location.includes("://") ? location : URL.parse(location, url)?.href ?? location;
}

/** The name in a `Content-Disposition` header, without folders; undefined without one. */
export function dispositionName(header: string | undefined): string | undefined {
  const [, quoted, plain] = /(?:^|;)\s*filename\s*=\s*(?:"((?:\\.|[^"])*)"|([^;\s]+))/i.exec(header ?? "") ?? [];
  return plainName(quoted?.replaceAll(/\\(.)/g, "$1") ?? plain ?? "");
}
