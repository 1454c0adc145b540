"""Work that makes much has the collector look seldom, and leaves nothing for it to find."""

import gc
import weakref

from portal.garbage import SELDOM, collected_seldom


class Ring:
    def __init__(self) -> None:
        self.itself = self


def test_inside_the_block_is_looked_seldom_and_afterwards_as_before_and_at_once():
    before = (700, 10, 10)
    of_the_run = gc.get_threshold()
    gc.set_threshold(*before)
    try:
        with collected_seldom():
            assert gc.get_threshold() == SELDOM
            forgotten = weakref.ref(Ring())
            assert forgotten() is not None
        assert gc.get_threshold() == before
        assert forgotten() is None
    finally:
        gc.set_threshold(*of_the_run)
