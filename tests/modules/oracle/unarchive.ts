// Scenarios of unarchive. GOOD is a server on the loopback with an archive.
import { WebServer } from "../web_server.ts";
import type { Scenario, Suite } from "./scenario.ts";

const KEYS = ["mode", "owner", "group", "uid", "gid", "state", "dest", "handler", "msg"];
const FILES =
  `mkdir -p s/d/e s/empty files out; echo one >s/f; echo two >s/d/g; printf 'ü' >"s/d/ü name"; chmod 640 s/f; chmod 750 s/d; ln -s f s/l; chown 1:2 s/d/g; find s -exec touch -h -d 2020-01-01 {} +; `;
const tar = (options: string, name: string) => `${FILES}tar -c ${options} -f files/${name} -C s .; `;
const TGZ = tar("-I 'gzip -n'", "a.tgz");
const ZIP =
  `${FILES}rm s/l "s/d/ü name"; (cd s && find . -exec touch -h -d 2020-01-01 {} + && zip -X -q -r ../files/a.zip .); `;
const call = (
  name: string,
  before: string,
  params: Record<string, string | boolean | string[]>,
  more: Partial<Scenario> = {},
) => ({
  name: `unarchive ${name}`,
  before,
  params: { dest: "@/out", ...params },
  ...more,
});

