"""Who is who in the embedded PostgreSQL: the portal's role owns its data and nothing else.

The superuser is there to make that role and is used for nothing besides: whoever got the portal to run a statement of
theirs could otherwise read the server's files and start programs on it.
"""

import psycopg
from psycopg import sql

SUPERUSER = "postgres"
KEEPER = "bleibe_keeper"
"""A superuser of the moment in which another one gets its name: nobody may rename themselves."""
SYSTEM = ("postgres", "template0", "template1")

RELATIONS = """
    SELECT format('ALTER TABLE %I.%I OWNER TO {role}', nspname, relname) FROM pg_class
    JOIN pg_namespace ON pg_namespace.oid = relnamespace
    WHERE relkind IN ('r', 'p', 'v', 'm', 'f') AND nspname !~ '^pg_' AND nspname <> 'information_schema'
"""
ROUTINES = """
    SELECT format('ALTER ROUTINE %s OWNER TO {role}', pg_proc.oid::regprocedure) FROM pg_proc
    JOIN pg_namespace ON pg_namespace.oid = pronamespace
    WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
"""


def make_ordinary_role(name: str, *, sockets: str, may_create_databases: bool) -> None:
    """Let the role `name` own the database `name`, and be no more than that.

    Data folders of before had a superuser of this name. It gets the superuser's usual name, and what it owned goes to
    the ordinary role. Done as often as asked, also after an attempt that broke off. Tests may make their databases.
    """
    if not _exists(SUPERUSER, sockets):
        _rename_superuser(name, sockets)
    with _connect(SUPERUSER, sockets) as connection:
        role = sql.Identifier(name)
        if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name]).fetchone():
            connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(role))
        may = sql.SQL("CREATEDB" if may_create_databases else "NOCREATEDB")
        connection.execute(sql.SQL("ALTER ROLE {} {}").format(role, may))
        connection.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(KEEPER)))
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(role, role))
        for database in _databases_of_superuser(connection):
            _hand_over(database, name, sockets)
            connection.execute(
                sql.SQL("ALTER DATABASE {} OWNER TO {}").format(sql.Identifier(database), role)
            )


def _rename_superuser(name: str, sockets: str) -> None:
    if not _exists(KEEPER, sockets):
        with _connect(name, sockets) as connection:
            connection.execute(sql.SQL("CREATE ROLE {} SUPERUSER LOGIN").format(sql.Identifier(KEEPER)))
    with _connect(KEEPER, sockets) as connection:
        connection.execute(
            sql.SQL("ALTER ROLE {} RENAME TO {}").format(sql.Identifier(name), sql.Identifier(SUPERUSER))
        )


def _databases_of_superuser(connection: psycopg.Connection[tuple[str]]) -> list[str]:
    owned = connection.execute(
        "SELECT datname FROM pg_database WHERE datdba = %s::regrole AND datname <> ALL(%s) AND datallowconn",
        [SUPERUSER, list(SYSTEM)],
    )
    return [row[0] for row in owned.fetchall()]


def _hand_over(database: str, name: str, sockets: str) -> None:
    """All at once or not at all; the database itself goes last, so that what broke off is begun again."""
    with _connect(SUPERUSER, sockets, database) as connection, connection.transaction():
        for question in (RELATIONS, ROUTINES):
            for (statement,) in connection.execute(question.format(role=name)).fetchall():
                connection.execute(statement)


def _exists(role: str, sockets: str) -> bool:
    """Asked by signing in, for there may be no role yet that could look others up."""
    try:
        _connect(role, sockets).close()
    except psycopg.OperationalError:
        return False
    return True


def _connect(role: str, sockets: str, database: str = "postgres") -> psycopg.Connection[tuple[str]]:
    return psycopg.connect(
        host=sockets, user=role, dbname=database, autocommit=True, connect_timeout=5, application_name="roles"
    )
