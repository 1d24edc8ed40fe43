"""Reading a file at an address: within limits, and only where the data sends the kernel."""

from __future__ import annotations

import time

import fsspec
import pytest

from loopwidgets.images import remote
from loopwidgets.images.remote import UnreachableError, in_words, read
from tests.web import serving

LEAF = b"\x89PNG leaf"


@pytest.fixture
def web(monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    with serving() as started:
        started.files["/leaf.png"] = LEAF
        yield started


def why(address, seconds=5.0):
    with pytest.raises(UnreachableError) as raised:
        read(address, seconds)
    return str(raised.value)


def test_a_file_on_the_web_is_read(web):
    assert read(web.at("/leaf.png"), 5) == LEAF
    assert web.headers[0]["User-Agent"].startswith("loopwidgets")


def test_names_and_queries_that_are_no_plain_characters_are_asked_for(web):
    web.files["/two%20leaves%C3%A9.png"] = LEAF
    assert read(web.at("/two leavesé.png?size=1 2#part"), 5) == LEAF
    assert read(web.at("/two%20leaves%C3%A9.png"), 5) == LEAF
    assert web.asked == ["/two%20leaves%C3%A9.png?size=1%202", "/two%20leaves%C3%A9.png"]
    web.files["/100%25.png"] = LEAF
    assert read(web.at("/100%.png"), 5) == LEAF


def test_a_name_and_a_password_go_to_their_own_host_and_are_never_shown(web):
    address = web.at("/leaf.png", "asha:s%40cret@127.0.0.1")
    assert read(address, 5) == LEAF
    assert web.headers[0]["Authorization"] == "Basic YXNoYTpzQGNyZXQ="
    web.moved["/there.png"] = web.at("/leaf.png", "127.0.0.1")
    gone = why(web.at("/gone.png?key=secret", "asha:s%40cret@127.0.0.1"))
    assert gone == f"{web.at('/gone.png')} can't be read: the server answers 404 Not Found."


@pytest.mark.parametrize("status", [401, 403, 404, 410, 429, 500, 503])
def test_a_refusal_is_a_sentence(web, status):
    web.status["/leaf.png"] = status
    assert f"the server answers {status}" in why(web.at("/leaf.png"))


def test_a_server_that_is_not_there_is_a_sentence(web):
    port = web.port
    assert "refused" in why("http://127.0.0.1:1/leaf.png").lower()
    assert "its host is not known" in why("http://nowhere.invalid/leaf.png")
    assert "can't be read" in why(f"https://127.0.0.1:{port}/leaf.png")  # it speaks no TLS
    assert "can't be read" in why("http://[broken/leaf.png")


def test_a_slow_server_has_a_time_limit(web):
    web.free.clear()
    began = time.monotonic()
    assert "no answer within" in why(web.at("/leaf.png"), seconds=0.2)
    assert time.monotonic() - began < 5


def test_a_large_file_is_not_read_to_its_end(web, monkeypatch):
    monkeypatch.setattr(remote, "LARGEST", 1000)
    web.files["/large.png"] = bytes(1001)
    assert "it is larger than 0 MB" in why(web.at("/large.png"))
    web.files["/fits.png"] = bytes(1000)
    assert len(read(web.at("/fits.png"), 5)) == 1000


def test_a_web_page_is_no_image(web):
    web.files["/page.png"] = b"\n<!DOCTYPE html><html>not found</html>"
    assert "is a web page, not an image" in why(web.at("/page.png"))


# --- Where a redirect leads ------------------------------------------------------------------------


def test_a_redirect_on_the_host_that_the_data_names_is_followed(web):
    web.moved["/old.png"] = "/leaf.png"
    web.moved["/older.png"] = web.at("/old.png")
    assert read(web.at("/older.png"), 5) == LEAF


@pytest.mark.parametrize(
    "target",
    [
        "http://localhost:{port}/leaf.png",
        "http://LOCALHOST.:{port}/leaf.png",
        "http://127.0.0.2:{port}/leaf.png",
        "http://127.1:{port}/leaf.png",
        "http://2130706433:{port}/leaf.png",
        "http://0.0.0.0:{port}/leaf.png",
        "http://[::1]:{port}/leaf.png",
        "http://[::ffff:127.0.0.2]:{port}/leaf.png",
        "http://169.254.169.254/latest/meta-data",
        "http://10.0.0.1/leaf.png",
        "http://192.168.1.1/leaf.png",
    ],
)
def test_a_redirect_to_a_private_address_is_not_followed(web, target):
    web.moved["/trap.png"] = target.format(port=web.port)
    assert "redirects to a private one" in why(web.at("/trap.png"), seconds=3)
    assert web.asked == ["/trap.png"]


def test_a_name_that_leads_to_a_private_address_is_left_before_anything_is_asked(web, monkeypatch):
    """As a host that changes its address between two look-ups would."""
    web.moved["/trap.png"] = f"http://rebound.example:{web.port}/leaf.png"
    look_up = remote.socket.getaddrinfo
    monkeypatch.setattr(
        remote.socket,
        "getaddrinfo",
        lambda host, *rest, **more: look_up(
            "127.0.0.1" if host == "rebound.example" else host, *rest, **more
        ),
    )
    assert "redirects to a private one (127.0.0.1)" in why(web.at("/trap.png"))
    assert web.asked == ["/trap.png"]


@pytest.mark.parametrize(
    "target", ["file:///etc/passwd", "ftp://127.0.0.1/leaf.png", "data:image/png;base64,aaaa"]
)
def test_a_redirect_leaves_the_web_never(web, target):
    web.moved["/trap.png"] = target
    assert "an address that is not followed" in why(web.at("/trap.png"))


def test_redirects_in_a_circle_end(web):
    web.moved["/a.png"], web.moved["/b.png"] = "/b.png", "/a.png"
    assert "can't be read" in why(web.at("/a.png"))
    assert len(web.asked) < 12


def test_the_system_s_proxy_is_asked_and_leads_to_no_private_address(web, monkeypatch):
    monkeypatch.setenv("http_proxy", web.at(""))
    monkeypatch.setenv("no_proxy", "")
    web.files["http://photos.example/leaf.png"] = LEAF
    assert read("http://photos.example/leaf.png", 5) == LEAF
    web.moved["http://photos.example/trap.png"] = "http://169.254.169.254/latest"
    assert "redirects to a private one" in why("http://photos.example/trap.png")
    web.moved["http://photos.example/old.png"] = "http://other.example/leaf.png"
    web.files["http://other.example/leaf.png"] = LEAF
    assert read("http://photos.example/old.png", 5) == LEAF


def test_a_password_does_not_follow_a_redirect(web, monkeypatch):
    monkeypatch.setenv("http_proxy", web.at(""))
    monkeypatch.setenv("no_proxy", "")
    web.moved["http://photos.example/old.png"] = "http://other.example/leaf.png"
    web.files["http://other.example/leaf.png"] = LEAF
    assert read("http://asha:secret@photos.example/old.png", 5) == LEAF
    assert ["Authorization" in headers for headers in web.headers] == [True, False]


# --- Stores ----------------------------------------------------------------------------------------


def test_a_file_in_a_store_is_read_by_fsspec(monkeypatch):
    store = fsspec.filesystem("memory")
    store.pipe("/photos/leaf 1.png", LEAF)
    assert read("memory://photos/leaf 1.png", 5) == LEAF
    assert "memory://photos/gone.png can't be read" in why("memory://photos/gone.png")
    monkeypatch.setattr(remote, "LARGEST", 4)
    assert "it is larger than" in why("memory://photos/leaf 1.png")


def test_a_store_whose_library_is_missing_names_it():
    assert "s3fs" in why("s3://bucket/leaf.png")
    assert "gcsfs" in why("gs://bucket/leaf.png")


def test_without_fsspec_the_extra_is_named(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "fsspec.core", None)
    assert "pip install 'loopwidgets[remote]'" in why("memory://photos/leaf.png")


@pytest.mark.parametrize(
    "address",
    [
        "reference://x/leaf.png",
        "simplecache::memory://photos/leaf.png",
        "memory://photos/a.zip::memory://leaf.png",
        "jupyter://localhost/leaf.png",
        "python://os/leaf.png",
    ],
)
def test_addresses_that_wrap_others_or_run_code_are_refused(address):
    assert "can't be read" in why(address)


def test_an_address_is_shown_without_its_query_and_its_password():
    assert in_words("https://a:b@example.org/x.png?sig=1#z") == "https://example.org/x.png"
    assert in_words("s3://bucket/what?.png") == "s3://bucket/what?.png"
    assert len(in_words(f"https://example.org/{'x' * 500}")) < 250
