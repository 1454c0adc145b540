"""Files in a bucket that speaks S3, for portals on more than one machine. Loaded only where one is named."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.core.files import File
from storages.backends.s3 import S3Storage

from portal.core.storages import BucketAway


class BucketStorage(S3Storage):
    """Private, and nothing is ever written over. The names of files are random, so no two are given the same.

    The bucket has a file whole or not at all by itself. A file is fetched whole, too, before anybody is answered with
    it, so an answer never breaks off in the middle. Waits are short: a page says that the files are away, it doesn't
    hang.
    """

    CONNECT, READ, ATTEMPTS = 2, 10, 2
    """Seconds to be let in, seconds without a word, and how often in all a request is tried."""
    IN_MEMORY = 2**20
    """Bytes of a fetched file; a larger one lies in the folder for temporary files while it is read."""

    def __init__(self, **settings: Any) -> None:
        waits = Config(
            connect_timeout=self.CONNECT,
            read_timeout=self.READ,
            retries={"total_max_attempts": self.ATTEMPTS, "mode": "standard"},
            s3={"addressing_style": settings.pop("addressing_style", "auto")},
            signature_version="s3v4",
        )
        private = {"file_overwrite": False, "default_acl": None, "max_memory_size": self.IN_MEMORY}
        super().__init__(client_config=waits, **private | settings)

    def _open(self, name: str, mode: str = "rb") -> Any:
        with _bucket_answers():
            file = super()._open(name, mode)
            if "r" in mode:
                file.file  # noqa: B018  fetches it
            return file

    def _save(self, name: str, content: File[Any]) -> Any:
        with _bucket_answers():
            return super()._save(name, content)

    def delete(self, name: str) -> None:
        with _bucket_answers():
            super().delete(name)

    def exists(self, name: str) -> Any:
        with _bucket_answers():
            return super().exists(name)

    def listdir(self, path: str) -> Any:
        with _bucket_answers():
            return super().listdir(path)

    def size(self, name: str) -> Any:
        with _bucket_answers():
            return super().size(name)

    def answers(self) -> bool:
        """Can files be fetched and kept now? Asked by `/readyz`."""
        try:
            self.connection.meta.client.head_bucket(Bucket=self.bucket_name)
        except (BotoCoreError, ClientError):
            return False
        return True


@contextmanager
def _bucket_answers() -> Iterator[None]:
    """Whoever opens a file knows `OSError`, whatever keeps it."""
    try:
        yield
    except (BotoCoreError, ClientError) as error:
        raise BucketAway(f"The bucket does not answer as it should: {type(error).__name__}") from error
