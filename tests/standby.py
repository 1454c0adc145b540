"""A second PostgreSQL that follows the embedded one the tests run on, as a read replica does in production."""

import os
import pwd
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.db import connection

from portal import embedded, embedded_roles
from portal.settings import environment


@contextmanager
def standby(url: str) -> Iterator[str]:
    """Its address for the database that `url` names: copied from the running server, following it, gone at the end."""
    port = 5500 + environment.pytest_worker()
    data = environment.data_directory() / f"standby-{port}"
    shutil.rmtree(data, ignore_errors=True)
    data.mkdir(mode=0o700)
    if os.geteuid() == 0:
        unprivileged = pwd.getpwnam(embedded.UNPRIVILEGED_USER)
        os.chown(data, unprivileged.pw_uid, unprivileged.pw_gid)
    sockets = embedded._sockets()
    try:
        _run(
            *embedded._postgres("pg_basebackup", data),
            *("--host", sockets, "--username", embedded_roles.SUPERUSER),
            *("--checkpoint=fast", "--wal-method=stream", "--write-recovery-conf", "--no-sync"),
        )
        own = f"-h '' -k {sockets} -p {port} -c unix_socket_permissions=0700 -c fsync=off -c hot_standby_feedback=on"
        _run(*embedded._postgres("pg_ctl", data), "start", "-w", "-l", data / "server.log", "-o", own)
        parts = urlsplit(url)
        query = urlencode(dict(parse_qsl(parts.query)) | {"port": str(port)})
        yield parts._replace(query=query).geturl()
    finally:
        connection.close()
        embedded._run(*embedded._postgres("pg_ctl", data), "stop", "-m", "immediate", "-w")
        shutil.rmtree(data)


def _run(*command: object) -> None:
    done = embedded._run(*command)  # type: ignore[arg-type]
    assert done.returncode == 0, done.stderr
