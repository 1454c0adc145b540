"""A time-out that the broken party keeps is none: here the client keeps them, before a PostgreSQL that is frozen."""

import pytest
from psycopg import OperationalError
from psycopg_pool import PoolTimeout

from portal.core.breaker import DATABASE
from portal.database.base import DatabaseWrapper
from portal.database.connection import NoAnswer, PatientConnection
from portal.settings import environment
from tests.faults import frozen, own_servers


@pytest.fixture(scope="module")
def servers(tmp_path_factory):
    with own_servers(tmp_path_factory.mktemp("var")) as servers:
        yield servers


@pytest.fixture(autouse=True)
def impatient(settings):
    """Limits of a test's length. Whatever happens, the database counts as well afterwards."""
    settings.DATABASE_SILENCE, settings.DATABASE_KNOCK = 0.3, 2
    yield
    DATABASE.succeeded()


@pytest.fixture
def address(servers):
    found = environment.database(servers.surroundings["DATABASE_URL"])
    return {"dbname": found["NAME"], "user": found["USER"], "host": found["HOST"]}


def wrapper(servers, alias="frozen"):
    options = {"CONN_HEALTH_CHECKS": False, "CONN_MAX_AGE": 0, "TIME_ZONE": None, "AUTOCOMMIT": True}
    found = environment.database(servers.surroundings["DATABASE_URL"])
    found["OPTIONS"]["connect_timeout"] = 2
    return DatabaseWrapper(found | options | {"ATOMIC_REQUESTS": False}, alias=alias)


def connect(wrapper):
    return wrapper.get_new_connection(wrapper.get_connection_params())


def test_a_statement_that_a_frozen_server_never_ends_is_ended_by_the_client(servers, address):
    with PatientConnection.connect(**address) as connection:
        with frozen(servers.postgres), pytest.raises(NoAnswer):
            connection.execute("SELECT 1")
        assert connection.closed
    assert DATABASE.lets_through() is False


def test_a_slow_statement_of_a_living_server_is_waited_for(address):
    with PatientConnection.connect(**address) as connection:
        assert connection.execute("SELECT 42 FROM pg_sleep(1)").fetchone() == (42,)


def test_a_server_that_lives_but_forgets_one_statement_is_not_waited_for_either(address, settings):
    settings.DATABASE_LONGEST_WAIT = 0.5
    with PatientConnection.connect(**address) as connection, pytest.raises(NoAnswer):
        connection.execute("SELECT pg_sleep(60)")
    assert DATABASE.lets_through() is True  # the others are served


def test_one_frozen_process_of_a_living_server_is_found_before_a_page_is_given_its_connection(servers):
    connection = pooled(servers, timeout=30)
    try:
        stuck = connect(connection)
        process = stuck.info.backend_pid
        connection.pool.putconn(stuck)
        with frozen(lambda: [process]):
            fresh = connect(connection)
            assert fresh.info.backend_pid != process
            assert fresh.execute("SELECT 42").fetchone() == (42,)
        connection.pool.putconn(fresh)
        assert stuck.closed
        assert fresh.longest_wait is None  # its statements may take their time
    finally:
        connection.close_pool()
    assert DATABASE.lets_through() is True


def test_a_server_that_sends_newcomers_away_is_alive(address):
    with PatientConnection.connect(**address, autocommit=True) as connection:
        connection.execute("CREATE DATABASE closed")
        with PatientConnection.connect(**address | {"dbname": "closed"}) as inside:
            connection.execute("ALTER DATABASE closed ALLOW_CONNECTIONS false")
            assert inside.execute("SELECT 42 FROM pg_sleep(1)").fetchone() == (42,)


def test_one_finds_out_that_the_server_is_frozen_and_the_others_are_told_at_once(servers):
    with frozen(servers.postgres):
        with pytest.raises(OperationalError, match="timeout"):
            connect(wrapper(servers))
        with pytest.raises(OperationalError, match="a moment ago"):
            connect(wrapper(servers))


def test_one_finds_out_that_the_server_is_back(servers):
    DATABASE.resting_until = 0.001  # it failed long ago
    connect(wrapper(servers)).close()
    assert DATABASE.resting_until == 0


def pooled(servers, timeout=0.5, **options):
    connection = wrapper(servers, alias="pooled")
    pool = {"min_size": 1, "max_size": 1, "timeout": timeout, "reconnect_timeout": 0.5}
    connection.settings_dict["OPTIONS"]["pool"] = pool | {"connection_class": PatientConnection}
    connection.settings_dict["CONN_HEALTH_CHECKS"] = True
    connection.settings_dict |= options
    return connection


def test_who_waits_in_vain_for_a_pool_that_can_make_no_connection_tells_the_others(servers, tmp_path):
    connection = pooled(servers, HOST=str(tmp_path))
    try:
        with pytest.raises(PoolTimeout):
            connect(connection)
    finally:
        connection.close_pool()
    assert DATABASE.lets_through() is False


@pytest.mark.parametrize("failed_at", [0, 0.001], ids=["is well", "failed long ago"])
def test_who_waits_in_vain_for_a_pool_that_is_only_busy_keeps_nobody_from_trying(servers, failed_at):
    connection = pooled(servers)
    try:
        taken = connect(connection)
        DATABASE.resting_until = failed_at
        with pytest.raises(PoolTimeout):
            connect(connection)
        connection.pool.putconn(taken)
    finally:
        connection.close_pool()
    assert DATABASE.resting_until == 0


def test_a_server_that_refuses_at_once_keeps_nobody_from_trying(servers, tmp_path):
    connection = wrapper(servers)
    connection.settings_dict["HOST"] = str(tmp_path)
    with pytest.raises(OperationalError):
        connect(connection)
    assert DATABASE.lets_through() is True
