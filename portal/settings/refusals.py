"""What keeps the portal from starting in production: each mistake with a sentence that says what to do, all at once."""

import binascii
import re
from base64 import urlsafe_b64decode
from collections.abc import Iterator
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from itertools import pairwise
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from portal.settings import environment

NEEDED = (
    "SECRET_KEY",
    "DATABASE_URL",
    "REDIS_URL",
    "ALLOWED_HOSTS",
    "FIELD_ENCRYPTION_KEYS",
    "TRUSTED_PROXIES",
)
SECRET_LENGTH = 50  # characters
SECRET_VARIETY = 8  # different characters; random ones have more, whatever they are written in
KEY_LENGTH, KEY_VARIETY = 32, 16  # bytes, and different ones among them; random ones have some 30
WELL_KNOWN = (
    "djangoinsecure",
    "changeme",
    "changethis",
    "yoursecret",
    "secretkey",
    "password",
    "onlythetests",
)
"""What stands in examples, documentation and tests, in small letters and without what is no letter."""
SUFFIXES_OF_TWO = {
    *(
        "ac",
        "asso",
        "co",
        "com",
        "ed",
        "edu",
        "go",
        "gob",
        "gouv",
        "gov",
        "govt",
        "gv",
        "ltd",
        "mil",
        "muni",
        "ne",
    ),
    *("net", "nhs", "nom", "or", "org", "plc", "police", "priv", "sch", "school"),
}
"""First halves of what people register names below: `.co.uk`, `.gv.at`."""
SUFFIXES_OF_HOSTS = {
    *(
        "appspot.com",
        "azurewebsites.net",
        "cloudfront.net",
        "elb.amazonaws.com",
        "fly.dev",
        "github.io",
        "gitlab.io",
    ),
    *(
        "herokuapp.com",
        "netlify.app",
        "ngrok.io",
        "onrender.com",
        "pages.dev",
        "run.app",
        "trycloudflare.com",
    ),
    *("vercel.app", "web.app", "workers.dev"),
}
"""Below these anybody gets a name from a provider."""
LARGEST_NETWORK = {4: 16, 6: 64}  # bits of its prefix, by the version of the protocol
IPV4_INSIDE_IPV6 = (
    ip_network("::ffff:0:0/96"),
    ip_network("64:ff9b::/96"),
)  # RFC 4291, 2.5.5.2; RFC 6052, 2.1
NO_PROXY = "none"
BUCKET = ("MEDIA_ENDPOINT", "MEDIA_REGION", "MEDIA_ACCESS_KEY", "MEDIA_SECRET_KEY")

HOW_TO_MAKE_A_SECRET = "Make one with `openssl rand -base64 48`."
HOW_TO_MAKE_A_KEY = "Make one with `openssl rand -base64 32 | tr +/ -_`."


def check() -> None:
    """Raises ImproperlyConfigured with everything that has to be mended before the portal starts."""
    if found := list(problems()):
        lines = "\n".join(f"- {problem}" for problem in found)
        raise ImproperlyConfigured(f"The portal does not start before this is mended:\n{lines}")


def problems() -> Iterator[str]:
    if missing := [name for name in NEEDED if not environment.text(name)]:
        yield f"Set these environment variables: {', '.join(missing)}."
    yield from _about_the_demo()
    yield from _about_the_secret(environment.text("SECRET_KEY"))
    for number, key in enumerate(environment.strings("FIELD_ENCRYPTION_KEYS"), start=1):
        yield from _about_a_key(key, number)
    for host in environment.strings("ALLOWED_HOSTS"):
        yield from _about_a_host(host)
    yield from _about_the_address(environment.text("SITE_URL"))
    yield from _about_proxies(environment.strings("TRUSTED_PROXIES"))
    yield from _about_the_bucket()
    yield from _about_the_replica(environment.text("DATABASE_REPLICA_URL"), environment.text("DATABASE_URL"))


def _about_the_demo() -> Iterator[str]:
    if environment.text("BLEIBE_DEMO").lower() not in {"", "0", "false", "no", "off"}:
        yield "BLEIBE_DEMO lets everybody in as one of the demonstration's people. Unset it; `make run` shows the demo."


def _about_the_secret(secret: str) -> Iterator[str]:
    if not secret:
        return
    if len(secret) < SECRET_LENGTH:
        yield f"SECRET_KEY has {len(secret)} characters and needs {SECRET_LENGTH}. {HOW_TO_MAKE_A_SECRET}"
    elif _is_well_known(secret):
        yield f"SECRET_KEY is one that stands in examples. {HOW_TO_MAKE_A_SECRET}"
    elif len(set(secret)) < SECRET_VARIETY or _repeats_itself(secret) or _counts_up(secret):
        yield f"SECRET_KEY is easily guessed: its characters follow a pattern. {HOW_TO_MAKE_A_SECRET}"


def _is_well_known(secret: str) -> bool:
    letters = re.sub(r"[^a-z]", "", secret.lower())
    return any(word in letters for word in WELL_KNOWN)


