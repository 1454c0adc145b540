"""What `docs/operations.md` tells an operator to type, against the code: variables, commands, units, and the proxy."""

import ast
import configparser
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import click
import pytest
import yaml
from celery.bin.base import CLIContext
from celery.bin.beat import beat
from celery.bin.celery import celery
from celery.bin.worker import worker
from django.conf import settings
from django.core.management import BaseCommand, get_commands, load_command_class
from granian.cli import cli as granian

from portal.celery import app
from portal.core.tables.lines import FILE_LIMIT
from portal.front import LARGEST, THREADS
from tests.architecture.source import ROOT

PAGE = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
FENCES = re.findall(r"^```(\w+)\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
COMMANDS = [
    line[2:]
    for kind, body in FENCES
    if kind == "console"
    for line in body.splitlines()
    if line[:2] in {"# ", "$ "}
]
READERS = {"environment", "text", "flag", "number", "strings"}
NOT_FOR_OPERATORS = {
    "BLEIBE_DEMO": "`make run`; production refuses it",
    "HOST": "`make run`, which is not for serving people",
    "PORT": "`make run`",
    "PYTEST_XDIST_WORKER": "the tests",
}
"""Variables that the page need not name, and whose they are."""


def files() -> dict[str, str]:
    """What the page has the operator put into files: path → text."""
    found, before = {}, ""
    for part in re.split(r"^(```\w+\n.*?^```)", PAGE, flags=re.MULTILINE | re.DOTALL):
        if part.startswith("```") and (path := re.findall(r"[Pp]ut into `(/[^`]+)`", before)):
            found[path[-1]] = part.split("\n", 1)[1].removesuffix("```")
        before = part
    return found


def variables() -> set[str]:
    """What the settings ask the environment for."""
    calls = (
        node
        for path in [*(ROOT / "portal" / "settings").glob("*.py"), ROOT / "portal" / "embedded.py"]
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant)
    )
    asked = {str(node.args[0].value) for node in calls if ast.unparse(node.func).split(".")[0] in READERS}
    return {name for name in asked if re.fullmatch(r"[A-Z][A-Z_]+", name)}


def test_each_variable_is_explained():
    assert {name for name in variables() - set(NOT_FOR_OPERATORS) if f"`{name}`" not in PAGE} == set()


def test_each_variable_of_the_page_is_read():
    """A name in the tables, or put into the environment's file, that nobody asks for would be a promise."""
    tables = set(re.findall(r"`([A-Z][A-Z_]+)`", "\n".join(re.findall(r"^\| `[^|]+\|", PAGE, re.MULTILINE))))
    written = {name for command in COMMANDS for name in re.findall(r"^echo [\"']([A-Z_]+)=", command)}
    known = variables() | {"DJANGO_SETTINGS_MODULE", "BLEIBE_VAR"}

    assert (tables | written) - known == set()
    assert len(written) >= 9


MANAGED = {
    found[1].strip()
    for line in COMMANDS
    if (found := re.search(r"(?:manage\.py|^bleibe) (\w[^&|<>)]*)", line))
}


@pytest.mark.parametrize("line", sorted(MANAGED))
def test_each_command_exists_and_has_the_options_it_is_given(line):
    name, *options = shlex.split(line)
    app = get_commands()[name]
    command = app if isinstance(app, BaseCommand) else load_command_class(app, name)

    command.create_parser("manage.py", name).parse_args(options)


COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))["services"]
COMPOSED = sorted(
    {part.strip() for line in COMMANDS for part in line.split("&&") if "docker compose" in part}
)
SILENT = {"--detach", "--rm", "--no-deps", "-T"}
"""Options of Compose's that take no value and stand before a service's name."""


@pytest.mark.parametrize("line", COMPOSED)
def test_each_service_of_compose_exists(line):
    _docker, _compose, act, *words = shlex.split(line)
    named = [word for word in words if word not in SILENT]
    services = {"run": named[:1], "exec": named[:1], "stop": named, "up": named, "build": named}[act]

    assert set(services) <= set(COMPOSE)


def test_what_stands_in_composes_environment_file_is_asked_for():
    told = re.search(r"lies a file `\.env`.*?```", PAGE, re.DOTALL)
    names = set(re.findall(r"`([A-Z][A-Z_]+)`", told[0]))
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")

    assert {"SECRET_KEY", "DATABASE_PASSWORD", "POSTGRES_PASSWORD", "REDIS_PASSWORD", "SUBNET"} <= names
    assert {
        name for name in names if not re.search(rf"\$\{{{name}\b|^ +{name}:", text, re.MULTILINE)
    } == set()


