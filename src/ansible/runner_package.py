# The fork's side of the runner on a host: a zip of Ansible's to import from, and the life as a module. runner.py follows it in one file.
import sys

if sys.version_info < (3, 6):
    sys.exit(1)

import atexit
import base64
import fcntl
import gc
import importlib.machinery
import importlib.util
import io
import json
import os
import random
import runpy
import select
import shutil
import signal
import struct
import tempfile
import termios
import threading
import time
import traceback
import zipfile
import zlib

CODE = {}  # compiled sources, by name in the zip and checksum: zips share most of theirs


class Package:
    """A module's zip as an importer: like zipimport, but nothing is compiled twice, and the file may go while a call runs."""

    def __init__(self, path):
        self.path = path
        with open(path, "rb") as file:
            self.zip = zipfile.ZipFile(io.BytesIO(file.read()))
        self.names = {}
        for info in self.zip.infolist():
            name, kind = os.path.splitext(info.filename)
            if kind == ".py":
                package = name.endswith("/__init__")
                self.names[(name[:-9] if package else name).replace("/", ".")] = (info, package)

    def find_spec(self, name, path=None, target=None):
        if name not in self.names:
            return None
        where = self.get_filename(name)
        spec = importlib.machinery.ModuleSpec(name, self, origin=where, is_package=self.is_package(name))
        spec.has_location = True
        if self.is_package(name):
            spec.submodule_search_locations.append(os.path.dirname(where))
        return spec

    def create_module(self, spec):
        return None

    def exec_module(self, module):
        exec(self.get_code(module.__name__), module.__dict__)

    def get_code(self, name):
        info = self.names[name][0]
        key = (info.filename, info.CRC, info.file_size)
        if key not in CODE:
            CODE[key] = compile(self.get_source(name), self.get_filename(name), "exec", dont_inherit=True)
        return CODE[key]

    def get_source(self, name):
        if name not in self.names:
            return None  # A traceback asks for __main__.
        return importlib.util.decode_source(self.zip.read(self.names[name][0]))

    def get_filename(self, name):
        return self.path + "/" + self.names[name][0].filename

    def get_data(self, path):
        try:
            return self.zip.read(os.path.relpath(path, self.path))
        except KeyError:
            raise OSError("no such file in " + self.path + ": " + path)

    def is_package(self, name):
        return self.names[name][1]


def become(call, said, args, package):
    """In the fork: runs the module as Ansible's own wrapper does. Returns its exit status."""
    umask, *environment = said.split(b"\0")
    os.environ.clear()
    for pair in environment:
        name, _, value = pair.partition(b"=")
        if name:
            os.environb[name] = value
    os.umask(int(umask, 8))
    for folder in (os.environ.get("PWD", ""), os.path.expanduser("~"), "/"):
        try:
            os.chdir(folder)
            break
        except OSError:
            pass
    time.tzset()
    random.seed()
    sys.path[:0] = [package.path] + [each for each in os.environ.get("PYTHONPATH", "").split(":") if each]
    sys.meta_path.insert(0, package)
    sys.argv = [call["entry"]]
    try:
        return status_of(lambda: execute(call["entry"], args, package))
    except BaseException:
        trace = sys.exc_info()
        # A module may have a hook of its own, which tells the failure in its words.
        return status_of(lambda: sys.excepthook(*trace)) or 1


def execute(entry, args, package):
    from ansible.module_utils import basic
    basic._ANSIBLE_ARGS = args
    if hasattr(basic, "_ANSIBLE_PROFILE"):
        basic._ANSIBLE_PROFILE = "legacy"
    known = {"_module_fqn": entry, "_modlib_path": package.path}
    runpy.run_module(entry, init_globals=known, run_name="__main__", alter_sys=True)
    print('{"msg": "New-style module did not handle its own exit", "failed": true}')
    return 1


def status_of(deed):
    """The exit status that a process of its own would end with."""
    try:
        return deed()
    except SystemExit as end:
        if end.code is None or isinstance(end.code, int):
            return (end.code or 0) & 255
        print(end.code, file=sys.stderr)
        return 1


def lives(group):
    """Whether a process of a group does. A zombie that nobody reaps answers signals, too."""
    if not os.path.exists("/proc/self/stat"):
        return True
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open("/proc/" + name + "/stat", "rb") as file:
                state, _, its = file.read().rpartition(b")")[2].split()[:3]
        except (OSError, ValueError):
            continue
        if int(its) == group and state not in b"ZX":
            return True
    return False
