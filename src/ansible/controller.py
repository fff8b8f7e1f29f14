# Answers what is asked of the Ansible whose Python this is: one JSON object a line on standard input, one on standard output.
import base64, gc, hashlib, inspect, io, json, os, re, runpy, select, signal, sys, time, zipfile

channel = os.fdopen(os.dup(1), 'w', encoding='utf-8')
# What Ansible prints is no answer.
os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
SECONDS = 15


def plain(value):
    if isinstance(value, (set, frozenset, tuple)) or inspect.isgenerator(value):
        return list(value)
    if hasattr(value, 'items'):
        return dict(value)
    if isinstance(value, bytes):
        return value.decode('utf-8', 'replace')
    return getattr(value, '__name__', None) or str(value)


def tell(answer):
    channel.write(json.dumps(answer, default=plain, skipkeys=True) + '\n')
    channel.flush()


# Looking for garbage in what is loaded and stays takes a third of the time.
gc.disable()
try:
    from ansible import constants as C
    from ansible.errors import AnsibleError
    from ansible.executor import module_common
    from ansible.module_utils import basic
    from ansible.parsing.dataloader import DataLoader
    from ansible.plugins import loader as plugins
    from ansible.release import __version__
    from ansible.template import Templar
    from ansible.utils import plugin_docs
    from ansible.utils.collection_loader import AnsibleCollectionConfig
    if hasattr(plugins, 'init_plugin_loader'):
        plugins.init_plugin_loader()
except Exception as error:
    tell({'missing': '%s: %s' % (type(error).__name__, error)})
    sys.exit(0)
if hasattr(gc, 'freeze'):
    gc.freeze()
gc.enable()


def beside(folder):
    """Collections that lie beside a playbook are found, too."""
    AnsibleCollectionConfig.playbook_paths = [folder] if folder else []


def own(name, folder):
    """The file of a module in the `library` beside a playbook."""
    for where, _, files in sorted(os.walk(os.path.join(folder, 'library'))) if folder and '.' not in name else ():
        for file in sorted(files):
            stem, suffix = os.path.splitext(file)
            if stem == name and suffix not in ('.pyc', '.md', '.yml', '.yaml', '.json'):
                return os.path.join(where, file)


def style(path):
    with open(path, 'rb') as file:
        code = file.read()
    if path.endswith('.ps1') or os.path.exists(os.path.splitext(path)[0] + '.ps1'):
        return 'powershell'
    if module_common.NEW_STYLE_PYTHON_MODULE_RE.search(code) or module_common.REPLACER in code:
        return 'python'
    return 'binary' if b'\0' in code[:1024] else 'old'


def action_of(asked, context):
    """The plugin that does a module's work on the controller, as Ansible's task executor finds it."""
    if getattr(context, 'action_plugin', None):
        return context.action_plugin
    for name in dict.fromkeys([asked, context.resolved_fqcn]):
        if plugins.action_loader.has_plugin(name):
            return name
        collection, _, module = name.rpartition('.')
        prefix = module.split('_')[0]
        network = '%s.%s' % (collection, prefix) if collection else prefix
        if prefix in C.NETWORK_GROUP_MODULES and plugins.action_loader.has_plugin(network):
            return network
    return None


def find(name, folder):
    """Where a module lies and what it is really called, or why there is none."""
    beside(folder)
    path = own(name, folder)
    if path:
        return {'name': name, 'path': path, 'module': 'ansible.modules.' + name, 'own': True, 'collection': None}
    bare = re.sub(r'^ansible\.legacy\.', '', name)
    try:
        context = plugins.module_loader.find_plugin_with_context(bare, mod_type='', check_aliases=True)
    except AnsibleError as error:
        return {'removed': str(getattr(error, 'message', None) or error)}
    if not context.resolved or not context.plugin_resolved_path:
        # A short name may lead to a collection that is not here.
        led = [each for each in getattr(context, 'redirect_list', None) or [] if each.count('.') > 1]
        return unknown(led[-1] if led else bare)
    path, fqcn = context.plugin_resolved_path, context.resolved_fqcn
    kind = style(path)
    found = {'name': fqcn, 'path': path, 'style': kind, 'action': action_of(bare, context), 'own': False}
    collection = getattr(context, 'plugin_resolved_collection', None) or '.'.join(fqcn.split('.')[:2])
    if kind == 'python':
        found['module'] = module_common._get_ansible_module_fqn(path)
    return dict(found, collection=collection)


