import threading

import pytest

from portal.core.breaker import Breaker


@pytest.fixture
def rested():
    """A breaker whose server failed so long ago that it may be asked again."""
    breaker = Breaker(rest=1000)
    breaker.failed()
    breaker.resting_until = 0.001  # long ago on a clock that counts from the machine's start
    return breaker


def test_while_the_server_is_well_everybody_asks_it():
    breaker = Breaker(rest=1000)

    assert [breaker.lets_through() for _caller in range(3)] == [True, True, True]


def test_after_a_failure_nobody_asks():
    breaker = Breaker(rest=1000)
    breaker.failed()

    assert [breaker.lets_through() for _caller in range(3)] == [False, False, False]


def test_after_the_rest_one_tries_and_the_others_go_on(rested):
    together = threading.Barrier(8)
    let_through = []

    def ask():
        together.wait(20)
        let_through.append(rested.lets_through())

    threads = [threading.Thread(target=ask) for _caller in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(let_through) == [False] * 7 + [True]


def test_when_the_one_was_answered_everybody_asks_again(rested):
    rested.lets_through()
    rested.succeeded()

    assert [rested.lets_through() for _caller in range(3)] == [True, True, True]


def test_when_the_one_was_not_answered_all_rest_again(rested):
    rested.lets_through()
    rested.failed()

    assert rested.lets_through() is False
