// Scenarios of git, over repositories that each scenario makes beside its checkout. Commits have the same names on both sides.
import type { Scenario, Suite } from "./scenario.ts";

const WHO = `export GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@b
export GIT_AUTHOR_DATE=2024-01-01T00:00:00Z GIT_COMMITTER_DATE=2024-01-01T00:00:00Z
step() { echo "$1" >"\${2:-a}"; git add -A; git commit -q -m "$1"; }
`;
/** Two commits, three branches, a tag of either kind. */
const HUB = `${WHO}git init -q -b main hub
(cd hub; step one; git tag v1; git branch old; step two; git tag -a v2 -m v2; git checkout -q -b dev; step three b; git checkout -q main)
`;
const AT = (words: string) => `${HUB}git clone -q ${words} "file://$PWD/hub" co\n`;
const SUB = `${WHO}git init -q -b main sub; (cd sub; step s1 s)
git init -q -b main hub; (cd hub; step one; git submodule add -q ../sub lib; git commit -q -m sub)
`;
const FETCHES = "Ansible fetches in its dry run, to make a diff";
const OVERLOOKS = "Ansible's dry run compares commits alone";
/** The commit "one": the same wherever it is made. */
const ONE = "876a932c25e44e9cab91774d73cf15b7d27e0f19";
const REPO = { repo: "@/hub", dest: "@/co" };
const MOVED = "(cd hub; step four c)\n";

const clones: Scenario[] = [
  { name: "git clones", before: HUB, params: REPO },
  { name: "git clones a branch", before: HUB, params: { ...REPO, version: "dev" } },
  { name: "git clones a tag", before: HUB, params: { ...REPO, version: "v1" } },
  { name: "git clones an annotated tag", before: HUB, params: { ...REPO, version: "v2" } },
  {
    name: "git clones a commit",
    before: HUB,
    params: { ...REPO, version: ONE },
  },
  { name: "git clones into an empty folder", before: `${HUB}mkdir -m 750 co`, params: REPO },
  { name: "git clones into folders that are not there", before: HUB, params: { ...REPO, dest: "@/x/y/co" } },
  { name: "git clones by a file address", before: HUB, params: { ...REPO, repo: "file://@/hub" } },
  { name: "git clones under another remote's name", before: HUB, params: { ...REPO, remote: "up", version: "dev" } },
  { name: "git clones bare", before: HUB, params: { ...REPO, bare: true } },
  { name: "git clones bare with another remote", before: HUB, params: { ...REPO, bare: true, remote: "up" } },
  { name: "git clones shallow", before: HUB, params: { ...REPO, depth: 1 } },
  { name: "git clones a branch shallow", before: HUB, params: { ...REPO, depth: 1, version: "dev" } },
  { name: "git clones a tag shallow", before: HUB, params: { ...REPO, depth: 1, version: "v1" } },
  { name: "git clones a commit shallow", before: HUB, params: { ...REPO, depth: 1, version: ONE } },
  { name: "git clones one branch only", before: HUB, params: { ...REPO, single_branch: true, version: "dev" } },
  {
    name: "git clones with a refspec",
    differs: {
      why: "Ansible fetches into the branch that is checked out each time, which git refuses",
      again: {
        changed: false,
        failed: false,
        before: "e8270ee39f9c663a885115b598ac7980f6e52106",
        after: "e8270ee39f9c663a885115b598ac7980f6e52106",
        remote_url_changed: false,
        msg: null,
        warnings: [],
      },
    },
    before: HUB,
    params: { ...REPO, refspec: "+refs/heads/dev:refs/heads/mine", version: "mine" },
  },
  {
    name: "git clones with a reference",
    before: `${HUB}git clone -q --bare hub near`,
    params: { ...REPO, reference: "@/near" },
  },
  {
    name: "git clones with a repository elsewhere",
    before: HUB,
    params: { ...REPO, separate_git_dir: "@/co.git" },
  },
  { name: "git clones with a umask", before: HUB, params: { ...REPO, umask: "0077" } },
  { name: "git clones and archives", before: HUB, params: { ...REPO, archive: "@/co.tar", archive_prefix: "co/" } },
  { name: "git clones with submodules", before: SUB, params: REPO },
  { name: "git clones without submodules", before: SUB, params: { ...REPO, recursive: false } },
];