PROCESSES = [
    *(shlex.split(found) for found in re.findall(r"^\| [\w ()]+ \| `([^`]+)` \|", PAGE, re.MULTILINE)),
    *(shlex.split(found) for found in re.findall(r"^ExecStart=(.+)$", PAGE, re.MULTILINE)),
    *(COMPOSE[name]["command"] for name in ("worker", "worker-mail", "worker-reports", "beat")),
]


@pytest.mark.parametrize("command", PROCESSES, ids=" ".join)
def test_each_process_has_the_options_it_is_given(command):
    program, *options = command
    if Path(program).name == "granian":
        granian.make_context("granian", options)
        return
    assert options[:2] == ["--app", "portal"]
    context = click.Context(celery, obj=CLIContext(app=app, no_color=True, workdir=None))
    {"worker": worker, "beat": beat}[options[2]].make_context(options[2], options[3:], parent=context)


def test_the_environment_of_the_page_starts_the_portal(tmp_path):
    """The lines of the page, run by a shell, make a file that production starts with."""
    lines = [
        line
        for line in COMMANDS
        if line.startswith(("echo ", "redis_password=")) and "redis.conf" not in line
    ]
    file = tmp_path / "bleibe.env"
    typed = "\n".join(lines).replace("/etc/bleibe.env", str(file)).replace("/var/lib/bleibe", str(tmp_path))
    subprocess.run(["bash", "-euc", typed], check=True, timeout=60)
    ask = "import django; django.setup(); print(django.conf.settings.SITE_URL)"
    script = f"set -ae; . {file}; exec {sys.executable} -c '{ask}'"
    bare = {"PATH": os.environ["PATH"], "HOME": str(tmp_path)}
    started = subprocess.run(
        ["sh", "-c", script], cwd=ROOT, env=bare, capture_output=True, text=True, timeout=60
    )

    assert (started.stdout.strip(), started.stderr) == ("https://portal.example.org", "")


UNITS = [path for path in files() if path.endswith(".service")]


def test_there_is_a_unit_for_each_process():
    assert [Path(path).name for path in UNITS] == [
        "bleibe-web.service",
        "bleibe-worker@.service",
        "bleibe-beat.service",
    ]
    (enabled,) = (line for line in COMMANDS if line.startswith("systemctl enable"))
    lanes = {f"bleibe-worker@{queue.name}" for queue in settings.CELERY_TASK_QUEUES}
    assert set(enabled.split()[3:]) == {"bleibe-web", "bleibe-beat"} | lanes


@pytest.mark.parametrize("path", UNITS)
def test_a_unit_comes_back_and_may_write_into_one_folder_alone(path):
    unit = configparser.ConfigParser(interpolation=None, strict=False)
    unit.optionxform = str
    unit.read_string(files()[path])
    service = dict(unit["Service"])

    assert (service["User"], service["UMask"], service["Restart"]) == ("bleibe", "0077", "always")
    assert (service["ProtectSystem"], service["ReadWritePaths"]) == ("strict", "/var/lib/bleibe")
    assert (service["NoNewPrivileges"], service["CapabilityBoundingSet"]) == ("yes", "")
    assert service["EnvironmentFile"] == "/etc/bleibe.env"
    program, *options = service["ExecStart"].split()
    assert (ROOT / ".venv" / "bin" / Path(program).name).exists()
    if "granian" in program:
        assert options[options.index("--blocking-threads") + 1] == str(THREADS)
        assert "--respawn-failed-workers" in options


def test_the_proxy_lets_through_what_the_portal_takes():
    nginx = files()["/etc/nginx/sites-available/bleibe"]
    (megabytes,) = re.findall(r"client_max_body_size (\d+)m;", nginx)

    assert (
        int(megabytes) * 2**20 == LARGEST >= max(FILE_LIMIT, settings.DATA_UPLOAD_MAX_MEMORY_SIZE) + 8 * 2**20
    )
    assert set(re.findall(r"proxy_set_header (\S+) (\S+);", nginx)) == {
        ("Connection", '""'),
        ("Host", "$host"),
        ("X-Forwarded-For", "$remote_addr"),
        ("X-Forwarded-Proto", "$scheme"),
    }
    assert "add_header" not in nginx
    (logged,) = re.findall(r"log_format .*", nginx)
    assert not re.search(r"\$(uri|args|request|request_uri|http_\w+)\b", logged)


def test_each_proxy_hands_requests_on_to_where_the_web_listens():
    (web,) = (command for command in PROCESSES if command[0].endswith("/granian"))
    host, port = web[web.index("--host") + 1], web[web.index("--port") + 1]
    proxies = [files()["/etc/nginx/sites-available/bleibe"], files()["/etc/caddy/Caddyfile"]]

    assert all(f"{host}:{port}" in proxy for proxy in proxies)
