// Gets what the tests need and this machine lacks: Debian packages, where we are root and have apt.
import { say, warn } from "./say.ts";

interface Need {
  /** The Debian package. */
  debian: string;
  /** Succeeds where the thing is there, however it came. */
  probe: string[];
  /** What is skipped without it. */
  skips: string;
}

const NEEDS: Need[] = [
  { debian: "dash", probe: ["dash", "-c", ":"], skips: "the shell's contract on dash" },
  { debian: "bash", probe: ["bash", "-c", ":"], skips: "the shell's contract on bash" },
  { debian: "busybox", probe: ["busybox", "sh", "-c", ":"], skips: "the shell's contract on busybox sh" },
  {
    debian: "python3-jinja2",
    probe: ["python3", "-c", "import jinja2"],
    skips: "the comparison of templates with Jinja2",
  },
  {
    debian: "ansible-core",
    probe: ["ansible-playbook", "--version"],
    skips: "the comparison of playbooks and modules with Ansible",
  },
  {
    debian: "ansible",
    probe: ["/usr/bin/python3", "-c", "import ansible_collections.community.general"],
    skips: "the comparison of archive with Ansible's collection",
  },
  { debian: "curl", probe: ["curl", "--version"], skips: "uri, get_url and unarchive of a URL" },
  { debian: "openssl", probe: ["openssl", "version"], skips: "servers with certificates" },
  { debian: "zip", probe: ["zip", "--version"], skips: "archives in zip" },
  { debian: "unzip", probe: ["unzip", "-v"], skips: "zip archives" },
  { debian: "bzip2", probe: ["sh", "-c", "command -v bzip2"], skips: "archives in bzip2" },
  { debian: "xz-utils", probe: ["xz", "--version"], skips: "archives in xz" },
  {
    debian: "systemd",
    probe: ["/lib/systemd/systemd", "--version"],
    skips: "the comparison of services with Ansible on a real systemd",
  },
  { debian: "procps", probe: ["ps", "auxww"], skips: "services that are found by their processes" },
  { debian: "sudo", probe: ["sudo", "--version"], skips: "shells as other users" },
  { debian: "opendoas", probe: ["sh", "-c", "command -v doas"], skips: "shells as other users" },
  { debian: "zstd", probe: ["zstd", "--version"], skips: "archives in zstd" },
  { debian: "prometheus", probe: ["promtool", "--version"], skips: "what promtool says of the metrics" },
  { debian: "tmux", probe: ["tmux", "-V"], skips: "top on a real terminal" },
  { debian: "openssh-client", probe: ["ssh", "-V"], skips: "everything over ssh" },
  { debian: "openssh-server", probe: ["sh", "-c", "[ -x /usr/sbin/sshd ]"], skips: "everything over ssh" },
  { debian: "tcsh", probe: ["sh", "-c", "command -v tcsh"], skips: "a login shell that is tcsh" },
  { debian: "fish", probe: ["sh", "-c", "command -v fish"], skips: "a login shell that is fish, and completion there" },
  { debian: "zsh", probe: ["sh", "-c", "command -v zsh"], skips: "completion in zsh" },
  {
    debian: "bash-completion",
    probe: ["sh", "-c", "[ -f /usr/share/bash-completion/bash_completion ]"],
    skips: "completion beside that package",
  },
  { debian: "cron", probe: ["sh", "-c", "command -v crontab"], skips: "jobs of cron" },
  { debian: "git", probe: ["git", "--version"], skips: "checkouts by git" },
  {
    debian: "python3-apt",
    probe: ["/usr/bin/python3", "-c", "import apt"],
    skips: "the comparison of apt with Ansible's",
  },
  { debian: "shellcheck", probe: ["shellcheck", "--version"], skips: "scripts of the release" },
  { debian: "iproute2", probe: ["ip", "-V"], skips: "programs that have no network" },
  { debian: "chromium", probe: ["sh", "-c", "[ -x /usr/bin/chromium ]"], skips: "the status page in a browser" },
];

/** Runs a program; a program that is not there is a failure like any other. */
async function run([program, ...args]: string[]): Promise<{ ok: boolean; words: string }> {
  try {
    const { success, stdout, stderr } = await new Deno.Command(program ?? "", {
      args,
      env: { DEBIAN_FRONTEND: "noninteractive" },
      stdin: "null",
    }).output();
    return { ok: success, words: new TextDecoder().decode(new Uint8Array([...stdout, ...stderr])).trim() };
  } catch (error) {
    return { ok: false, words: error instanceof Error ? error.message : String(error) };
  }
}

/** The needs that this machine does not meet. */
async function missing(needs: Need[]): Promise<Need[]> {
  const there = await Promise.all(needs.map(({ probe }) => run(probe)));
  return needs.filter((_, at) => there[at]?.ok === false);
}

/** Installs what is missing where it may, says in one line each what it did, and what stays missing and is skipped. */
export async function prepare(): Promise<void> {
  const wanted = await missing(NEEDS);
  if (wanted.length === 0) return;
  const mayInstall = Deno.build.os === "linux" && Deno.uid() === 0 && (await run(["apt-get", "--version"])).ok;
  let words = "";
  if (mayInstall) {
    const wait = ["-qq", "-o", "DPkg::Lock::Timeout=120", "-o", "Acquire::Retries=3"];
    await run(["apt-get", ...wait, "update"]);
    for (const { debian } of wanted) {
      const result = await run(["apt-get", ...wait, "install", "-y", "--no-install-recommends", debian]);
      if (!result.ok) words = result.words;
    }
  }
  const left = await missing(wanted);
  for (const { debian } of wanted.filter((need) => !left.includes(need))) say(`installed ${debian}`);
  for (const { debian, skips } of left) warn(`missing ${debian}: skips ${skips}`);
  if (left.length === 0) return;
  const names = left.map(({ debian }) => debian).join(" ");
  warn(mayInstall ? `apt-get could not install them: ${words}` : `to run everything: apt-get install ${names}`);
}

if (import.meta.main) await prepare();
