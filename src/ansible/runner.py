# Waits on a host for calls of Ansible's modules, and runs each in a fork of itself: what all of them need is loaded once.
#
#   python3 -E runner.py FOLDER SESSION IDLE
#
# In FOLDER it makes the pipes `call` and `done`. SESSION is the process id of the sh whose folder that is in: the runner goes with it, and after IDLE
# seconds without a call. A client (runner_client.sh) opens both pipes, writes NUL NUL NUL ID and is told `go ID`; it sends its umask, its environment
# (each NAME=VALUE ended by NUL) and two lines of JSON: what is to be run, and the module's own words. `end ID N` comes back, and N bytes: a line of
# JSON with rc, out and err. `stop` ends a call, and so does a client that is gone. One client at a time: a second one means that the first is no more.

HELLO = b"\0\0\0"
GRACE = 1.0  # seconds from TERM to KILL; who ends the client waits for two
LONG = 64 * 1024  # bytes beyond which an answer is compressed
MOST = 900 * 1000  # bytes of an answer that the shell brings home whole


class Runner:
    """The pipes, the client at their other end, and the fork that works for it."""

    def __init__(self, folder, session, idle):
        self.folder, self.session, self.idle = folder, session, idle
        self.packages, self.uncompiled = {}, []
        self.id = self.child = self.call = self.done = None
        self.woken, self.wake = os.pipe()
        os.set_blocking(self.wake, False)
        self.renew()

    def renew(self):
        """Makes pipes that nobody has left anything in. Who waits at the old ones sees their end, and comes again."""
        for name in ("call", "done"):
            path = self.folder + "/" + name
            os.path.exists(path) and os.unlink(path)
            os.mkfifo(path, 0o600)
        self.place = os.stat(self.folder + "/done").st_ino
        self.listen()
        old, both = self.done, os.open(self.folder + "/done", os.O_RDWR | os.O_NONBLOCK)
        self.done = os.open(self.folder + "/done", os.O_WRONLY | os.O_NONBLOCK)
        # Last of all: whoever sees the end of the old ones finds the new ones ready.
        for end in (both, old):
            end is None or os.close(end)

    def listen(self):
        """Hears the next client: a pipe whose end was seen stays at its end until it is opened anew."""
        old, self.call = self.call, os.open(self.folder + "/call", os.O_RDONLY | os.O_NONBLOCK)
        old is None or os.close(old)
        self.id, self.heard = None, bytearray()

    def serve(self):
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self.wake)
        last = time.monotonic()
        while self.child is not None or (time.monotonic() - last < self.idle and self.wanted()):
            ready = self.wait(0 if self.uncompiled and self.id is None else 1)
            if self.child is not None or ready:
                last = time.monotonic()
            if self.child is not None and self.ended():
                self.answer()
            if self.call in ready:
                self.hear()
            elif not ready and self.uncompiled and self.id is None:
                package, name = self.uncompiled.pop()
                try:
                    package.get_code(name)
                except (SyntaxError, ValueError):
                    pass  # It is for another Python; who imports it hears of it.

    def wanted(self):
        """Whether the session lives, and the pipes are this runner's own. An sh that was killed could not remove its folder."""
        try:
            os.kill(self.session, 0)
        except ProcessLookupError:
            shutil.rmtree(os.path.dirname(self.folder), ignore_errors=True)
        except OSError:
            pass
        try:
            return os.stat(self.folder + "/done").st_ino == self.place
        except OSError:
            return False

    def wait(self, seconds):
        poll = select.poll()
        for end in (self.call, self.woken):
            poll.register(end, select.POLLIN)
        ready = [end for end, _ in poll.poll(seconds * 1000)]
        if self.woken in ready:
            os.read(self.woken, 4096)
        return ready

    def unread(self):
        return struct.unpack("i", fcntl.ioctl(self.done, termios.FIONREAD, b"\0\0\0\0"))[0] > 0

    def hear(self):
        some = os.read(self.call, 1 << 20)
        if some == b"":
            self.end()
            return self.renew() if self.unread() else self.listen()
        if HELLO in some:
            if self.child is not None or self.unread():
                self.end()
                return self.renew()
            self.id, self.heard, some = None, bytearray(), some.rpartition(HELLO)[2]
        self.heard += some
        if self.id is None and b"\n" in self.heard:
            name, _, rest = bytes(self.heard).partition(b"\n")
            self.id, self.heard = name, bytearray(rest)
            self.say(b"go " + name + b"\n")
        elif self.child is not None:
            if self.heard.startswith(b"stop"):
                self.end()
                self.answer()
        elif self.heard.endswith(b"\n"):
            said, _, words = bytes(self.heard).rpartition(b"\0")
            # A line of the environment is no JSON: that comes after its last NUL.
            if words.startswith(b"{") and words.count(b"\n") > 1:
                head, args, rest = words.split(b"\n", 2)
                self.heard = bytearray(rest)
                self.start(said, json.loads(head.decode()), args)

    def start(self, said, call, args):
        self.streams = [tempfile.TemporaryFile(dir=self.folder) for _ in range(2)]
        try:
            package = self.package(call["zip"])
        except Exception:
            self.rc = 1
            self.streams[1].write(traceback.format_exc().encode("utf-8", "replace"))
            return self.answer()
        self.child = os.fork()
        if self.child == 0:
            code = 1
            try:
                self.leave()
                code = become(call, said, args, package)
                threading._shutdown()
                atexit._run_exitfuncs()
                sys.stdout.flush()
                sys.stderr.flush()
            except BaseException:
                os.write(2, traceback.format_exc().encode("utf-8", "replace"))
            os._exit(code)
        self.group(self.child)

    def package(self, path):
        if path not in self.packages:
            self.packages[path] = package = Package(path)
            if "ansible.module_utils.basic" not in sys.modules:
                self.load(package)
            self.uncompiled += [(package, name) for name in package.names]
        return self.packages[path]

    def load(self, package):
        """Loads what all modules import. Where this Python is too old for it, each fork says so in Ansible's words."""
        sys.meta_path.insert(0, package)
        try:
            importlib.import_module("ansible.module_utils.basic")
        except BaseException:
            for name in [each for each in sys.modules if each.partition(".")[0] == "ansible"]:
                del sys.modules[name]
        sys.meta_path.remove(package)
        gc.collect()
        hasattr(gc, "freeze") and gc.freeze()

    def group(self, child):
        try:
            os.setpgid(child, child)
        except OSError:
            pass  # Done already, or it has ended.

    def leave(self):
        """In the fork: nothing of the runner's is left open or handled."""
        self.group(0)
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        for end, stream in zip((1, 2), self.streams):
            os.dup2(stream.fileno(), end)
            stream.close()
        for end in (self.call, self.done, self.woken, self.wake):
            os.close(end)
        sys.stdin = sys.__stdin__ = open(0, "r", encoding="utf-8", errors="surrogateescape", closefd=False)
        for end, name in ((1, "stdout"), (2, "stderr")):
            stream = open(end, "w", encoding="utf-8", errors="surrogateescape", closefd=False)
            setattr(sys, name, stream)
            setattr(sys, "__" + name + "__", stream)

    def ended(self):
        found, status = os.waitpid(self.child, os.WNOHANG)
        if found:
            self.child = None
            self.rc = os.WEXITSTATUS(status) if os.WIFEXITED(status) else 128 + os.WTERMSIG(status)
        return found != 0

    def end(self):
        """Ends the fork and its whole process group."""
        group, until, kind = self.child, time.monotonic() + GRACE, signal.SIGTERM
        try:
            while group is not None and time.monotonic() < until + GRACE:
                os.killpg(group, kind)
                kind = 0 if time.monotonic() < until else signal.SIGKILL
                if self.child is not None and not self.ended() or lives(group):
                    time.sleep(0.01)
                else:
                    group = None
        except OSError:
            pass  # No process of it is left.
        if self.child is not None:
            os.kill(self.child, signal.SIGKILL)
            os.waitpid(self.child, 0)
            self.child, self.rc = None, 128 + signal.SIGKILL

    def answer(self):
        texts = []
        for stream in self.streams:
            stream.seek(0)
            texts.append(stream.read().decode("utf-8", "replace"))
            stream.close()
        whole = json.dumps({"rc": self.rc, "out": texts[0], "err": texts[1]})
        if len(whole) > LONG:
            packed = base64.b64encode(zlib.compress(whole.encode(), 6)).decode()
            length = len(whole)
            whole = json.dumps({"rc": self.rc, "packed": packed} if len(packed) < MOST else {"rc": self.rc, "long": length})
        line = whole.encode() + b"\n"
        self.say(b"end " + self.id + b" " + str(len(line)).encode() + b"\n" + line)

    def say(self, words):
        """Tells the client. One that is gone hears nothing, which its next call finds out."""
        poll = select.poll()
        poll.register(self.done, select.POLLOUT)
        while words:
            try:
                words = words[os.write(self.done, words[:65536]):]
            except BlockingIOError:
                poll.poll(1000)
            except BrokenPipeError:
                return


def main():
    folder, session, idle = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
    os.closerange(3, 1024)
    sys.path[:] = [each for each in sys.path if each not in ("", ".", os.path.dirname(os.path.realpath(__file__)))]
    runner = Runner(folder, session, idle)
    if os.fork() == 0:
        os.setsid()
        os.chdir("/")
        runner.serve()
    os._exit(0)


main()
