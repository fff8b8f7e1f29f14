// A Debian repository of hand-made packages in a room: what apt does can be seen without a network, in a second.
//
//   await using ground = await prepareRooms(packageRepository([{ name: "hello", version: "1.0" }]));

/** A package to be made. */
export interface Deb {
  name: string;
  version: string;
  /** Further lines of its control file: `Depends: other`, `Provides: web`. */
  control?: string[];
  /** Files by path, with their text; those below /etc are conffiles. */
  files?: Record<string, string>;
  /** Maintainer scripts: `postinst`, `prerm` … */
  scripts?: Record<string, string>;
  /** Paths that may be executed. */
  executable?: string[];
}

/** Where its files lie in the room. */
export const REPOSITORY = "/srv/repository";

/** Shell text for `prepareRooms`: makes the packages, makes them apt's only source, and reads the lists. */
export function packageRepository(packages: readonly Deb[]): string {
  return [
    "set -e; umask 022",
    `mkdir -p ${REPOSITORY} /tmp/debs`,
    ...packages.map(build),
    `cd ${REPOSITORY}`,
    `for deb in *.deb; do dpkg-deb -f "$deb"; echo "Filename: ./$deb"; echo "Size: $(stat -c %s "$deb")"`,
    `echo "SHA256: $(sha256sum "$deb" | cut -d' ' -f1)"; echo; done >Packages`,
    "rm -rf /etc/apt/sources.list /etc/apt/sources.list.d/* /var/lib/apt/lists/* /tmp/debs",
    `echo 'deb [trusted=yes] file:${REPOSITORY} ./' >/etc/apt/sources.list`,
    "apt-get -qq update",
  ].join("\n");
}

function build({ name, version, control = [], files = {}, scripts = {}, executable = [] }: Deb): string {
  const folder = `/tmp/debs/${name}_${version}`;
  const conffiles = Object.keys(files).filter((path) => path.startsWith("/etc/"));
  const about = [
    ...[`Package: ${name}`, `Version: ${version}`, "Maintainer: Nobody <nobody@example.org>"],
    ...(control.some((line) => line.startsWith("Architecture:")) ? [] : ["Architecture: all"]),
    ...control,
    `Description: made for a test`,
  ];
  return [
    `mkdir -p ${folder}/DEBIAN`,
    written(`${folder}/DEBIAN/control`, `${about.join("\n")}\n`),
    ...(conffiles.length === 0 ? [] : [written(`${folder}/DEBIAN/conffiles`, `${conffiles.join("\n")}\n`)]),
    ...Object.entries(scripts).flatMap(([script, text]) => {
      const path = `${folder}/DEBIAN/${script}`;
      return [written(path, `#!/bin/sh\nset -e\n${text}\n`), `chmod 755 ${path}`];
    }),
    ...Object.entries(files).map(([path, text]) => written(`${folder}${path}`, text)),
    ...executable.map((path) => `chmod 755 ${folder}${path}`),
    `dpkg-deb --root-owner-group -b ${folder} ${REPOSITORY} >/dev/null`,
  ].join("\n");
}

function written(path: string, text: string): string {
  return `mkdir -p "$(dirname ${path})"; cat >${path} <<'END-OF-FILE'\n${text}END-OF-FILE`;
}
