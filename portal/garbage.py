"""How often Python looks for what nobody reaches any more but what refers to itself."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

SELDOM = (100_000, 20, 20)


@contextmanager
def collected_seldom() -> Iterator[None]:
    """For work that makes much and leaves little, as migrating from nothing does, which draws all models hundreds of
    times: a fifth of its time went into looking.
    """
    before = gc.get_threshold()
    gc.set_threshold(*SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.collect()
