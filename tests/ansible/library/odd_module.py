#!/usr/bin/python
# A module that behaves as a test asks it to.
import json
import os
import signal
import subprocess
import sys
import time

from ansible.module_utils.basic import AnsibleModule


def main():
    module = AnsibleModule(
        argument_spec=dict(
            deed=dict(type='str', required=True),
            text=dict(type='str', default=''),
            path=dict(type='path'),
            size=dict(type='int', default=0),
            password=dict(type='str', no_log=True),
            login=dict(type='dict', options=dict(user=dict(type='str'), token=dict(type='str', no_log=True))),
        ),
        supports_check_mode=True,
    )
    deed, text, path = (module.params[name] for name in ('deed', 'text', 'path'))
    # What a test must be able to see in the deed is left out of the look.
    if module.check_mode and deed in ('wait', 'daemon', 'append', 'die', 'stubborn'):
        module.exit_json(changed=True)
    if deed == 'tell':
        module.exit_json(
            changed=False, text=text, cwd=os.getcwd(), umask=os.umask(0), seen=dict(os.environ), group=os.getpgrp(), pid=os.getpid(),
            stdin=os.readlink('/proc/self/fd/0'), open=sorted(int(each) for each in os.listdir('/proc/self/fd')), respawned=False,
            password=module.params['password'])
    if deed == 'once':
        if os.path.exists(path) or module.check_mode:
            module.exit_json(changed=not os.path.exists(path))
        with open(path + '.starts', 'a') as file:
            file.write('%d\n' % os.getpid())
        with open(text) as file:
            said = file.read()
        with open(path, 'w') as file:
            file.write(said)
        module.exit_json(changed=True, said=said)
    if deed == 'differ':
        module.exit_json(changed=True, diff={'before': {'zone': 'a'}, 'after': {'zone': text}})
    if deed == 'append':
        with open(path, 'a') as file:
            file.write(text + '\n')
        module.exit_json(changed=True, text=text)
    if deed in ('wait', 'stubborn'):
        if deed == 'stubborn':
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
        child = subprocess.Popen(['sleep', '600'])
        with open(path + '.new', 'w') as file:
            file.write('%d %d %d' % (os.getpid(), child.pid, os.getpgrp()))
        os.rename(path + '.new', path)
        with open(text) as file:
            said = file.read()
        child.kill()
        module.exit_json(changed=True, said=said)
    if deed == 'daemon':
        if os.fork() == 0:
            os.setsid()
            with open(path + '.new', 'w') as file:
                file.write(str(os.getpid()))
            os.rename(path + '.new', path)
            time.sleep(600)
            os._exit(0)
        module.exit_json(changed=True)
    if deed == 'print':
        sys.stdout.write(text)
        sys.stdout.flush()
        os._exit(module.params['size'])
    if deed == 'die':
        os.kill(os.getppid(), signal.SIGKILL)
        time.sleep(600)
    if deed == 'long':
        module.exit_json(changed=False, much='x' * module.params['size'])
    if deed == 'noise':
        module.exit_json(changed=False, much=os.urandom(module.params['size']).hex())
    if deed == 'raise':
        raise RuntimeError(text)
    if deed == 'respawn':
        from ansible.module_utils.common.respawn import has_respawned, respawn_module
        if not has_respawned():
            respawn_module(sys.executable)
        module.exit_json(changed=False, respawned=True, text=text)
    module.fail_json(msg='no such deed: ' + deed)


if __name__ == '__main__':
    main()
