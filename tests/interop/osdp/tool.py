"""Runs `secure osdp`, whose command SECURE_OSDP names, and keeps what it prints."""
import json
import os
import shlex
import subprocess
import tempfile
import threading
import time

WAIT = 60


class Tool:
    def __init__(self, line, *arguments, key=None, key_by="file"):
        command = shlex.split(os.environ["SECURE_OSDP"]) + ["--line", line, "--json", *arguments]
        self.key_file = None
        pipe = None
        if key and key_by == "descriptor":
            pipe, far = os.pipe()
            os.write(far, key.hex().encode())
            os.close(far)
            command += ["--key-fd", str(pipe)]
        elif key:
            descriptor, self.key_file = tempfile.mkstemp()
            with os.fdopen(descriptor, "w") as file:
                file.write(key.hex())
            command += ["--key-file", self.key_file]
        self.printed, self.told = [], []
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, pass_fds=[pipe] if pipe else [])
        if pipe:
            os.close(pipe)
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        for line in self.process.stdout:
            self.printed.append(line)
            if line.startswith("{"):
                self.told.append(json.loads(line))

    def say(self, *orders):
        for order in orders:
            self.process.stdin.write(order + "\n")
        self.process.stdin.flush()

    def all(self, event):
        return [told for told in list(self.told) if told.get("event") == event]

    def wait(self, event, count=1, **having):
        """The newest of so many such events."""
        def found():
            return [told for told in self.all(event) if all(told.get(k) == v for k, v in having.items())]
        until(lambda: len(found()) >= count, lambda: "no %s %s in\n%s" % (event, having or "", "".join(self.printed[-40:])))
        return found()[count - 1]

    def end(self):
        self.process.terminate()
        self.process.wait(WAIT)
        self.process.stdin.close()
        self.process.stdout.close()
        if self.key_file:
            os.unlink(self.key_file)


def until(condition, why=lambda: "waited in vain"):
    end = time.monotonic() + WAIT
    while not condition():
        if time.monotonic() > end:
            raise AssertionError(why())
        time.sleep(0.02)
