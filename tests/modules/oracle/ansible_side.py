# Ansible's side of the oracle: calls come in as lines of JSON, results go out the same way.
# Action plugins are run as a task runs them, over a local connection; modules in a fork of this process, which has all of
# Ansible loaded: 30 times faster than tasks of a playbook, and check mode and diff come from the same code.
import ctypes, importlib, json, os, sys, traceback

sys.path.insert(0, "/usr/lib/python3/dist-packages")
from ansible import constants as C, context
from ansible.module_utils.common.collections import ImmutableDict

context.CLIARGS = ImmutableDict(connection="local", module_path=None, forks=1, become=None, check=False, diff=True, verbosity=0)
from ansible.errors import AnsibleActionSkip, AnsibleError
from ansible.module_utils import basic
from ansible.parsing.dataloader import DataLoader
from ansible.playbook.block import Block
from ansible.playbook.play import Play
from ansible.playbook.play_context import PlayContext
from ansible.playbook.task import Task
from ansible.plugins import loader as plugins
from ansible.plugins.action import ActionBase
from ansible.template import Templar
from ansible.utils.vars import combine_vars


def forked(name, arguments):
    """A module's result, from a fork of this process."""
    short = name.split(".")[-1]
    collection = "ansible_collections.%s.plugins.modules." % ".".join(name.split(".")[:2])
    builtin = name.count(".") < 2 or name.startswith(("ansible.builtin.", "ansible.legacy."))
    module = importlib.import_module(("ansible.modules." if builtin else collection) + short)
    reader, writer = os.pipe()
    if os.fork() == 0:
        os.dup2(writer, 1)
        sys.stdin = open(os.devnull)
        basic._ANSIBLE_ARGS = json.dumps({"ANSIBLE_MODULE_ARGS": arguments}, default=str).encode()
        try:
            try:
                module.main()
            except SystemExit:
                pass
            except BaseException:
                sys.excepthook(*sys.exc_info())
        except SystemExit:
            pass
        finally:
            sys.stdout.flush()
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as told:
        text = told.read()
    os.wait()
    try:
        return json.loads(text)
    except ValueError:
        return {"failed": True, "msg": "MODULE FAILURE", "module_stdout": text}


def execute_module(self, module_name=None, module_args=None, task_vars=None, **_):
    name = module_name or self._task.action
    arguments = dict(self._task.args if module_args is None else module_args)
    self._update_module_args(name, arguments, task_vars or {})
    result = forked(name, arguments)
    for stream in ("stdout", "stderr"):
        if stream in result and stream + "_lines" not in result:
            result[stream + "_lines"] = (result[stream] or "").splitlines()
    return result


ActionBase._execute_module = execute_module


def run(call, check):
    loader = DataLoader()
    loader.set_basedir(call["folder"])
    arguments = dict(call["params"])
    name = call["module"]
    if name in ("command", "shell", "raw", "script") and "cmd" in arguments:
        arguments["_raw_params"] = arguments.pop("cmd")
    # What stands for other modules asks its play which defaults they have.
    block = Block(play=Play.load({"name": "play", "hosts": "all"}, loader=loader)) if name in ("package", "service") else None
    task = Task.load({"name": "call", "action": "debug", "check_mode": check, "diff": True}, block=block)
    task.action = name
    task.args = task.untemplated_args = arguments
    variables = dict(call["vars"], ansible_check_mode=check, inventory_hostname="localhost", omit="__omit__")
    variables["ansible_python_interpreter"] = sys.executable
    play = PlayContext()
    play.remote_addr = "localhost"
    play.connection = "local"
    play.check_mode = check
    play.diff = True
    connection = plugins.connection_loader.get("local", play, os.devnull)
    connection.set_options(var_options=variables)
    templar = Templar(loader=loader, variables=variables)
    known = plugins.action_loader.has_plugin(name, collection_list=[])
    action = plugins.action_loader.get(
        name if known else "ansible.legacy.normal",
        task=task, connection=connection, play_context=play, loader=loader, templar=templar, shared_loader_obj=plugins,
    )
    try:
        result = action.run(task_vars=variables)
    except AnsibleActionSkip as skip:
        result = combine_vars({"skipped": True, "msg": str(skip)}, skip.result)
    except AnsibleError as error:
        result = dict({"failed": True, "msg": str(error)}, **getattr(error, "result", {}))
    finally:
        action.cleanup(force=True)
    # As the task executor goes over what an action returned.
    if result.get("rc") not in (None, 0, "0") and "failed" not in result:
        result["failed"] = True
    return result


def entered(pid):
    """This process, in a room: its mounts, names and root. What it forks is among the room's processes, too."""
    libc = ctypes.CDLL(None, use_errno=True)
    root = os.open("/proc/%d/root" % pid, os.O_RDONLY)
    spaces = [os.open("/proc/%d/ns/%s" % (pid, name), os.O_RDONLY) for name in ("mnt", "uts", "ipc", "pid", "net")]
    for space in spaces:
        if libc.setns(space, 0) != 0:
            raise OSError(ctypes.get_errno(), "setns")
    os.fchdir(root)
    os.chroot(".")
    os.environ["HOME"] = "/root"
    # The clock is the machine's (CAP_SYS_TIME): no program that is started from here may set it.
    libc.prctl(24, 25, 0, 0, 0)


def in_room(call):
    """The same as turns(), by a process that ends with it."""
    reader, writer = os.pipe()
    if os.fork() == 0:
        os.close(reader)
        entered(call["room"])
        with os.fdopen(writer, "w") as told:
            told.write(json.dumps(turns(call), default=str))
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as told:
        text = told.read()
    os.wait()
    return json.loads(text)


def turns(call):
    told = {}
    os.chdir(call["folder"])
    for turn in call["turns"]:
        try:
            told[turn] = run(call, turn == "check")
        except Exception as error:
            told[turn] = {"failed": True, "msg": "%s: %s" % (type(error).__name__, error), "trace": traceback.format_exc()}
    return told


calls = [line for line in sys.stdin.read().split("\n") if line]
# What a call starts may read its standard input: the other calls are none of its.
os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
for line in calls:
    call = json.loads(line)
    told = in_room(call) if call.get("room") else turns(call)
    print(json.dumps({"at": call["at"], "told": told}, default=str), flush=True)
