"""Files are fetched once each, a few at a time, the latest wanted first, and the latest are kept."""

from __future__ import annotations

import threading

import pytest

from loopwidgets.images import fetched as module
from loopwidgets.images.fetched import Fetched, FetchFailure


class Source:
    """Files that come when a test lets them; an address without a file fails."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.files: dict[str, bytes] = {}
        self.gates: dict[str, threading.Event] = {}
        self.began = threading.Semaphore(0)

    def hold(self, *addresses: str) -> None:
        self.gates.update((address, threading.Event()) for address in addresses)

    def let(self, *addresses: str) -> None:
        for address in addresses:
            self.gates[address].set()

    def __call__(self, address: str, seconds: float) -> bytes:
        self.asked.append(address)
        self.began.release()
        if address in self.gates:
            assert self.gates[address].wait(20)
        if address not in self.files:
            raise OSError(f"{address} is not there")
        return self.files[address]


@pytest.fixture
def source():
    return Source()


def test_a_file_is_fetched_once_and_kept(source):
    source.files["a"] = b"leaf"
    fetched = Fetched(source)
    assert fetched.get("a") is None
    assert [fetched.wait("a"), fetched.wait("a"), fetched.get("a")] == [b"leaf"] * 3
    assert source.asked == ["a"]


def test_wanting_returns_at_once_and_asks_once_however_often(source):
    source.files["a"] = b"leaf"
    source.hold("a")
    fetched = Fetched(source)
    fetched.want(["a"])
    fetched.want(["a", "a"])
    assert fetched.get("a") is None
    source.let("a")
    assert fetched.wait("a") == b"leaf"
    assert source.asked == ["a"]


def test_a_failure_is_kept_until_it_is_tried_again_or_stale(source, monkeypatch):
    fetched = Fetched(source)
    failure = fetched.wait("a")
    assert isinstance(failure, FetchFailure)
    assert failure.reason == "a is not there"
    source.files["a"] = b"leaf"
    assert fetched.wait("a") == failure
    fetched.want(["a"], again=True)
    assert fetched.wait("a") == b"leaf"
    assert isinstance(fetched.wait("b"), FetchFailure)
    source.files["b"] = b"bud"
    monkeypatch.setattr(module, "STALE", -1.0)
    assert fetched.wait("b") == b"bud"


def test_few_are_fetched_at_a_time_and_those_wanted_last_come_first(source, monkeypatch):
    monkeypatch.setattr(module, "AT_ONCE", 2)
    source.hold(*"abcdef")
    source.files = dict.fromkeys("abcdef", b"leaf")
    fetched = Fetched(source)
    fetched.want(list("abcd"))
    fetched.want(list("ef"))
    for _ in range(2):
        assert source.began.acquire(timeout=20)
    assert sorted(source.asked) == ["a", "b"]
    for done, follows in zip("abe", "efc", strict=True):
        source.let(done)
        assert source.began.acquire(timeout=20)
        assert source.asked[-1] == follows
    source.let(*"fcd")
    assert fetched.wait("d") == b"leaf"


def test_what_waits_already_comes_first_when_it_is_wanted_again(source, monkeypatch):
    monkeypatch.setattr(module, "AT_ONCE", 1)
    source.hold("a")
    source.files = dict.fromkeys("abcde", b"leaf")
    fetched = Fetched(source)
    fetched.want(list("abcd"))
    fetched.want(list("da"))
    fetched.want(["e"])
    fetched.want(list("dc"))
    source.let("a")
    for address in "adceb":
        assert fetched.wait(address) == b"leaf"
    assert source.asked == list("adceb")


def test_a_call_is_made_once_when_the_first_of_several_is_here(source):
    source.files = {"a": b"1", "b": b"2"}
    source.hold("a", "b")
    fetched = Fetched(source)
    assert not fetched.when_any(["a"], pytest.fail)  # nobody wanted it
    fetched.want(["a", "b"])
    calls: list[str] = []
    called = threading.Event()

    def work() -> None:
        calls.append(threading.current_thread().name)
        called.set()

    assert fetched.when_any(["a", "b"], work)
    source.let("b")
    assert called.wait(20)
    assert fetched.get("b") == b"2"
    source.let("a")
    assert fetched.wait("a") == b"1"
    assert calls == ["loopwidgets-fetching"]
    assert not fetched.when_any(["a", "b"], pytest.fail)


def test_a_file_that_takes_too_long_is_given_up_and_used_when_it_comes_after_all(
    source, monkeypatch
):
    monkeypatch.setattr(module, "SECONDS", 0.05)
    monkeypatch.setattr(module, "AT_ONCE", 1)
    source.files = {"https://example.org/a.png?key=1": b"leaf", "b": b"bud"}
    address = "https://example.org/a.png?key=1"
    source.hold(address)
    fetched = Fetched(source)
    failure = fetched.wait(address)
    assert isinstance(failure, FetchFailure)
    assert failure.reason == (
        "https://example.org/a.png can't be read: no answer within 0 seconds."
    )
    monkeypatch.setattr(module, "SECONDS", 20)
    assert fetched.wait("b") == b"bud"  # its place is free
    source.let(address)
    for thread in threading.enumerate():
        if thread.name == "loopwidgets-fetching":
            thread.join(20)
    assert fetched.get(address) == b"leaf"


def test_the_latest_files_are_kept_up_to_a_limit(source, monkeypatch):
    monkeypatch.setattr(module, "MOST_BYTES", 100)
    monkeypatch.setattr(module, "FEWEST", 2)
    source.files = {name: bytes(40) for name in "abc"} | {"large": bytes(1000)}
    fetched = Fetched(source)
    for name in "ab":
        fetched.wait(name)
    fetched.get("a")  # is used
    fetched.wait("c")
    assert [fetched.get(name) is None for name in "abc"] == [False, True, False]
    fetched.wait("large")
    assert [fetched.get(name) is None for name in ("a", "c", "large")] == [True, False, False]
