"""Runs a program undisturbed: on chosen processors, ahead of other work, alone among timings."""

import contextlib
import fcntl
import os
import subprocess
import tempfile
import time
from dataclasses import dataclass


@dataclass
class Result:
    code: int            # negative: the signal that ended it
    text: str            # standard output
    error: str           # standard error
    seconds: float       # wall time
    peak_bytes: int      # largest resident memory
    started_ns: int      # monotonic clock when the program began


def can_have_priority():
    """Returns whether this user may run programs ahead of all normal work."""
    policy = os.sched_getscheduler(0)
    try:
        os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(20))
        os.sched_setscheduler(0, policy, os.sched_param(0))
        return True
    except PermissionError:
        return False


def take_priority(threads):
    """Puts this process ahead of normal work. Real-time threads may stay together on one
    processor while another is idle, so several threads get the highest normal priority."""
    if threads == 1:
        os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(20))
    else:
        os.setpriority(os.PRIO_PROCESS, 0, -20)


class Runner:
    """Runs programs. `lock` names a file that benchmarks of several people take in turn."""

    def __init__(self, lock=None, priority=False, limit=600):
        self.lock, self.priority, self.limit = lock, priority, limit
        self.processors = sorted(os.sched_getaffinity(0))

    def run(self, command, threads=None):
        """Runs a command; with `threads`, on so many processors and ahead of others."""
        with contextlib.ExitStack() as stack:
            if threads and self.lock:
                file = stack.enter_context(open(self.lock, "w"))
                fcntl.flock(file, fcntl.LOCK_EX)
            return self.run_unlocked([str(word) for word in command], threads)

    def run_unlocked(self, command, threads):
        read_end, write_end = os.pipe()

        def prepare():
            if threads:
                os.sched_setaffinity(0, self.processors[:threads])
                if self.priority:
                    take_priority(threads)
            os.write(write_end, str(time.monotonic_ns()).encode())

        with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as error:
            begin = time.monotonic()
            process = subprocess.Popen(
                ["timeout", "-k", "5", str(self.limit), *command] if not threads else command,
                stdout=output, stderr=error, stdin=subprocess.DEVNULL, preexec_fn=prepare)
            _, status, usage = os.wait4(process.pid, 0)
            seconds = time.monotonic() - begin
            process.returncode = os.waitstatus_to_exitcode(status)
            started = int(os.read(read_end, 32))
            os.close(read_end)
            os.close(write_end)
            output.seek(0)
            error.seek(0)
            return Result(process.returncode, output.read().decode(errors="replace"),
                          error.read().decode(errors="replace"), seconds,
                          usage.ru_maxrss * 1024, started)


def last_line(result):
    """Returns what a failed program had to say, in one line."""
    lines = (result.error or result.text).strip().splitlines()
    return lines[-1] if lines else f"ended with code {result.code}"
