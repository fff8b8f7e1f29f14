// URLs taken apart as Ansible takes them apart.

/** A URL without the user and password in it, and these. */
export interface SplitUrl {
  url: string;
  user?: string;
  password?: string;
}

/** Takes user and password out of a URL of HTTP; one of FTP keeps them. */
export function splitUrl(url: string): SplitUrl {
  const [, scheme = "", authority = "", rest = ""] = /^([a-z][a-z0-9+.-]*:\/\/)([^/?#]*)(.*)$/is.exec(url) ?? [];
  if (!authority.includes("@") || scheme.toLowerCase() === "ftp://") return { url };
  const [credentials = "", host = ""] = authority.split(/@(.*)/s);
  const [user = "", password = ""] = credentials.split(/:(.*)/s);
  return { url: `${scheme}${host}${rest}`, user, password };
}

/** The last part of a URL's path; undefined for one that ends with a slash or has none. */
export function urlFilename(url: string): string | undefined {
  const path = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*([^?#]*)/i.exec(url)?.[1] ?? "";
  return path.slice(path.lastIndexOf("/") + 1) || undefined;
}

/** A `Location` as an absolute URL, as far as it can be made one. */
export function absoluteLocation(url: string, location: string): string {
  return location.includes("://") ? location : URL.parse(location, url)?.href ?? location;
}

/** The name in a `Content-Disposition` header, without folders; undefined without one. */
export function dispositionName(header: string | undefined): string | undefined {
  const [, quoted, plain] = /(?:^|;)\s*filename\s*=\s*(?:"((?:\\.|[^"])*)"|([^;\s]+))/i.exec(header ?? "") ?? [];
  const name = (quoted?.replaceAll(/\\(.)/g, "$1") ?? plain ?? "").split("/").at(-1) ?? "";
  return name === "" || name === "." || name === ".." ? undefined : name;
}
