"""Ansible tells a run as JSON lines into the file that ORACLE_TOLD names: tasks, results of hosts and items, the recap."""

import json
import os

from ansible.parsing.ajson import AnsibleJSONEncoder
from ansible.playbook.task_include import TaskInclude
from ansible.plugins.callback import CallbackBase, strip_internal_keys

DOCUMENTATION = """
name: told
type: stdout
short_description: JSON lines of a run
description: Writes each task, each result and the recap as a line of JSON.
"""


class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "stdout"
    CALLBACK_NAME = "told"

    def __init__(self):
        super().__init__()
        self._file = open(os.environ["ORACLE_TOLD"], "w", encoding="utf-8", errors="surrogateescape")

    def _tell(self, **line):
        self._file.write(json.dumps(line, cls=AnsibleJSONEncoder, ensure_ascii=True) + "\n")
        self._file.flush()

    def _task(self, task, handler):
        self._tell(kind="task", name=task.get_name().strip(), module=task.action, handler=handler)

    def v2_playbook_on_task_start(self, task, is_conditional):
        self._task(task, False)

    def v2_playbook_on_handler_task_start(self, task):
        self._task(task, True)

    def v2_playbook_on_cleanup_task_start(self, task):
        self._task(task, False)

    def v2_playbook_on_include(self, included_file):
        self._tell(kind="included", file=os.path.basename(included_file._filename))

    def _result(self, result, outcome, item=False, ignored=False):
        if isinstance(result._task, TaskInclude) and outcome == "ok":
            return
        value = strip_internal_keys(result._result)
        line = dict(kind="item" if item else "result", host=result._host.get_name(), outcome=outcome, ignored=ignored, result=value)
        if item:
            line["item"] = result._result.get(result._result.get("ansible_loop_var", "item"))
        self._tell(**line)

    def v2_runner_on_ok(self, result):
        self._result(result, "changed" if result._result.get("changed") else "ok")

    def v2_runner_on_failed(self, result, ignore_errors=False):
        self._result(result, "failed", ignored=ignore_errors)

    def v2_runner_on_skipped(self, result):
        self._result(result, "skipped")

    def v2_runner_on_unreachable(self, result):
        self._result(result, "unreachable")

    def v2_runner_item_on_ok(self, result):
        self._result(result, "changed" if result._result.get("changed") else "ok", item=True)

    def v2_runner_item_on_failed(self, result):
        self._result(result, "failed", item=True)

    def v2_runner_item_on_skipped(self, result):
        self._result(result, "skipped", item=True)

    def v2_playbook_on_stats(self, stats):
        self._tell(kind="recap", hosts={host: stats.summarize(host) for host in sorted(stats.processed)})