const updates: Scenario[] = [
  { name: "git leaves what is there", before: AT(""), params: REPO },
  { name: "git brings a branch up to date", before: AT("") + MOVED, params: REPO },
  {
    name: "git brings another branch up to date",
    before: `${AT("-b dev")}(cd hub; git checkout -q dev; step five)`,
    params: { ...REPO, version: "dev" },
  },
  { name: "git goes to a branch", before: AT(""), params: { ...REPO, version: "dev" } },
  { name: "git goes back to a tag", before: AT(""), params: { ...REPO, version: "v1" } },
  { name: "git goes to a commit", before: AT(""), params: { ...REPO, version: ONE } },
  { name: "git goes to a short commit", before: AT(""), params: { ...REPO, version: ONE.slice(0, 7) } },
  { name: "git goes from a commit to HEAD", before: `${AT("")}git -C co checkout -q v1`, params: REPO },
  {
    name: "git goes to a new tag",
    before: `${AT("")}(cd hub; step four; git tag v3)`,
    params: { ...REPO, version: "v3" },
  },
  {
    name: "git follows a tag that was moved, with force",
    differs: { why: FETCHES, check: { changed: true, failed: false } },
    before: `${AT("-b v1")}(cd hub; git tag -f v1 dev >/dev/null)`,
    params: { ...REPO, version: "v1", force: true },
  },
  {
    name: "git does not follow a tag that was moved",
    differs: { why: FETCHES, check: { changed: true, failed: false } },
    before: `${AT("-b v1")}(cd hub; git tag -f v1 dev >/dev/null)`,
    params: { ...REPO, version: "v1" },
    restless: "a tag that was moved is in the way each time",
    blind: "only fetching finds it in the way",
    alike: ["before"],
  },
  {
    name: "git follows a branch that was written anew",
    before: `${AT("")}(cd hub; git reset -q --hard v1; step other)`,
    params: REPO,
  },
  { name: "git changes a remote's address", before: `${AT("")}cp -a hub hub2`, params: { ...REPO, repo: "@/hub2" } },
  {
    name: "git changes a remote's address and goes on",
    before: `${AT("")}cp -a hub hub2; (cd hub2; step four)`,
    params: { ...REPO, repo: "@/hub2" },
  },
  { name: "git refuses local modifications", before: `${AT("")}echo mine >co/a`, params: REPO },
  {
    name: "git throws local modifications away",
    differs: { why: OVERLOOKS, check: { changed: true } },
    before: `${AT("")}echo mine >co/a; rm -f co/none`,
    params: { ...REPO, force: true },
  },
  { name: "git leaves files that it does not know", before: `${AT("")}echo mine >co/new; ${MOVED}`, params: REPO },
  { name: "git leaves what is there without update", before: AT("") + MOVED, params: { ...REPO, update: false } },
  {
    name: "git brings a bare repository up to date",
    differs: { why: FETCHES, run: { changed: true, before: "13f0dc3c4d74165662ecbee9c84f556897c4af82" } },
    before: AT("--bare") + MOVED,
    params: { ...REPO, bare: true },
  },
  {
    name: "git brings a shallow checkout up to date",
    differs: { why: FETCHES, tree: true },
    before: AT("--depth 1") + MOVED,
    params: { ...REPO, depth: 1 },
  },
  {
    name: "git goes to a branch of a shallow checkout",
    differs: { why: FETCHES, tree: true },
    before: AT("--depth 1"),
    params: { ...REPO, depth: 1, version: "dev" },
  },
  {
    name: "git goes to a tag of a shallow checkout",
    before: AT("--depth 1"),
    params: { ...REPO, depth: 1, version: "v1" },
  },
  {
    name: "git brings one branch only up to date",
    before: AT("--single-branch") + MOVED,
    params: { ...REPO, single_branch: true },
  },
  {
    name: "git moves a repository out of its checkout",
    differs: { why: OVERLOOKS, check: { changed: true } },
    before: AT(""),
    params: { ...REPO, separate_git_dir: "@/co.git" },
  },
  {
    name: "git brings submodules up to date",
    before: `${SUB}git clone -q --recurse-submodules "file://$PWD/hub" co
(cd sub; step s2 s); (cd hub/lib; git pull -q); (cd hub; git commit -q -a -m newer)`,
    params: REPO,
  },
  {
    name: "git fetches a submodule that is missing",
    differs: { why: OVERLOOKS, check: { changed: true } },
    before: `${SUB}git clone -q "file://$PWD/hub" co`,
    params: REPO,
  },
  {
    name: "git makes an archive of what is there",
    differs: { why: OVERLOOKS, check: { changed: true } },
    before: AT(""),
    params: { ...REPO, archive: "@/co.tgz" },
  },
  {
    name: "git leaves an archive that is right",
    before: `${AT("")}git -C co archive --format zip -o ../co.zip HEAD`,
    params: { ...REPO, archive: "@/co.zip" },
  },
];

const refusals: Scenario[] = [
  { name: "git with nothing at the address", params: { repo: "@/none", dest: "@/co" }, alike: [] },
  {
    name: "git with a version that is not there",
    before: HUB,
    params: { ...REPO, version: "nope" },
    blind: "only a clone can tell",
    alike: [],
  },
  {
    name: "git to a version that is not there",
    before: AT(""),
    params: { ...REPO, version: "nope" },
    blind: "only a fetch can tell",
  },
  { name: "git without dest", before: HUB, params: { repo: "@/hub" } },
  {
    name: "git with dest and a file in it",
    differs: { why: OVERLOOKS, check: { changed: false, failed: true } },
    before: `${HUB}mkdir co; touch co/x`,
    params: REPO,
    alike: [],
  },
  { name: "git with a umask that is no number", before: HUB, params: { ...REPO, umask: "9" } },
  {
    name: "git with an archive of no kind",
    differs: {
      why: "Ansible finds it out when everything else is done",
      check: { changed: false, failed: true },
      tree: true,
    },
    before: HUB,
    params: { ...REPO, archive: "@/co.rar" },
    alike: [],
  },
  {
    name: "git with both host key words",
    before: HUB,
    params: { ...REPO, accept_hostkey: true, accept_newhostkey: true },
    alike: [],
  },
];

/** The suite. */
export const suite: Suite = {
  atLeast: 55,
  alike: ["before", "after", "remote_url_changed", "submodules_changed", "msg", "warnings"],
  room: {
    // Since git 2.38 a submodule is not cloned from a path unless that is allowed.
    prepare: "git config --system protocol.file.allow always",
    // Of a checkout's own folder: what git notes of times, and what was fetched but is not checked out.
    ignore: [
      "\\.git/(.*/)?(index|logs|objects|FETCH_HEAD|ORIG_HEAD)\\b",
      "^/ground/co/(objects|FETCH_HEAD|refs/remotes)\\b",
    ],
  },
  scenarios: [...clones, ...updates, ...refusals],
};