const scenarios: Scenario[] = [
  call("unpacks gzip", TGZ, { src: "a.tgz" }),
  call("unpacks a plain tar", tar("", "a.tar"), { src: "a.tar" }),
  call("unpacks bzip2", tar("-j", "a.tbz"), { src: "a.tbz" }),
  call("unpacks xz", tar("-J", "a.txz"), { src: "a.txz" }),
  call("unpacks zstd", tar("--zstd", "a.tzst"), { src: "a.tzst" }),
  call("unpacks zip", ZIP, { src: "a.zip" }),
  call("unpacks what the host has", TGZ, { src: "@/files/a.tgz", remote_src: true }),
  call("unpacks what the host has, in the old words", TGZ, { src: "@/files/a.tgz", copy: false }),
  call("unpacks what the host gets", "mkdir out", { src: "GOOD/files/a.tgz", remote_src: true }),
  call("is refused a URL", "mkdir out", { src: "GOOD/files/none.tgz", remote_src: true }, { alike: [] }),
  call("lists what is in it", TGZ, { src: "a.tgz", list_files: true }, { alike: [...KEYS, "files"] }),
  call("lists a zip", ZIP, { src: "a.zip", list_files: true }, { alike: [...KEYS, "files"] }),
  call("finds all as it is", `${TGZ}tar xzf files/a.tgz -C out`, { src: "a.tgz" }),
  call("finds a zip as it is", `${ZIP}unzip -q files/a.zip -d out`, { src: "a.zip" }),
  call("replaces what differs", `${TGZ}tar xzf files/a.tgz -C out; echo mine >out/f; rm out/d/g`, { src: "a.tgz" }),
  call("replaces what differs of a zip", `${ZIP}unzip -q files/a.zip -d out; echo mine >out/f; rm out/d/g`, {
    src: "a.zip",
  }),
  call("replaces another mode", `${TGZ}tar xzf files/a.tgz -C out; chmod 777 out/f`, { src: "a.tgz" }),
  call("replaces another owner", `${TGZ}tar xzf files/a.tgz -C out; chown 5:6 out/d/g`, { src: "a.tgz" }),
  call("leaves what is not in it", `${TGZ}mkdir -p out/d; echo mine >out/d/mine; echo mine >out/mine`, {
    src: "a.tgz",
  }),
  call("replaces a link by a folder", `${TGZ}mkdir t; ln -s ../t out/d`, { src: "a.tgz" }),
  call("replaces a file by a link", `${TGZ}echo mine >out/l`, { src: "a.tgz" }),
  call("replaces an empty folder by a file", `${TGZ}mkdir out/f`, { src: "a.tgz" }),
  call("does not replace a full folder by a file", `${TGZ}mkdir out/f; echo mine >out/f/mine`, { src: "a.tgz" }, {
    alike: [],
    blind: "the look does not try",
    differs: { why: "Ansible unpacks the rest, and is content the second time", again: { failed: true }, tree: true },
  }),
  call("sets a mode", TGZ, { src: "a.tgz", mode: "0755" }),
  call("sets a mode in symbols", TGZ, { src: "a.tgz", mode: "u=rwX,g=rX,o=" }),
  call("sets owner and group", TGZ, { src: "a.tgz", owner: "daemon", group: "sys" }),
  call("sets attributes of a zip", ZIP, { src: "a.zip", owner: "daemon", group: "sys", mode: "0750" }),
  call("sets attributes only", `${TGZ}tar xzf files/a.tgz -C out`, { src: "a.tgz", mode: "g+w", owner: "daemon" }),
  call("leaves some out", TGZ, { src: "a.tgz", exclude: ["./f", "./d/e"] }),
  call("leaves some out by pattern", TGZ, { src: "a.tgz", exclude: ["*/g"] }),
  call("leaves some out of a zip", ZIP, { src: "a.zip", exclude: ["d/*", "f"] }),
  call("takes some only", TGZ, { src: "a.tgz", include: ["./d"] }),
  call("takes some only of a zip", ZIP, { src: "a.zip", include: ["d/g"] }),
  call("keeps what is newer", `${TGZ}echo mine >out/f; echo mine >out/extra`, { src: "a.tgz", keep_newer: true }, {
    differs: { why: "a file that is kept is no difference", again: { changed: false } },
  }),
  call("strips folders", TGZ, { src: "a.tgz", extra_opts: ["--strip-components=2"] }),
  call("renames on the way", TGZ, { src: "a.tgz", extra_opts: ["--transform", "s/^\\./new/"] }),
  call("is idle where creates is", `${TGZ}touch mark`, { src: "a.tgz", creates: "@/mark" }, {
    alike: ["skipped", "msg"],
  }),
  call("unpacks where creates is not", TGZ, { src: "a.tgz", creates: "@/mark" }),
  call("misses the folder", TGZ, { src: "a.tgz", dest: "@/no" }, { alike: ["msg"] }),
  call("has no use for a file", `${TGZ}touch no`, { src: "a.tgz", dest: "@/no" }, { alike: ["msg"] }),
  call("misses the archive", "mkdir out", { src: "@/no.tgz", remote_src: true }, { alike: ["msg"] }),
  call("has no use for nothing", "mkdir out; : >a.tgz", { src: "@/a.tgz", remote_src: true }, { alike: ["msg"] }),
  call("has no use for a text", "mkdir out; echo words >a.tgz", { src: "@/a.tgz", remote_src: true }, { alike: [] }),
  call("has no use for half an archive", `${TGZ}head -c 200 files/a.tgz >half.tgz`, {
    src: "@/half.tgz",
    remote_src: true,
  }, { alike: [] }),
  call(
    "unpacks an empty file",
    `${FILES}: >s/nothing; touch -d 2020-01-01 s/nothing; tar -c -I 'gzip -n' -f files/b.tgz -C s nothing`,
    { src: "b.tgz" },
  ),
  call("unpacks hard links", `${FILES}ln s/f s/h; tar -c -I 'gzip -n' -f files/b.tgz -C s f h`, { src: "b.tgz" }),
  call(
    "refuses a name that leads out",
    `${FILES}tar -c -P -I 'gzip -n' -f files/b.tgz -C s/d ../f g`,
    { src: "b.tgz" },
    {
      alike: [],
      differs: {
        why: "Ansible unpacks the rest before it fails",
        tree: true,
      },
    },
  ),
];

/** What unarchive is asked. */
export const suite: Suite = {
  atLeast: 44,
  alike: KEYS,
  programs: null,
  scenarios: scenarios.map((scenario) => ({ ...scenario, guessed: ["src", ...KEYS] })),
  async open() {
    const server = WebServer.open();
    const folder = await Deno.makeTempDir({ prefix: "unarchive-" });
    await new Deno.Command("sh", { args: ["-c", `${TGZ}`], cwd: folder, stdin: "null" }).output();
    server.put("a.tgz", await Deno.readFile(`${folder}/files/a.tgz`));
    await Deno.remove(folder, { recursive: true });
    return { words: { GOOD: server.url }, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
  },
};
