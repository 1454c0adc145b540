"""Files in a bucket: kept, given back, missed and swept as those in a folder are, and never waited for long."""

import socket
from datetime import timedelta

import boto3
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from moto.server import ThreadedMotoServer

from matching.models import Document
from portal.core.buckets import BucketStorage
from portal.core.storages import BucketAway
from portal.core.unnamed_files import GRACE, Sweep, sweep_unnamed_files
from portal.settings.environment import media_storage
from tests.factories import make_talent


@pytest.fixture(scope="module")
def service():
    """The address of something that speaks S3."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def bucket(service, monkeypatch, settings):
    """The storage of a portal that is told of a bucket, and what the bucket holds."""
    told = {
        "MEDIA_BUCKET": "portal-files",
        "MEDIA_ENDPOINT": service,
        "MEDIA_REGION": "eu-central-1",
        "MEDIA_ACCESS_KEY": "key",
        "MEDIA_SECRET_KEY": "secret",
    }
    for name, value in told.items():
        monkeypatch.setenv(name, value)
    client = boto3.client(
        "s3",
        endpoint_url=service,
        region_name="eu-central-1",
        aws_access_key_id="key",
        aws_secret_access_key="secret",
    )
    client.create_bucket(
        Bucket="portal-files", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"}
    )
    settings.STORAGES = settings.STORAGES | {"default": media_storage()}
    yield client
    for each in client.list_objects_v2(Bucket="portal-files").get("Contents", []):
        client.delete_object(Bucket="portal-files", Key=each["Key"])
    client.delete_bucket(Bucket="portal-files")


def keys(client) -> list[str]:
    return [each["Key"] for each in client.list_objects_v2(Bucket="portal-files").get("Contents", [])]


def test_without_a_bucket_files_lie_in_the_folder(monkeypatch):
    monkeypatch.delenv("MEDIA_BUCKET", raising=False)
    assert media_storage() == {"BACKEND": "portal.core.storages.MediaStorage"}


def test_a_bucket_keeps_a_file_and_gives_it_back(bucket):
    name = default_storage.save("cv/one.pdf", ContentFile(b"whole" * 1000))
    assert keys(bucket) == ["cv/one.pdf"]
    with default_storage.open(name) as file:
        assert (file.read(), default_storage.size(name)) == (b"whole" * 1000, 5000)
    assert default_storage.listdir("cv") == ([], ["one.pdf"])
    default_storage.delete(name)
    assert (keys(bucket), default_storage.exists(name)) == ([], False)


def test_what_a_bucket_keeps_is_readable_by_nobody_else(bucket):
    default_storage.save("cv/one.pdf", ContentFile(b"whole"))
    grants = bucket.get_object_acl(Bucket="portal-files", Key="cv/one.pdf")["Grants"]
    assert [(grant["Grantee"]["Type"], grant["Permission"]) for grant in grants] == [
        ("CanonicalUser", "FULL_CONTROL")
    ]


def test_a_name_that_is_taken_in_a_bucket_is_never_written_over(bucket):
    first = default_storage.save("cv/one.pdf", ContentFile(b"first"))
    second = default_storage.save("cv/one.pdf", ContentFile(b"second"))
    assert first != second
    assert default_storage.open(first).read() == b"first"


def test_a_file_that_is_not_in_the_bucket_is_missed_as_one_on_the_disk_is(bucket):
    with pytest.raises(FileNotFoundError):
        default_storage.open("cv/none.pdf")
    with pytest.raises(FileNotFoundError):
        default_storage.size("cv/none.pdf")
    default_storage.delete("cv/none.pdf")


@pytest.mark.django_db
def test_files_in_a_bucket_go_when_no_row_names_them(bucket):
    document = Document(talent=make_talent(), title="CV")
    document.file.save("cv.pdf", ContentFile(b"%PDF"))
    default_storage.save(document.file.name.replace(".pdf", "-left.pdf"), ContentFile(b"%PDF"))
    now = timezone.now()
    assert sweep_unnamed_files(moment=now) == Sweep(named=1, waiting=1, deleted=0)
    assert sweep_unnamed_files(moment=now + GRACE + timedelta(minutes=1)).deleted == 1
    assert keys(bucket) == [document.file.name]


def test_a_bucket_that_is_away_is_told_as_what_every_file_can_fail_with(bucket, monkeypatch, settings):
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        monkeypatch.setenv("MEDIA_ENDPOINT", f"http://127.0.0.1:{nobody.getsockname()[1]}")
        settings.STORAGES = settings.STORAGES | {"default": media_storage()}
        for call in (
            lambda: default_storage.save("cv/one.pdf", ContentFile(b"whole")),
            lambda: default_storage.open("cv/one.pdf"),
            lambda: default_storage.delete("cv/one.pdf"),
            lambda: default_storage.exists("cv/one.pdf"),
            lambda: default_storage.listdir("cv"),
            lambda: default_storage.size("cv/one.pdf"),
        ):
            with pytest.raises(BucketAway):
                call()


@pytest.mark.django_db
def test_a_portal_whose_bucket_is_away_is_not_ready(bucket, monkeypatch, settings, client):
    assert client.get("/readyz").json()["files"]
    monkeypatch.setenv("MEDIA_BUCKET", "gone")
    settings.STORAGES = settings.STORAGES | {"default": media_storage()}
    assert not client.get("/readyz").json()["files"]


def test_a_bucket_that_refuses_is_away_too(bucket, monkeypatch, settings):
    monkeypatch.setenv("MEDIA_BUCKET", "somebody-elses")
    settings.STORAGES = settings.STORAGES | {"default": media_storage()}
    assert not default_storage.answers()
    with pytest.raises(BucketAway):
        default_storage.save("cv/one.pdf", ContentFile(b"whole"))


def test_nobody_waits_long_for_a_bucket():
    """A page has ten seconds; being let in is tried twice."""
    assert BucketStorage.CONNECT * BucketStorage.ATTEMPTS < 10
    client = BucketStorage(bucket_name="any", region_name="eu-central-1").connection.meta.client
    told = client.meta.config
    assert (told.connect_timeout, told.read_timeout) == (BucketStorage.CONNECT, BucketStorage.READ)
    assert told.retries["total_max_attempts"] == BucketStorage.ATTEMPTS
