import stat
import subprocess
import sys

from portal import log_files


def mode(path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_nobody_else_reads_a_log(tmp_path):
    log = tmp_path / "log" / "web.log"
    with log_files.open_private(log) as file:
        file.write(b"one\n")

    assert (mode(log.parent), mode(log)) == (0o700, 0o600)


def test_a_log_of_before_is_closed_to_others_and_goes_on(tmp_path):
    log = tmp_path / "web.log"
    log.write_text("one\n")
    log.chmod(0o644)
    with log_files.open_private(log) as file:
        file.write(b"two\n")

    assert (mode(log), log.read_text()) == (0o600, "one\ntwo\n")


def test_a_long_log_is_put_aside_while_somebody_writes_into_it(tmp_path):
    log = tmp_path / "web.log"
    with log_files.open_private(log) as file:
        writer = subprocess.Popen(
            [sys.executable, "-c", "import sys\nfor line in sys.stdin: print(line, end='', flush=True)"],
            stdin=subprocess.PIPE,
            stdout=file,
            text=True,
        )
    for word in ("first", "second", "third"):
        writer.stdin.write(f"{word}\n")
        writer.stdin.flush()
        while f"{word}\n" not in log.read_text():
            pass
        log_files.rotate(log, limit=1)
    writer.communicate("last\n")

    assert log.read_text() == "last\n"
    assert [(tmp_path / f"web.log.{n}").read_text() for n in (1, 2, 3)] == ["third\n", "second\n", "first\n"]
    assert {mode(path) for path in tmp_path.iterdir()} == {0o600}


def test_only_so_many_are_kept(tmp_path):
    log = tmp_path / "web.log"
    for number in range(9):
        with log_files.open_private(log) as file:
            file.write(f"{number}".encode())
        log_files.rotate(log, limit=1)

    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "web.log",
        *(f"web.log.{n}" for n in range(1, 6)),
    ]
    assert (tmp_path / "web.log.1").read_text() == "8"


def test_a_short_log_and_none_are_left(tmp_path):
    (tmp_path / "web.log").write_text("short")
    log_files.rotate(tmp_path / "web.log")
    log_files.rotate(tmp_path / "nothing.log")

    assert [path.name for path in tmp_path.iterdir()] == ["web.log"]
