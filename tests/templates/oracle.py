#!/usr/bin/python3
"""What Ansible itself makes of every case in cases/*.json.

Each file is a list of cases: one of `render` (a template file), `evaluate` (an expression, its value's repr), `holds` (a
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

from ansible.parsing.dataloader import DataLoader
from ansible.template import AnsibleNativeEnvironment, Templar
from ansible.utils.display import Display

Display().warning = lambda *args, **kw: None

def unrolled(value):
    if isinstance(value, (list, str, dict, tuple)) or not hasattr(value, "__iter__"):
        return value
    return list(value)


def answer(case):
    templar = Templar(loader=DataLoader(), variables=case.get("vars", {}))
    options = case.get("options", {})
    if options:
        templar = templar.copy_with_new_env(**options)
        templar.environment.lexer  # built from the options
    if "render" in case:
        return str(templar.do_template(case["render"], escape_backslashes=False))
    if "evaluate" in case:
        compiled = templar.environment.compile_expression(case["evaluate"], undefined_to_none=False)
        found = unrolled(compiled({**templar.environment.globals, **case.get("vars", {})}))
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
        made["expected"] = answer(case)
    except Exception as error:
        made["error"] = "%s: %s" % (type(error).__name__, str(error).split("\n")[0][:300])
    return made


def main():
    folder = os.path.join(os.path.dirname(os.path.abspath(__file__)), "cases")
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
