// What a room needs to have a real dnf in it: Debian's packages of dnf, rpm and createrepo, and a repository of small packages.
import assert from "node:assert/strict";

/** Fetches Debian's packages with what they need into a folder. Throws AssertionError. */
export async function fetchPackages(folder: string, names: string[]): Promise<void> {
  await Deno.mkdir(`${folder}/partial`, { recursive: true });
  const { code, stderr } = await new Deno.Command("apt-get", {
    args: ["install", "-y", "-qq", "--download-only", "--no-install-recommends", "-o", `Dir::Cache::archives=${folder}`]
      .concat(["-o", "APT::Sandbox::User=root", ...names]),
    stdin: "null",
  }).output();
  assert.equal(code, 0, new TextDecoder().decode(stderr));
}

/** Shell for a room's ground: the programs, packages in several versions, and two repositories. */
export function dnfGround(folder: string): string {
  return `for deb in ${folder}/*.deb; do dpkg-deb --fsys-tarfile "$deb" | tar -x --keep-directory-symlink -C /; done; ldconfig
mkdir -p /srv/build /srv/stable /srv/extra /etc/yum.repos.d /etc/dnf /var/lib/rpm; cd /srv/build
make() { # name version repository [lines of the header]
  { printf 'Name: %s\\nVersion: %s\\nRelease: 1\\nSummary: of %s\\nLicense: none\\nBuildArch: noarch\\n' "$1" "$2" "$1"
    [ -z "$4" ] || printf "$4\\n"
    printf '%%description\\nx\\n%%install\\nmkdir -p %%{buildroot}/opt; echo %s >%%{buildroot}/opt/%s\\n%%files\\n/opt/%s\\n' "$2" "$1" "$1"; } >$1.spec
  rpmbuild -bb --quiet --define "_rpmdir /srv/$3" --define "_topdir /srv/build" $1.spec >/dev/null 2>/srv/build/log || { cat /srv/build/log >&2; exit 1; }
}
make one 1.0 stable; make one 2.0 stable
make two 1.0 stable 'Requires: base'; make base 1.0 stable
make lib-x 1.0 stable; make lib-y 1.0 stable
make web 1.0 stable 'Provides: webserver'
make broken 1.0 stable 'Requires: nowhere'
make late 1.0 extra
make epoch 1.0 stable 'Epoch: 3'
cat >/srv/comps.xml <<'X'
<?xml version="1.0" encoding="UTF-8"?>
<comps><group><id>tools</id><name>Tools</name><description>x</description><uservisible>true</uservisible>
<packagelist><packagereq type="mandatory">lib-x</packagereq><packagereq type="default">web</packagereq></packagelist></group></comps>
X
createrepo_c -q -g /srv/comps.xml /srv/stable; createrepo_c -q /srv/extra
for r in stable extra; do printf '[%s]\\nname=%s\\nbaseurl=file:///srv/%s\\ngpgcheck=0\\nenabled=%s\\n' $r $r $r $([ $r = stable ] && echo 1 || echo 0) >/etc/yum.repos.d/$r.repo; done
printf '[main]\\ngpgcheck=0\\ninstallonly_limit=3\\nclean_requirements_on_remove=True\\n' >/etc/dnf/dnf.conf
mkdir -p /etc/dnf/vars; echo 1 >/etc/dnf/vars/releasever
rpm --initdb; dnf -q makecache
`;
}
