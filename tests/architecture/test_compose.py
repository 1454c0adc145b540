"""What `docker-compose.yml` promises: nobody has more rights than they need, and the proxy alone is believed."""

import ipaddress
import re
from urllib.parse import urlsplit

import pytest
import yaml

from tests.architecture.source import ROOT

COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES = COMPOSE["services"]
PORTAL = ("migrate", "web", "worker", "beat")


def filled_in(text: str, **values: str) -> str:
    """What Compose makes of a text: each variable's value, else what it is when unset."""
    return re.sub(r"\$\{(\w+)(?::[-?]([^}]*))?\}", lambda found: values.get(found[1], found[2] or ""), text)


@pytest.mark.parametrize("name", SERVICES)
def test_no_service_runs_as_root_or_gains_rights(name):
    service = SERVICES[name]

    assert service["user"] not in {"root", "0"}
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]


@pytest.mark.parametrize("name", [*PORTAL, "redis"])
def test_programs_cannot_be_changed_where_they_run(name):
    assert (SERVICES[name]["read_only"], SERVICES[name]["tmpfs"]) == (True, ["/tmp"])


@pytest.mark.parametrize("name", SERVICES)
def test_no_log_fills_the_disk(name):
    assert SERVICES[name]["logging"]["options"] == {"max-size": "10m", "max-file": "5"}


@pytest.mark.parametrize("name", ["postgres", "redis"])
def test_servers_are_reached_from_inside_alone(name):
    assert "ports" not in SERVICES[name]


def test_the_portals_role_is_not_the_superuser():
    database = urlsplit(filled_in(SERVICES["web"]["environment"]["DATABASE_URL"], DATABASE_PASSWORD="a"))
    made = COMPOSE["configs"]["role"]["content"]

    assert database.username != SERVICES["postgres"]["environment"]["POSTGRES_USER"]
    assert database.password == "a"
    assert f"CREATE ROLE {database.username} LOGIN PASSWORD" in made
    assert (
        f"ALTER ROLE {database.username} SET log_min_messages = log;" in made
    )  # refused statements hold what was typed
    assert f"CREATE DATABASE {database.path[1:]} OWNER {database.username};" in made
    assert not re.search(r"SUPERUSER|CREATEROLE|CREATEDB|BYPASSRLS|REPLICATION", made)


def test_redis_asks_for_a_password_which_stands_on_no_command_line():
    address = urlsplit(filled_in(SERVICES["web"]["environment"]["REDIS_URL"], REDIS_PASSWORD="a"))
    *_shell, script = SERVICES["redis"]["command"]

    assert address.password == "a"
    assert "<<END\nrequirepass $$REDISCLI_AUTH\nEND" in script
    assert filled_in(SERVICES["redis"]["environment"]["REDISCLI_AUTH"], REDIS_PASSWORD="a") == "a"


def test_the_network_is_set_so_that_the_proxy_alone_is_believed():
    (network,) = COMPOSE["networks"]["default"]["ipam"]["config"]
    subnet = ipaddress.ip_network(filled_in(network["subnet"]))
    believed = ipaddress.ip_network(filled_in(SERVICES["web"]["environment"]["TRUSTED_PROXIES"]))

    assert filled_in(network["gateway"]) == str(believed.network_address)
    assert believed.num_addresses == 1
    assert believed.subnet_of(subnet)
    assert subnet.is_private
    assert all(port.startswith("127.0.0.1:") for port in SERVICES["web"]["ports"])
