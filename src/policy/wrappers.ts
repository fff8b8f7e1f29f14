// Programs that start other programs: how what they start is found in their arguments.
import type { Options } from "./options.ts";

/** A program whose operands are, behind the first few, a command of their own. */
export interface Wrapper {
  options: Options;
  /** Operands before the command. */
  operands?: number;
  /** `NAME=value` before the command. */
  assigns?: boolean;
  /** Without a command it starts a shell. */
  shell?: boolean;
  /** With one of these the operands are no command. */
  asks?: string[];
  /** It reads when its command reads. */
  reads?: boolean;
}

/** By the program's name. */
export const WRAPPERS: Record<string, Wrapper> = {
  env: {
    options: { flags: "i0v", values: "uC", names: "ignore-environment null debug", named: "unset chdir", words: /^-$/ },
    assigns: true,
    reads: true,
  },
  nice: { options: { values: "n", named: "adjustment", words: /^-\d+$/ }, reads: true },
  ionice: { options: { flags: "t", values: "cn", named: "class classdata", names: "ignore" }, reads: true },
  timeout: {
    options: { flags: "vf", values: "ks", names: "foreground preserve-status verbose", named: "kill-after signal" },
    operands: 1,
    reads: true,
  },
  time: { options: { flags: "pvaq", values: "f", names: "portability verbose" }, reads: true },
  stdbuf: { options: { values: "ioe", named: "input output error" }, reads: true },
  setsid: { options: { flags: "cfw", names: "ctty fork wait" } },
  nohup: { options: {} },
  command: { options: { flags: "pvV" }, asks: ["-v", "-V"], reads: true },
  builtin: { options: {}, reads: true },
  // Under -a NAME bash starts the program that follows, busybox's sh the one that is called NAME: nobody can tell.
  exec: { options: { flags: "cl" } },
  sudo: {
    options: {
      flags: "nEHSkbP",
      values: "ughpCrtUTDR",
      names: "non-interactive set-home stdin background preserve-env preserve-groups",
      named: "user group host prompt",
    },
    assigns: true,
  },
  doas: { options: { flags: "nL", values: "u" }, shell: true },
  runuser: { options: { values: "ugG", named: "user group supp-group" }, shell: true },
  busybox: { options: {}, reads: true },
  toybox: { options: {}, reads: true },
  chroot: { options: { names: "skip-chdir", named: "userspec groups" }, operands: 1, shell: true },
  nsenter: {
    options: {
      flags: "muinpUCTFar",
      values: "tSGW",
      names: "all mount uts ipc net pid user cgroup time root wd no-fork preserve-credentials follow-context",
      named: "target setuid setgid",
    },
    shell: true,
  },
  unshare: {
    options: {
      flags: "muinpUCTfrc",
      values: "SGRw",
      names: "mount uts ipc net pid user cgroup time fork map-root-user map-current-user mount-proc kill-child",
      named: "setuid setgid root wd propagation setgroups",
    },
    shell: true,
  },
  flock: {
    options: {
      flags: "sxeunoFv",
      values: "wE",
      names: "shared exclusive unlock nonblock nb close no-fork verbose",
      named: "timeout wait conflict-exit-code",
    },
    operands: 1,
  },
  taskset: { options: { flags: "ac" }, operands: 1 },
  linux32: { options: {} },
  linux64: { options: {} },
  chronic: { options: { flags: "ve" } },
  unbuffer: { options: { flags: "p" } },
  fakeroot: { options: {}, shell: true },
  firejail: { options: { names: "quiet noprofile private" }, shell: true },
  eatmydata: { options: {} },
  "systemd-inhibit": { options: { named: "what who why mode" } },
  "dbus-run-session": { options: {} },
};

/** Shells that read a text as we do, and their options that go before it. */
export const SHELLS: Record<string, Options> = Object.fromEntries(
  ["sh", "bash", "dash", "ash"].map((name) => [name, {
    flags: "abcCefhlmnuvxp",
    values: "o",
    names: "login noprofile norc posix",
  }]),
);