def _repeats_itself(text: str) -> bool:
    """Whether half of it is told by the half before, as in `abcabcabc…`."""
    return any(text[start:].startswith(text[: len(text) // 2]) for start in range(1, len(text) // 2 + 1))


def _counts_up(text: str) -> bool:
    """Whether most characters are neighbours of the one before, as in `abcdefg…` and `9876543…`."""
    steps = [abs(ord(after) - ord(before)) for before, after in pairwise(text)]
    return sum(step == 1 for step in steps) > len(steps) / 2


def _about_a_key(key: str, number: int) -> Iterator[str]:
    try:
        raw = urlsafe_b64decode(key)
    except (binascii.Error, ValueError):
        raw = b""
    if len(raw) != KEY_LENGTH:
        yield f"FIELD_ENCRYPTION_KEYS: number {number} is no key of {KEY_LENGTH} bytes. {HOW_TO_MAKE_A_KEY}"
    elif len(set(raw)) < KEY_VARIETY or all(32 <= byte < 127 for byte in raw):
        yield f"FIELD_ENCRYPTION_KEYS: number {number} is easily guessed. {HOW_TO_MAKE_A_KEY}"


def _about_a_host(host: str) -> Iterator[str]:
    if "*" in host:
        yield (
            f"ALLOWED_HOSTS: {host!r} lets anybody put an address of theirs into the portal's links. "
            "Name the portal's own, as in `portal.example.org`."
        )
    elif host.startswith(".") and _is_public_suffix(host.strip(".").lower().split(".")):
        yield f"ALLOWED_HOSTS: {host!r} takes in everybody's names. Name the portal's own domain."
    elif not re.fullmatch(r"\.?[\w-]+(\.[\w-]+)*\.?|\[[0-9a-fA-F:.]+\]", host):
        yield f"ALLOWED_HOSTS: {host!r} is no host name. Leave out `https://`, the port and the path."


def _is_public_suffix(labels: list[str]) -> bool:
    if len(labels) == 2 and labels[0] in SUFFIXES_OF_TWO and len(labels[1]) == 2:
        return True
    return len(labels) == 1 or ".".join(labels) in SUFFIXES_OF_HOSTS


def _about_the_address(address: str) -> Iterator[str]:
    if not address:
        return
    parts = urlsplit(address)
    host = (parts.hostname or "").lower()
    if parts.scheme != "https" or not host:
        yield f"SITE_URL: {address!r} is no address that begins with `https://`, as links in mails do."
    elif not any(_names(name.lower(), host) for name in environment.strings("ALLOWED_HOSTS")):
        yield f"SITE_URL: links in mails would lead to {host}, which ALLOWED_HOSTS does not name. Add it there."


def _names(name: str, host: str) -> bool:
    """Whether this entry of ALLOWED_HOSTS is about that host."""
    return host == name or (name.startswith(".") and f".{host}".endswith(name))


def _holds_the_old_internet(network: IPv4Network | IPv6Network) -> bool:
    """Whether addresses of IPv4 are believed by their names in IPv6, more of them than would be by their own."""
    bits = 128 - 32 + LARGEST_NETWORK[4]
    return network.prefixlen < bits and any(network.overlaps(mapped) for mapped in IPV4_INSIDE_IPV6)


def _about_proxies(proxies: list[str]) -> Iterator[str]:
    if proxies == [NO_PROXY]:
        return
    for proxy in proxies:
        try:
            network = ip_network(proxy) if "/" in proxy else ip_network(ip_address(proxy))
        except ValueError:
            yield (
                f"TRUSTED_PROXIES: {proxy!r} is no address or network. Write the proxy's address as the portal sees "
                f"it, such as 127.0.0.1, or `{NO_PROXY}` where the portal is reached without one."
            )
            continue
        if network.prefixlen < LARGEST_NETWORK[network.version] or _holds_the_old_internet(network):
            yield (
                f"TRUSTED_PROXIES: {proxy!r} believes {network.num_addresses} addresses what they say about whom a "
                "request comes from. Name the proxy's own address."
            )


def _about_the_bucket() -> Iterator[str]:
    told = [name for name in BUCKET if environment.text(name)]
    if not environment.text("MEDIA_BUCKET"):
        if told:
            yield f"{told[0]} is about a bucket, and MEDIA_BUCKET names none. Name it, or unset the other."
        return
    if bool(environment.text("MEDIA_ACCESS_KEY")) != bool(environment.text("MEDIA_SECRET_KEY")):
        yield "MEDIA_ACCESS_KEY and MEDIA_SECRET_KEY belong together. Set both, or none where the machine has a role."
    endpoint = urlsplit(environment.text("MEDIA_ENDPOINT"))
    if endpoint.geturl() and not (endpoint.hostname and _is_private_way(endpoint.scheme, endpoint.hostname)):
        yield (
            "MEDIA_ENDPOINT is no address that begins with `https://`. Files of people would cross the network for all "
            "to read; `http://` is for this machine alone."
        )


def _about_the_replica(replica: str, database: str) -> Iterator[str]:
    if not (replica and database):
        return
    other, own = environment.database(replica, name="DATABASE_REPLICA_URL"), environment.database(database)
    if all(other[part] == own[part] for part in ("HOST", "NAME")) and _port(other) == _port(own):
        yield "DATABASE_REPLICA_URL names the database itself. Name a standby that follows it, or unset it."


def _port(told: dict[str, Any]) -> str:
    return told["PORT"] or "5432"


def _is_private_way(scheme: str, host: str) -> bool:
    return scheme == "https" or (scheme == "http" and host in {"127.0.0.1", "::1", "localhost"})
