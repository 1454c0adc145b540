"""What a full disk looks like, whoever noticed it: the system, a library that wrote a file, or the database."""

import errno

from psycopg.errors import DiskFull

NO_SPACE = (errno.ENOSPC, errno.EDQUOT)


def means_full_disk(error: BaseException | None) -> bool:
    """Libraries wrap what they stumble over, so the causes are asked, too."""
    while error is not None:
        if isinstance(error, DiskFull) or (isinstance(error, OSError) and error.errno in NO_SPACE):
            return True
        error = error.__cause__ or error.__context__
    return False