/** What starts whatever its own language, its files or its peers tell it to. */
const LANGUAGES =
  "perl python pypy ruby awk gawk mawk nawk tclsh wish expect guile racket runghc ghc elixir erl iex groovy scala " +
  "kotlin swift go dotnet mono pwsh powershell php node nodejs deno bun lua luajit R Rscript julia java jshell jrunscript " +
  "osascript fish csh tcsh zsh ksh ksh93 mksh lksh yash rc es nu xonsh elvish rbash osh ysh mosh rsh rlogin " +
  "make gmake ninja cmake just rake ant gradle mvn bazel meson scons task m4 dc gdb lldb strace ltrace valgrind perf bpftrace rr " +
  "vi vim nvim view ex ed emacs nano pico joe mg less more most man info " +
  "screen tmux byobu zellij script scriptreplay dtach abduco at batch crontab anacron run-parts start-stop-daemon daemonize " +
  "daemon supervise runsv runsvdir chpst setuidgid s6-setuidgid softlimit envdir envuidgid setpriv prlimit capsh runcon newrole " +
  "sg newgrp login pkexec machinectl systemd-run systemd-nspawn cgexec numactl proot bwrap parallel rush pexec entr watchman " +
  "inotifywait incron logrotate socat sqlite3 mysql mariadb psql mongo mongosh redis-cli ftp sftp lftp telnet ncftp nmap " +
  "gdbus busctl dbus-send git hg svn cvs docker podman nerdctl ctr crictl kubectl oc lxc incus lxc-attach virsh vagrant ansible " +
  "ansible-playbook salt salt-call puppet chef-client terraform npx npm yarn pnpm pip pip3 pipx uvx uv poetry cargo bundle gem composer " +
  "eval source . alias hash enable shopt fc history bind complete compgen mapfile readarray declare typeset let caller coproc " +
  "ssh-agent xvfb-run xterm gnome-terminal konsole chrt setarch faketime catchsegv ld.so qemu-user wine zip scp slogin cpulimit " +
  "pdsh clush dsh xdg-open open pinfo sensible-editor sensible-pager editor pager sensible-browser run0 dpkg-reconfigure debootstrap " +
  "flatpak snap nix nix-shell guix openvt kexec agetty getty su-exec gosu tini dumb-init";

const UNKNOWABLE = new Set(LANGUAGES.split(" "));

/** Whether nobody can tell from its arguments what a program starts. */
export function startsAnything(name: string): boolean {
  return UNKNOWABLE.has(name) ||
    /^(python|pypy|perl|ruby|lua|php|node|gdb|ld[-.].*\.so|ld\.|qemu-|rust-gdb|tclsh|awk)[\d.-]/.test(name) ||
    /^ld(-linux|-musl|-|64|\.so)/.test(name);
}

/** Programs that start others only with some words among their arguments. */
export const STARTING_WORDS: Record<string, RegExp> = {
  tar: /^--(to-c|checkpoint-|us|rsh|inf|new-v)|^-?[A-Za-z]*[IF]|^--[tcurin]*$/,
  bsdtar: /^--us|^-?[A-Za-z]*I/,
  sort: /^--c[a-z]*/,
  split: /^--f/,
  rsync: /^-[a-zA-Z]*e|^--rs/,
  install: /^-[a-zA-Z]*s|^--strip/,
  wget: /^--use-|^-e|^--exe|^--conf/,
  ip: /^(e|ex|exe|exec)$/,
  apt: /^-[a-zA-Z]*[oc]|^--(op|con)/,
  "apt-get": /^-[a-zA-Z]*[oc]|^--(op|con)/,
  aptitude: /^-[a-zA-Z]*[oc]/,
  dpkg: /invoke|^--(ad|status-l|fo.*hook)/,
  rpm: /^-[a-zA-Z]*[ED]|^--(ev|def|pi|load|macros|rc)/,
  tcpdump: /^-[a-zA-Z]*z/,
  nc: /^-[a-zA-Z]*[ec]/,
  ncat: /^-[a-zA-Z]*[ec]|^--/,
  netcat: /^-[a-zA-Z]*[ec]/,
  systemctl: /^edit$/,
  openssl: /engine|provider/,
  mail: /./,
  mailx: /./,
  sed: /./,
  lsof: /^-[a-zA-Z]*D/,
  vipw: /./,
  vigr: /./,
  cpio: /^--rsh|^--to-/,
  jobs: /^-[a-zA-Z]*x/,
};