def told(found):
    """A module's documentation and the arguments that its code takes."""
    path = found['path']
    try:
        file = path
        if not found['own'] and hasattr(plugin_docs, 'find_plugin_docfile'):
            file, _ = plugin_docs.find_plugin_docfile(found['name'], 'module', plugins.module_loader)
        doc, examples, returns, _ = plugin_docs.get_docstring(
            file, plugins.fragment_loader, collection_name=found['collection'], plugin_type='module')
    except Exception:
        # Some are not written as Ansible wants them: the code still tells what it takes.
        doc, examples, returns = {'short_description': summary(path)}, None, None
    if isinstance(returns, str):
        returns = DataLoader().load(returns)
    return dict(found, doc=doc, examples=examples, returns=returns, spec=spec(found), version=__version__)


def describe(name, folder):
    found = find(name, folder)
    if 'path' in found and found['own']:
        found['style'] = style(found['path'])
    usable = found.get('style') == 'python'
    return told(found) if usable else found


def spec(found):
    """What the code of a module hands to AnsibleModule, noted in a fork that ends there; None where it does not get that far in time."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.setsid()
            # Also where whoever waits for it was killed.
            signal.alarm(SECONDS)
            os.close(channel.fileno())
            null = os.open(os.devnull, os.O_RDWR)
            for each in (0, 1, 2):
                os.dup2(null, each)
            # Some modules write a log where they are started as they are loaded.
            os.chdir(C.DEFAULT_LOCAL_TMP)
            note(found, writing)
        finally:
            os._exit(0)
    os.close(writing)
    written, until = b'', time.monotonic() + SECONDS
    while select.select([reading], [], [], max(0, until - time.monotonic()))[0]:
        part = os.read(reading, 65536)
        if not part:
            break
        written += part
    os.close(reading)
    for end in (os.killpg, os.kill):
        try:
            end(child, signal.SIGKILL)
        except ProcessLookupError:
            pass
    os.waitpid(child, 0)
    try:
        return json.loads(written)
    except ValueError:
        return None


def note(found, writing):
    signature = inspect.signature(basic.AnsibleModule.__init__)

    def init(*args, **named):
        given = signature.bind(*args, **named)
        given.apply_defaults()
        noted = {key: value for key, value in given.arguments.items() if key != 'self'}
        if noted.get('add_file_common_args'):
            noted['argument_spec'] = dict(getattr(basic, 'FILE_COMMON_ARGUMENTS', {}), **noted['argument_spec'])
        with os.fdopen(writing, 'w') as file:
            json.dump(noted, file, default=plain, skipkeys=True)
        os._exit(0)

    basic.AnsibleModule.__init__ = init
    basic._ANSIBLE_ARGS, basic._ANSIBLE_PROFILE = b'{"ANSIBLE_MODULE_ARGS": {}}', 'legacy'
    sys.argv = [found['path']]
    if found['own']:
        runpy.run_path(found['path'], run_name='__main__')
    else:
        runpy.run_module(found['module'], run_name='__main__', alter_sys=True)


def pack(name, folder):
    """Ansible's own package of a module, its times taken out: the same bytes for the same code."""
    found = find(name, folder)
    cache = os.path.join(C.DEFAULT_LOCAL_TMP, 'ansiballz_cache')
    for file in os.listdir(cache) if os.path.isdir(cache) else ():
        os.unlink(os.path.join(cache, file))
    python = {'ansible_python_interpreter': '/usr/bin/python3'}
    built = module_common.modify_module(
        module_name=name, module_path=found['path'], module_args={}, templar=Templar(loader=DataLoader()), task_vars=python)
    # A tuple before ansible-core 2.19.
    data = built[0] if isinstance(built, tuple) else built.b_module_data
    packed = [base64.b64decode(each) for each in re.findall(rb'[A-Za-z0-9+/=\n]{1000,}', data)]
    parts = zipfile.ZipFile(io.BytesIO(next(each for each in packed if each.startswith(b'PK'))))
    names = sorted(set(parts.namelist()))
    entry = re.search(rb"(?:mod_name|module_fqn)\s*=\s*'([\w.]+)'", data)
    entry = entry.group(1).decode() if entry else found['module']
    if entry.replace('.', '/') + '.py' not in names:
        raise ValueError('Ansible packed %s in a way that is not known here' % name)
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, 'w', zipfile.ZIP_DEFLATED) as zipped:
        for each in names:
            zipped.writestr(zipfile.ZipInfo(each, (1980, 1, 1, 0, 0, 0)), parts.read(each), zipfile.ZIP_DEFLATED)
    data = whole.getvalue()
    return {'zip': base64.b64encode(data).decode(), 'hash': hashlib.sha256(data).hexdigest(), 'entry': entry, 'version': __version__}


WORK = {'describe': describe, 'pack': pack, 'list': listing}
tell({'version': __version__})
for line in sys.stdin.buffer:
    asked = json.loads(line)
    try:
        answer = {'answer': WORK[asked['do']](*asked.get('with', []))}
    except Exception as error:
        answer = {'error': '%s: %s' % (type(error).__name__, error)}
    tell(dict(answer, id=asked['id']))
