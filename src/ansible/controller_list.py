# Which modules there are in Ansible and its collections, by their files; a part of controller.py.
import difflib, os, re

SHORT = re.compile(r'^short_description:[ \t]*(.*(?:\n[ \t]+.*)*)', re.M)
# What YAML reads as it is written.
BARE = re.compile(r'[A-Za-z][^:#\n]*')
# Documentation begins a module: most files are read no further.
BEGINNING = 8192


def folders():
    """Every collection's folder of modules and that of its action plugins; a folder that comes first hides a later one of the same collection."""
    home = os.path.dirname(os.path.dirname(plugins.__file__))
    found = {'ansible.builtin': (os.path.join(home, 'modules'), os.path.join(home, 'plugins', 'action'))}
    for path in AnsibleCollectionConfig.playbook_paths + AnsibleCollectionConfig.collection_paths:
        for root in (path, os.path.join(path, 'ansible_collections'), os.path.join(path, 'collections', 'ansible_collections')):
            for space in folders_in(root) if os.path.basename(root) == 'ansible_collections' else ():
                for each in folders_in(os.path.join(root, space)):
                    place = os.path.join(root, space, each, 'plugins')
                    found.setdefault('%s.%s' % (space, each), (os.path.join(place, 'modules'), os.path.join(place, 'action')))
    return found


def folders_in(path):
    return sorted(each for each in os.listdir(path) if os.path.isdir(os.path.join(path, each))) if os.path.isdir(path) else ()


def files():
    """Every module's name and file, and whether its work is done on the controller; those for Windows are left out."""
    for collection, (folder, actions) in folders().items():
        done_here = set(os.listdir(actions)) if os.path.isdir(actions) else ()
        for where, _, names in os.walk(folder):
            inner = [] if where == folder else os.path.relpath(where, folder).split(os.sep)
            for file in names:
                stem, suffix = os.path.splitext(file)
                path = os.path.join(where, file)
                if suffix == '.py' and stem != '__init__' and stem + '.ps1' not in names and not os.path.islink(path):
                    yield '.'.join([collection] + inner + [stem.lstrip('_')]), path, file in done_here


def listing(folder=None):
    beside(folder)
    found = {}
    for name, path, done_here in files():
        found.setdefault(name, {'name': name, 'summary': summary(path), 'action': done_here})
    return sorted(found.values(), key=lambda each: each['name'])


def summary(path):
    with open(path, encoding='utf-8', errors='replace') as file:
        text = file.read(BEGINNING)
        match = SHORT.search(text)
        if not match or match.end() == len(text):
            match = SHORT.search(text + file.read())
    if not match:
        return ''
    written = match.group(1).strip()
    if BARE.fullmatch(written):
        return written
    try:
        return ' '.join(str(DataLoader().load(written)).split())
    except AnsibleError:
        return ' '.join(written.split())


def unknown(name):
    """Names that may have been meant."""
    collection = '.'.join(name.split('.')[:2]) if name.count('.') > 1 else None
    names = sorted({each for each, _, _ in files()})
    mine = [each for each in names if collection is None or each.startswith(collection + '.')]
    last = name.rpartition('.')[2]
    same = [each for each in names if each.rpartition('.')[2] == last]
    stems = difflib.get_close_matches(last, sorted({each.rpartition('.')[2] for each in mine}), 3, 0.75)
    near = [each for stem in stems for each in mine if each.rpartition('.')[2] == stem]
    if not mine:
        alike = difflib.get_close_matches(collection, sorted({'.'.join(each.split('.')[:2]) for each in same}), 3, 0.85)
        near = [each for other in alike for each in same if each.startswith(other + '.')]
    return {'unknown': True, 'same': same[:6], 'near': near[:4], 'collection': None if mine else collection}
