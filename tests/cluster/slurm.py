"""A Slurm of our own on the loopback of one machine: munged, slurmctld and several slurmd, started and stopped by a test.

    with Slurm(folder, nodes=4) as slurm:
        slurm.call("sbatch", "--parsable", "job.sh")

All that it writes lies in `folder`; it listens on 127.0.0.1 only and needs neither root nor systemd nor cgroups. Every
daemon is a child of the test, and is ended by its own process number.
"""

import contextlib
import os
import pathlib
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import time

PROGRAMS = ("slurmctld", "slurmd", "munged", "sbatch", "scontrol", "squeue")

CONFIGURATION = """\
ClusterName=laboratory
SlurmctldHost=localhost(127.0.0.1)
CommunicationParameters=NoInAddrAny,NoCtldInAddrAny
SlurmUser={user}
SlurmdUser={user}
AuthType=auth/munge
AuthInfo=socket={folder}/munge.socket
CredType=cred/munge
SlurmctldPort={ports[0]}
SlurmdPort={ports[1]}
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool-%n
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd-%n.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd-%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SlurmdParameters=config_overrides
SwitchType=switch/none
MpiDefault=none
ReturnToService=2
KillWait=5
MinJobAge=3600
JobRequeue=1
MaxArraySize=64
SchedulerParameters=sched_min_interval=10000,batch_sched_delay=0,bf_interval=1
{nodes}
PartitionName=work Nodes={names} Default=YES MaxTime=INFINITE State=UP
PartitionName=night Nodes={names} MaxTime=INFINITE State=UP
"""


def missing_programs():
    """Names of Slurm's programs that are not installed."""
    with_sbin = os.environ.get("PATH", "") + ":/usr/sbin:/sbin"
    return [name for name in PROGRAMS if not shutil.which(name, path=with_sbin)]


def free_ports(count):
    """Port numbers that nobody listens on just now."""
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]


class Slurm:
    """The cluster, up between __enter__ and __exit__."""

    def __init__(self, folder, nodes=4, processors=1):
        self.folder = pathlib.Path(folder)
        self.nodes = [f"n{k}" for k in range(1, nodes + 1)]
        self.processors = processors
        self.environment = {**os.environ, "PATH": os.environ.get("PATH", "") + ":/usr/sbin:/sbin", "SLURM_CONF": str(self.folder / "slurm.conf")}
        for name in [name for name in self.environment if name.startswith(("SLURM_", "SBATCH_")) and name != "SLURM_CONF"]:
            del self.environment[name]
        self.daemons = {}

    def __enter__(self):
        try:
            self._start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        for daemon in reversed(list(self.daemons.values())):
            daemon.terminate()
        for daemon in reversed(list(self.daemons.values())):
            try:
                daemon.wait(timeout=10)
            except subprocess.TimeoutExpired:
                daemon.kill()
                daemon.wait()
        self.daemons.clear()

    def call(self, *words, check=True, timeout=60, **options):
        """Runs a command of Slurm, or of ours, inside this cluster; gives what it printed."""
        done = subprocess.run([str(word) for word in words], env=self.environment, capture_output=True, text=True, timeout=timeout, **options)
        if check and done.returncode != 0:
            raise RuntimeError(f"{words}: {done.returncode}\n{done.stdout}{done.stderr}")
        return done.stdout.strip()

    def jobs(self):
        """(job, state) of everything that is in the queue: array tasks as "12_3"."""
        lines = self.call("squeue", "--noheader", "--array", "--format=%i %T").splitlines()
        return dict(line.split() for line in lines)

    def wait_for(self, condition, seconds, what):
        """Polls until condition() is true."""
        end = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > end:
                raise TimeoutError(f"after {seconds} s still not: {what}\n{self.call('squeue', '--array', check=False)}")
            time.sleep(0.3)

    def wait_until_empty(self, seconds):
        self.wait_for(lambda: not self.jobs(), seconds, "the queue is empty")

    def _start(self):
        for name in ["state", *(f"spool-{node}" for node in self.nodes)]:
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        key = self.folder / "munge.key"
        key.write_bytes(os.urandom(1024))
        key.chmod(0o400)
        ports = free_ports(1 + len(self.nodes))
        lines = [f"NodeName={name} NodeHostname=localhost NodeAddr=127.0.0.1 Port={port} CPUs={self.processors} RealMemory=1000"
                 for name, port in zip(self.nodes, ports[1:])]
        user = pwd.getpwuid(os.getuid()).pw_name
        (self.folder / "slurm.conf").write_text(CONFIGURATION.format(user=user, folder=self.folder, ports=ports, nodes="\n".join(lines), names=",".join(self.nodes)))
        self._daemon("munged", "--foreground", "--force", f"--key-file={key}", f"--socket={self.folder}/munge.socket", f"--pid-file={self.folder}/munged.pid",
                     f"--log-file={self.folder}/munged.log", f"--seed-file={self.folder}/munged.seed")
        self.wait_for_file("munge.socket", "munged")
        self._daemon("slurmctld", "-D", "-c")
        for node in self.nodes:
            self._daemon("slurmd", "-D", "-N", node)
        self.wait_for(lambda: self.call("sinfo", "--noheader", "--Node", "--partition=work", "--format=%T", check=False).split().count("idle") >= len(self.nodes), 60, "all nodes are idle")

    def _daemon(self, program, *arguments):
        # Away from the test's terminal and signals; own output beside the logs.
        output = open(self.folder / f"{program}-{len(self.daemons)}.output", "wb")
        with output:
            self.daemons[f"{program}-{len(self.daemons)}"] = subprocess.Popen([shutil.which(program, path=self.environment["PATH"]), *arguments], env=self.environment,
                                                                           stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True)

    def wait_for_file(self, name, daemon):
        end = time.monotonic() + 10
        while not (self.folder / name).exists():
            if time.monotonic() > end:
                raise TimeoutError(f"{daemon} does not come up:\n" + "\n".join(path.read_text() for path in self.folder.glob(f"{daemon}*.output")))
            time.sleep(0.05)


if __name__ == "__main__":  # a cluster to try things by hand; ended by control-C
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with Slurm(sys.argv[1]) as by_hand, contextlib.suppress(KeyboardInterrupt):
        print(f"export SLURM_CONF={by_hand.environment['SLURM_CONF']}", flush=True)
        signal.pause()
