import errno

import pytest
from psycopg.errors import DiskFull

from portal.core.full_disk import means_full_disk


class FileCreateError(Exception):
    """As a library has one."""


def wrapped(error):
    try:
        try:
            raise error
        except OSError as cause:
            raise FileCreateError(str(cause)) from cause
    except FileCreateError as wrapper:
        return wrapper


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_the_system_the_database_and_what_wraps_them_tell_of_a_full_disk(number):
    assert means_full_disk(OSError(number, "full"))
    assert means_full_disk(wrapped(OSError(number, "full")))
    assert means_full_disk(DiskFull("could not extend file"))


def test_nothing_else_does():
    assert not means_full_disk(FileNotFoundError(errno.ENOENT, "gone"))
    assert not means_full_disk(wrapped(OSError(errno.EACCES, "not yours")))
    assert not means_full_disk(ZeroDivisionError())
