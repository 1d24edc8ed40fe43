"""Reads the file at an address: on the web, or in a store that fsspec knows.

It reads the addresses that it is given, and no other: a redirect leads to no private network. It keeps
nothing.
"""

from __future__ import annotations

import base64
import http.client
import ipaddress
import re
import socket
import ssl
import time
from importlib.metadata import PackageNotFoundError, version
from typing import Any
from urllib import error, parse, request

LARGEST = 100_000_000
"""The most bytes of a file that is read."""
MOST_REDIRECTS = 5
WEB = ("http", "https")
STORES = frozenset(
    re.findall(
        r"\w+",
        "abfs abfss adl az box dropbox ftp gcs gdrive github gs hdfs hf memory oci oss s3 s3a sftp smb ssh "
        "tos wandb webdav webhdfs",
    )
)
"""The schemes that are read by fsspec. Others of its schemes wrap further addresses, or run code."""

_LONGEST_SHOWN = 200
_CHUNK = 1 << 16
_SAFE = "%/:=&?~#+!$,;'@()*[]"
_BARE_PERCENT = re.compile(r"%(?![0-9a-fA-F]{2})")
_PAGE = re.compile(rb"^\s*(<!doctype\s+html|<html)", re.IGNORECASE)


class UnreachableError(Exception):
    """The reason why an address can't be read, in a sentence for the person."""


def read(address: str, seconds: float) -> bytes:
    """Return the file at an address.

    Parameters
    ----------
    address
        An address of the web or of a store. Others are refused.
    seconds
        The time limit. It holds for the web; a store has its own.

    Raises
    ------
    UnreachableError
        If it can't be read in time, or is larger than `LARGEST`.
    """
    scheme = address.partition("://")[0].lower()
    where = in_words(address)
    if scheme not in {*WEB, *STORES}:
        raise UnreachableError(
            f"{where} can't be read: expected an address that begins with https://, s3:// or gs://."
        )
    try:
        is_web = scheme in WEB
        raw = _from_web(address, seconds) if is_web else _from_store(address, scheme)
    except UnreachableError:
        raise
    except Exception as problem:
        raise UnreachableError(f"{where} can't be read: {_reason(problem, seconds)}.") from problem
    if _PAGE.match(raw):
        raise UnreachableError(f"{where} is a web page, not an image.")
    return raw


def in_words(address: str) -> str:
    """Return an address as it is shown: without a password, and without a query, which may be a key."""
    scheme, _, rest = address.partition("://")
    place = re.split(r"[?#]", rest, maxsplit=1)[0] if scheme.lower() in WEB else rest
    host, slash, path = place.partition("/")
    shown = f"{scheme}://{host.rpartition('@')[2]}{slash}{path}"
    return shown if len(shown) <= _LONGEST_SHOWN else f"{shown[:_LONGEST_SHOWN]}…"


def _reason(problem: Exception, seconds: float) -> str:
    inner = getattr(problem, "reason", None)
    if isinstance(problem, error.HTTPError) and 300 <= problem.code < 400:
        return "it redirects too often, or to an address that is not followed"
    if isinstance(problem, error.HTTPError):
        return f"the server answers {problem.code} {problem.reason}".rstrip()
    if isinstance(problem, TimeoutError) or isinstance(inner, TimeoutError):
        return f"no answer within {seconds:.0f} seconds"
    if isinstance(inner, ssl.SSLCertVerificationError):
        return f"its certificate is not valid ({inner.verify_message})"
    if isinstance(inner, socket.gaierror):
        return "its host is not known, or there is no network"
    if isinstance(inner, OSError):
        return inner.strerror or str(inner)
    return str(problem) or type(problem).__name__


# --- The web ---------------------------------------------------------------------------------------


def _from_web(address: str, seconds: float) -> bytes:
    until = time.monotonic() + seconds
    parts = parse.urlsplit(address)
    user, _, place = parts.netloc.rpartition("@")
    ascii_place = place if place.isascii() else place.encode("idna").decode()
    plain = parse.urlunsplit((parts.scheme, ascii_place, parts.path, parts.query, ""))
    quoted = _BARE_PERCENT.sub("%25", parse.quote(plain, safe=_SAFE))
    asked = request.Request(quoted)  # noqa: S310 - of the web only
    asked.add_header("User-Agent", _name_of_this())
    if user:
        secret = base64.b64encode(parse.unquote(user).encode()).decode()
        asked.add_unredirected_header("Authorization", f"Basic {secret}")
    named = asked.host.lower()
    opener = request.OpenerDirector()
    for handler in (
        request.ProxyHandler(),
        _Web(named),
        _Redirects(named),
        request.HTTPErrorProcessor(),
        request.HTTPDefaultErrorHandler(),
    ):
        opener.add_handler(handler)
    with opener.open(asked, timeout=seconds) as reply:
        return _until(reply, until)


