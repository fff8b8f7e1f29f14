// The words of dnf's command line for a call's parameters.
import type { Params } from "../frame/parameters.ts";

/** What stands before the verb. */
export function dnfOptions(params: Params): string[] {
  const each = (name: string, option: string) =>
    params.texts(name).filter((text) => text !== "").map((text) => `${option}=${text}`);
  const one = (name: string, option: string) => params.text(name) ? [`${option}=${params.text(name)}`] : [];
  const on = (name: string, ...words: string[]) => params.flag(name) ? words : [];
  const off = (name: string, ...words: string[]) => params.flag(name) ? [] : words;
  const root = params.text("installroot") ?? "/";
  return [
    ...one("conf_file", "--config"),
    ...(root === "/" ? [] : [`--installroot=${root}`]),
    ...one("releasever", "--releasever"),
    ...each("disablerepo", "--disablerepo"),
    ...each("enablerepo", "--enablerepo"),
    ...each("disable_plugin", "--disableplugin"),
    ...each("enable_plugin", "--enableplugin"),
    ...each("exclude", "--exclude"),
    ...one("disable_excludes", "--disableexcludes"),
    ...on("disable_gpg_check", "--nogpgcheck"),
    ...on("allowerasing", "--allowerasing"),
    ...on("nobest", "--nobest"),
    ...on("skip_broken", "--setopt=strict=0"),
    ...on("security", "--security"),
    ...on("bugfix", "--bugfix"),
    ...on("cacheonly", "--cacheonly"),
    ...off("install_weak_deps", "--setopt=install_weak_deps=0"),
    ...(params.flag("validate_certs") && params.flag("sslverify") ? [] : ["--setopt=sslverify=0"]),
    `--setopt=clean_requirements_on_remove=${params.flag("autoremove") ? 1 : 0}`,
  ];
}

/** Words that only a deed has, or the look that stands for it. */
export function dnfDownload(params: Params): string[] {
  if (!params.flag("download_only")) return [];
  return ["--downloadonly", ...(params.text("download_dir") ? [`--destdir=${params.text("download_dir")}`] : [])];
}

/** Whether a text is a package's name, with or without its version and arch: no pattern, group, file or path. */
export function isPlain(spec: string): boolean {
  return !/^[@/]|[*?[\]]|:\/\/|\/|\.rpm$/.test(spec);
}

/** A file or URL of a package. */
export function isFile(spec: string): boolean {
  return spec.includes("://") || spec.endsWith(".rpm");
}
