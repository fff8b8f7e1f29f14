# What Ansible's own check of arguments says: a JSON list of [argument spec and conditions, parameters] in, a list of lists of sentences out.
import json, sys
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

CONDITIONS = ('mutually_exclusive', 'required_together', 'required_one_of', 'required_if', 'required_by')
answers = []
for spec, parameters in json.load(sys.stdin):
    checked = ArgumentSpecValidator(spec['argument_spec'], **{key: spec.get(key) for key in CONDITIONS})
    answers.append(checked.validate(parameters).error_messages)
json.dump(answers, sys.stdout)