def _until(reply: Any, until: float) -> bytes:
    """Return all of a reply; stop where it is too large, or too slow."""
    announced = reply.headers.get("Content-Length", "")
    if announced.isdecimal() and int(announced) > LARGEST:
        raise _too_large()
    raw = bytearray()
    while chunk := reply.read1(_CHUNK):
        raw += chunk
        if len(raw) > LARGEST:
            raise _too_large()
        if time.monotonic() > until:
            raise TimeoutError
    if announced.isdecimal() and len(raw) < int(announced):
        raise http.client.IncompleteRead(bytes(raw), int(announced) - len(raw))
    return bytes(raw)


def _too_large() -> ValueError:
    return ValueError(f"it is larger than {LARGEST / 1e6:.0f} MB")


class _Redirects(request.HTTPRedirectHandler):
    """Follows redirects on the web, but to no private address other than the host that the data names.

    Parameters
    ----------
    named
        The host that the data names, with its port if any.
    """

    max_redirections = MOST_REDIRECTS

    def __init__(self, named: str) -> None:
        self._named = named

    def redirect_request(  # noqa: PLR0917 - as its base class has it
        self, req: request.Request, fp: Any, code: int, msg: str, headers: Any, newurl: str
    ) -> request.Request | None:
        parts = parse.urlsplit(newurl)
        if parts.scheme not in WEB:
            raise error.HTTPError(req.full_url, code, msg, headers, fp)
        if parts.netloc.lower() != self._named and _is_private(parts.hostname or ""):
            raise _private(parts.hostname)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


class _Web(request.AbstractHTTPHandler):
    """Opens connections, and leaves a private address to which a redirect led before it asks there.

    The name of a host shows its address only when it is connected. With a proxy, the proxy connects.

    Parameters
    ----------
    named
        The host that the data names, with its port if any.
    """

    def __init__(self, named: str) -> None:
        super().__init__()
        self._named = named

    def http_open(self, asked: request.Request) -> Any:
        return self.do_open(self._connection(http.client.HTTPConnection, asked), asked)

    def https_open(self, asked: request.Request) -> Any:
        kind = self._connection(http.client.HTTPSConnection, asked)
        return self.do_open(kind, asked, context=ssl.create_default_context())

    http_request = https_request = request.AbstractHTTPHandler.do_request_

    def _connection(self, kind: type[http.client.HTTPConnection], asked: request.Request) -> Any:
        is_named = asked.host.lower() == self._named
        is_proxied = asked.has_proxy() or getattr(asked, "_tunnel_host", None) is not None
        if is_named or is_proxied:
            return kind

        class Checked(kind):  # type: ignore[misc, valid-type]
            def connect(self) -> None:
                super().connect()
                address = self.sock.getpeername()[0]
                if _is_private(address):
                    self.close()
                    raise _private(address)

        return Checked


def _private(host: str | None) -> UnreachableError:
    return UnreachableError(
        f"This address redirects to a private one ({host}), which is not followed. If you trust it, put the "
        "private address itself into the data."
    )


def _is_private(host: str) -> bool:
    """Return whether a host is an address of this machine or its network; False for a name."""
    if host.lower().rstrip(".") == "localhost":
        return True
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    inner = getattr(address, "ipv4_mapped", None) or getattr(address, "sixtofour", None)
    return not (inner or address).is_global


def _name_of_this() -> str:
    """Return the name that servers see; many refuse a program without a name."""
    try:
        return f"loopwidgets/{version('loopwidgets')} (image viewer)"
    except PackageNotFoundError:
        return "loopwidgets (image viewer)"


# --- Stores ----------------------------------------------------------------------------------------


def _from_store(address: str, scheme: str) -> bytes:
    if "::" in address:
        raise ValueError("addresses that are joined by :: are not read")
    try:
        from fsspec.core import url_to_fs
    except ImportError:
        raise UnreachableError(
            f"{scheme}:// is read by fsspec, which is not installed: pip install 'loopwidgets[remote]'"
        ) from None
    try:
        store, path = url_to_fs(address)  # type: ignore[no-untyped-call]
    except ImportError as problem:  # "Install s3fs to access S3"
        raise UnreachableError(f"{scheme}:// needs another library. {problem}.") from problem
    raw = bytes(store.cat_file(path, end=LARGEST + 1))
    if len(raw) > LARGEST:
        raise _too_large()
    return raw
