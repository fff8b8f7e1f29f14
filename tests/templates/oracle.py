#!/usr/bin/python3
"""What Ansible itself makes of every case in cases/*.json.

Each file is a list of cases: one of `file` (a template of play/templates), `render` (a template file's text), `evaluate` (an expression, its value's repr), `holds` (a
condition) or `template` (a playbook value, its repr), with `vars` and `options`. Prints every file with `expected` or
`error` filled in from ansible.template.Templar; with --write it puts them into the files.
"""
import glob
import json
import os
import sys
import warnings

warnings.filterwarnings("ignore")
os.environ["ANSIBLE_LOCALHOST_WARNING"] = "False"
os.environ["ANSIBLE_DEPRECATION_WARNINGS"] = "False"
os.environ["ANSIBLE_NOCOLOR"] = "1"
os.environ["ORACLE_HOME"] = "/home/oracle"
os.environ["TZ"] = "UTC"

from ansible.parsing.dataloader import DataLoader
from ansible.template import AnsibleNativeEnvironment, Templar
from ansible.utils.display import Display

Display().warning = lambda *args, **kw: None

FOLDER = os.path.dirname(os.path.abspath(__file__))
# The playbook's folder that lookups and includes read.
PLAY = os.path.join(FOLDER, "play")


def templar_for(case):
    loader = DataLoader()
    loader.set_basedir(PLAY)
    variables = {"playbook_dir": PLAY, **case.get("vars", {})}
    if "lookup('template'" in str(case):
        variables["ansible_search_path"] = [PLAY]
    templar = Templar(loader=loader, variables=variables)
    options = {key: value for key, value in case.get("options", {}).items()}
    searchpath = [os.path.join(PLAY, "templates"), PLAY]
    templar = templar.copy_with_new_env(searchpath=searchpath, **options)
    templar.environment.lexer  # built from the options
    return templar, variables


def unrolled(value):
    if isinstance(value, (list, str, dict, tuple)) or not hasattr(value, "__iter__"):
        return value
    return list(value)


def answer(case):
    templar, variables = templar_for(case)
    if "file" in case:
        with open(os.path.join(PLAY, "templates", case["file"]), newline="") as source:
            return str(templar.do_template(source.read(), escape_backslashes=False))
    if "render" in case:
        return str(templar.do_template(case["render"], escape_backslashes=False))
    if "evaluate" in case:
        compiled = templar.environment.compile_expression(case["evaluate"], undefined_to_none=False)
        found = unrolled(compiled({**templar.environment.globals, **variables}))
        str(found)  # an undefined value fails here
        return repr(found)
    if "holds" in case:
        text = "{%% if %s %%} True {%% else %%} False {%% endif %%}" % case["holds"]
        return templar.template(text).strip()
    native = templar.copy_with_new_env(environment_class=AnsibleNativeEnvironment)
    return repr(native.template(case["template"]))


def judged(case):
    made = {key: value for key, value in case.items() if key not in ("expected", "error")}
    try:
        made["expected"] = answer(case).replace(PLAY, "/play")
    except Exception as error:
        made["error"] = "%s: %s" % (type(error).__name__, str(error).split("\n")[0][:300])
    return made


def main():
    folder = os.path.join(FOLDER, "cases")
    results = {}
    for path in sorted(glob.glob(os.path.join(folder, "*.json"))):
        with open(path) as source:
            cases = json.load(source)
        made = [judged(case) for case in cases]
        results[os.path.basename(path)] = made
        if "--write" in sys.argv:
            with open(path, "w") as target:
                target.write("[\n" + ",\n".join("  " + json.dumps(case, ensure_ascii=False) for case in made) + "\n]\n")
    if "--write" not in sys.argv:
        print(json.dumps(results, ensure_ascii=False))


if __name__ == "__main__":
    main()
