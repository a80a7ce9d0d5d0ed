"""Whether the addresses of the sources still answer. The only module that goes online.

::

    found = check_links(atlas.sources, cache=Path("links.json"))
    [link for link in found if link.state is State.DEAD]
    missing_receipts(atlas.sources)     # sources without archived copy, day or checksum

Nothing calls this by itself: not the map, not the site, not a check of the data. Each
address is asked politely: one request at a time to a host, with a pause between them,
under a name that says what it is, without cookies or passwords, and no more of the
answer is read than is needed to see that there is one.

An address is **live** if it answers, **moved** if it answers somewhere else, **dead** if
the server says that it is gone or there is no server (while others answer: else it may
be the network), **timed out** if no whole answer came, and **unclear** if there is one
that does not show the page: 403, 429 or 500, a certificate that proves nothing,
redirects in a circle. Many servers keep programs out and let people in, which says
nothing about the page.
"""

from __future__ import annotations

import errno
import http.client
import ipaddress
import json
import re
import socket
import ssl
import string
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.error import URLError
from urllib.parse import quote, urljoin, urlsplit, urlunsplit
from urllib.request import (
    HTTPHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
)

from geo import __version__
from geo.errors import OutputError, os_words, shown, visible
from geo.writing import write_text

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "USER_AGENT",
    "Link",
    "Manners",
    "MissingReceipt",
    "State",
    "check_links",
    "missing_receipts",
]

USER_AGENT = f"tumen/{__version__} (tumen check-links: do cited sources still answer?)"
"""How requests introduce themselves."""


class State(StrEnum):
    """What became of an address."""

    LIVE = "live"
    MOVED = "moved"
    DEAD = "dead"
    TIMED_OUT = "timed-out"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Manners:
    """How patient and how polite the checker is. Times are in seconds."""

    timeout: float = 20.0
    """Longest wait for one whole answer, however slowly it drips in."""
    attempts: int = 3
    """Tries for an answer that may pass: no answer, 429, 5xx."""
    pause: float = 2.0
    """Least time between two requests to one host, and before a second try."""
    longest_pause: float = 60.0
    """A host that asks for a longer pause (``Retry-After``) is not asked again."""
    workers: int = 4
    """Hosts asked at the same time."""
    redirects: int = 10
    bytes_read: int = 65_536
    """Most bytes of a page that are read."""
    private: bool = False
    """Whether addresses of a private network or of this machine may be asked."""
    proxies: Mapping[str, str] | None = None
    """Proxy by scheme; those of the environment if left out."""


@dataclass(frozen=True, slots=True)
class Link:
    """What came of asking for the address of one source."""

    source: str
    url: str
    state: State
    status: int | None = None
    """HTTP status of the last answer; ``None`` if there was none."""
    final_url: str = ""
    """Where the answer came from, if elsewhere."""
    permanent: bool = False
    """Whether every redirect on the way was a permanent one (301, 308)."""
    reason: str = ""
    checked: str = ""
    """When, in UTC (``2026-11-21T08:00:00Z``)."""
    archived_url: str = ""
    archived_state: State | None = None
    """What came of asking for the archived copy; asked only if the address fails."""
    cached: bool = False
    """Whether the answer is an earlier one, out of the cache."""

    @property
    def best_url(self) -> str:
        """Address to open: the archived copy if there is one and the page is gone."""
        if self.state in (State.LIVE, State.MOVED) or not self.archived_url:
            return self.final_url or self.url
        gone = self.archived_state in (State.DEAD, State.TIMED_OUT)
        return self.url if gone else self.archived_url

    def __str__(self) -> str:
        """Give one line: source, state, address and why; safe to print."""
        where = f" → {self.final_url}" if self.final_url else ""
        why = f" ({self.reason})" if self.reason else ""
        copy = "; archived copy: " + self.archived_url
        copy = copy if self.best_url == self.archived_url else ""
        return visible(f"{self.source}: {self.state}: {self.url}{where}{why}{copy}")

    def as_dict(self) -> dict[str, str | int | bool | None]:
        """Give the fields for JSON; nothing is invisible."""
        held = asdict(self) | {"best_url": self.best_url}
        return {
            name: visible(str(value)) if isinstance(value, str) else value
            for name, value in held.items()
        }


@dataclass(frozen=True, slots=True)
class MissingReceipt:
    """What a source lacks that would let a reader see what was read."""

    source: str
    title: str
    missing: tuple[str, ...]
    """Of ``url``, ``archived_url``, ``captured_at``, ``sha256``."""

    def __str__(self) -> str:
        """Give one line; safe to print."""
        return visible(f"{self.source}: no {', no '.join(self.missing)}")


def missing_receipts(sources: pd.DataFrame) -> list[MissingReceipt]:
    """List sources without address, archived copy, day of capture or checksum.

    In the order of the table. Every source is looked at, cited and unread ones too.
    """
    names = ("url", "archived_url", "captured_at", "sha256")
    found = []
    for key, title, *cells in zip(
        sources["id"], sources["title"], *(sources[name] for name in names), strict=True
    ):
        missing = tuple(
            name for name, cell in zip(names, cells, strict=True) if not cell
        )
        if missing:
            found.append(MissingReceipt(str(key), str(title), missing))
    return found


def check_links(
    sources: pd.DataFrame,
    *,
    cache: Path | None = None,
    max_age_days: float = 7,
    manners: Manners | None = None,
    progress: Callable[[str], None] = lambda _: None,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> list[Link]:
    """Ask for the address of every source; in the order of the table.

    Sources without an address are left out; :func:`missing_receipts` lists them. An
    address that several sources share is asked for once. If it fails and the source
    names an archived copy, that is asked for too.

    Parameters
    ----------
    sources
        The table ``sources``, or some rows of it.
    cache
        File of earlier answers. Live, moved and dead ones younger than
        ``max_age_days`` are not asked for again. Written at the end, and when the run
        is stopped; the file appears whole or not at all.
    progress
        Told each address before it is asked for, from several threads.
    now
        The clock.

    Raises
    ------
    OutputError
        If ``cache`` cannot be written, or is a file of something else.
    """
    manners = manners or Manners()
    known = _read_cache(cache, now(), max_age_days) if cache else {}
    rows = [
        (str(key), str(url), str(archived))
        for key, url, archived in zip(
            sources["id"], sources["url"], sources["archived_url"], strict=True
        )
        if url
    ]
    asked = _Asked(dict(known), manners, progress, now)
    try:
        asked.ask(url for _, url, _ in rows)
        asked.ask(
            archived
            for _, url, archived in rows
            if archived and asked.answers[url].state not in (State.LIVE, State.MOVED)
        )
    finally:
        asked.settle()
        if cache:
            _write_cache(cache, asked.answers)
    found = []
    for key, url, archived in rows:
        link = replace(asked.answers[url], source=key, archived_url=archived)
        copy = asked.answers.get(archived)
        failed = link.state not in (State.LIVE, State.MOVED)
        if failed and copy is not None:
            link = replace(link, archived_state=copy.state)
        found.append(replace(link, cached=known.get(url) == asked.answers[url]))
    return found


# --- asking ---------------------------------------------------------------------------


@dataclass
class _Asked:
    """Answers by address, and the turns of the hosts."""

    answers: dict[str, Link]
    manners: Manners
    progress: Callable[[str], None]
    now: Callable[[], datetime]
    stop: threading.Event = field(default_factory=threading.Event)
    turns: dict[str, _Turn] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)
    heard: bool = False
    """Whether any server at all answered in this run."""
    fresh: set[str] = field(default_factory=set)
    """Addresses asked for in this run."""

    def ask(self, urls: Iterator[str]) -> None:
        """Ask for every address that is not answered yet: hosts side by side."""
        by_host: dict[str, list[str]] = {}
        for url in dict.fromkeys(urls):
            if url not in self.answers:
                by_host.setdefault(_host(url), []).append(url)
        with ThreadPoolExecutor(max(1, self.manners.workers)) as pool:
            jobs = [pool.submit(self._host, of_host) for of_host in by_host.values()]
            try:
                for job in jobs:
                    job.result()
            except BaseException:
                self.stop.set()
                pool.shutdown(wait=False, cancel_futures=True)
                raise

    def settle(self) -> None:
        """Take back that a host is gone if no other answered: it may be the network."""
        for url, link in self.answers.items():
            silent = link.state is State.DEAD and link.status is None
            if silent and not self.heard and url in self.fresh:
                why = f"{link.reason}, but nothing else answered: is there a network?"
                self.answers[url] = replace(link, state=State.UNCLEAR, reason=why)

    def _host(self, urls: list[str]) -> None:
        for url in urls:
            if self.stop.is_set():
                return
            self.progress(url)
            self.fresh.add(url)
            checked = self.now().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
            self.answers[url] = replace(self._patiently(url), checked=checked)

    def _patiently(self, url: str) -> Link:
        """Ask again while the answer is one that may pass."""
        link, wait = self._once(url)
        for attempt in range(1, max(1, self.manners.attempts)):
            if wait is None or wait > self.manners.longest_pause:
                break
            if self.stop.wait(max(wait, self.manners.pause * attempt)):
                break
            link, wait = self._once(url)
        return link

    def _once(self, url: str) -> tuple[Link, float | None]:
        """Ask once, along every redirect. A number is how long to wait and ask again."""
        at, permanent, seen = url, True, {url}
        for hop in range(self.manners.redirects + 1):
            try:
                with self._turn(_host(at)):
                    status, headers = _get(at, self.manners)
                self.heard = True
            except _FailedError as error:
                link = Link("", url, error.state, None, "", False, error.reason)
                return link, 0.0 if error.passing else None
            if status not in (301, 302, 303, 307, 308) or "location" not in headers:
                break
            permanent = permanent and status in (301, 308)
            target, why = _target(at, headers["location"])
            if target in seen:
                why = "redirects run in a circle"
            elif hop == self.manners.redirects:
                why = f"more than {self.manners.redirects} redirects"
            if why:
                return Link("", url, State.UNCLEAR, status, "", False, why), None
            seen.add(target)
            at = target
        link = _judged(url, at, status)
        if link.state is State.MOVED:
            link = replace(link, permanent=permanent)
        passing = status == 429 or status >= 500
        return link, _retry_after(headers) if passing else None

    @contextmanager
    def _turn(self, host: str) -> Iterator[None]:
        """Wait until ``host`` may be asked again, and hold it for the time of asking."""
        with self.lock:
            turn = self.turns.setdefault(host, _Turn())
        with turn.lock:
            self.stop.wait(max(0.0, turn.free_at - time.monotonic()))
            if self.stop.is_set():
                raise _FailedError(State.UNCLEAR, "the run was stopped")
            try:
                yield
            finally:
                turn.free_at = time.monotonic() + self.manners.pause


@dataclass
class _Turn:
    lock: threading.Lock = field(default_factory=threading.Lock)
    free_at: float = 0.0


def _judged(url: str, at: str, status: int) -> Link:
    """Say what the last answer means for the address."""
    elsewhere = at if _bare(at) != _bare(url) else ""
    if 200 <= status < 300:
        if not elsewhere:
            return Link("", url, State.LIVE, status)
        front = urlsplit(at).path in ("", "/") and urlsplit(url).path not in ("", "/")
        why = "ends at a front page; the document may be gone" if front else ""
        return Link("", url, State.MOVED, status, elsewhere, False, why)
    words = http.client.responses.get(status, "")
    why = f"{status} {words}".strip()
    state = State.DEAD if status in (404, 410) else State.UNCLEAR
    return Link("", url, state, status, elsewhere, False, why)


def _bare(url: str) -> str:
    """Address without what makes no difference to a server."""
    parts = urlsplit(_ascii(url))
    return urlunsplit(parts._replace(path=parts.path or "/", fragment=""))


def _host(url: str) -> str:
    with suppress(ValueError):
        return (urlsplit(url).hostname or "").lower()
    return ""


def _target(at: str, location: str) -> tuple[str, str]:
    """Where a redirect leads, and why it is not followed."""
    # Headers come as Latin-1; what was UTF-8 comes back by quoting its bytes.
    plain = quote(location.strip(), safe=string.punctuation, encoding="latin-1")
    try:
        target = urljoin(at, plain).partition("#")[0]
    except ValueError:
        return "", f"redirects to {shown(location)}, which is no address"
    why = _unfit(target)
    return target, f"redirects to {shown(location)}: {why}" if why else ""


def _unfit(url: str) -> str:
    """Say why ``url`` is not asked for; empty if it may be."""
    try:
        parts = urlsplit(url)
        port = parts.port
        host = (parts.hostname or "").encode("idna")
    except ValueError:
        return "no web address"
    if parts.scheme not in ("http", "https"):
        return "not http and not https"
    if not host or port == 0 or re.search(rb"[\x00-\x20\x7f]", host):
        return "no host"
    if parts.username is not None or parts.password is not None:
        return "a name or password in an address is not sent"
    return ""


def _ascii(url: str) -> str:
    """Address as it goes over the wire: no fragment, nothing but ASCII."""
    parts = urlsplit(url)
    host = (parts.hostname or "").encode("idna").decode("ascii")
    host = f"[{host}]" if ":" in host else host
    port = f":{parts.port}" if parts.port is not None else ""
    safe = string.punctuation
    return urlunsplit(
        (
            parts.scheme,
            f"{host}{port}",
            quote(parts.path, safe=safe),
            quote(parts.query, safe=safe),
            "",
        )
    )


def _retry_after(headers: Mapping[str, str]) -> float:
    """Seconds that a server asks to wait; a date counts as too long."""
    text = headers.get("retry-after", "").strip()
    if not text:
        return 0.0
    return float(text) if re.fullmatch("[0-9]{1,9}", text) else float("inf")


# --- one request ----------------------------------------------------------------------


class _FailedError(Exception):
    """No answer came; ``passing`` if one may come later."""

    def __init__(self, state: State, reason: str, *, passing: bool = False) -> None:
        super().__init__(reason)
        self.state = state
        self.reason = reason
        self.passing = passing


class _Watch:
    """Closes a connection that outlives its time, and looks whom it reached."""

    def __init__(self, seconds: float, *, private: bool) -> None:
        self.private = private
        self.late = False
        self._socket: socket.socket | None = None
        self._timer = threading.Timer(seconds, self._close)
        self._timer.daemon = True

    def __enter__(self) -> _Watch:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()

    def connect(self, *where: Any) -> socket.socket:
        """Connect; refuse a private network before anything is sent."""
        connection = socket.create_connection(*where)
        try:
            if not self.private:
                _refuse_private(connection)
        except BaseException:
            connection.close()
            raise
        self._socket = connection
        if self.late:
            self._close()
        return connection

    def _close(self) -> None:
        self.late = True
        if self._socket is not None:
            with suppress(OSError):  # the plain method: TLS is left as it is
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)


def _refuse_private(connection: socket.socket) -> None:
    peer = ipaddress.ip_address(connection.getpeername()[0].partition("%")[0])
    peer = getattr(peer, "ipv4_mapped", None) or peer
    if not peer.is_global:
        why = f"{peer} is an address of a private network"
        raise _FailedError(State.UNCLEAR, why)


class _HTTP(HTTPHandler):
    def __init__(self, watch: _Watch) -> None:
        super().__init__()
        self._watch = watch

    def http_open(self, req: Request) -> http.client.HTTPResponse:
        def connection(host: str, **options: Any) -> http.client.HTTPConnection:
            made = http.client.HTTPConnection(host, **options)
            made._create_connection = self._watch.connect  # type: ignore[attr-defined]
            return made

        return self.do_open(connection, req)


class _HTTPS(HTTPSHandler):
    def __init__(self, watch: _Watch) -> None:
        super().__init__()
        self._watch = watch

    def https_open(self, req: Request) -> http.client.HTTPResponse:
        def connection(host: str, **options: Any) -> http.client.HTTPConnection:
            made = http.client.HTTPSConnection(
                host, context=ssl.create_default_context(), **options
            )
            made._create_connection = self._watch.connect  # type: ignore[attr-defined]
            return made

        return self.do_open(connection, req)


def _get(url: str, manners: Manners) -> tuple[int, Mapping[str, str]]:
    """Ask for ``url`` alone: its status and headers (names in lower case).

    An opener of its own, with no handler for redirects, errors, files or passwords.
    """
    why = _unfit(url)
    if why:
        raise _FailedError(State.UNCLEAR, why)
    proxies = ProxyHandler(None if manners.proxies is None else {**manners.proxies})
    request = Request(  # noqa: S310 - http and https only, as _unfit says
        _ascii(url),
        headers={"User-Agent": USER_AGENT, "Accept": "*/*", "Connection": "close"},
    )
    # Behind a proxy, the address reached is the proxy's own.
    proxied = urlsplit(url).scheme in proxies.proxies  # type: ignore[attr-defined]
    with _Watch(manners.timeout, private=manners.private or proxied) as watch:
        opener = OpenerDirector()
        opener.add_handler(proxies)
        opener.add_handler(_HTTP(watch))
        opener.add_handler(_HTTPS(watch))
        try:
            with opener.open(request, timeout=manners.timeout) as answer:
                headers = {name.lower(): held for name, held in answer.headers.items()}
                answer.read(manners.bytes_read)
                if watch.late:
                    raise TimeoutError
                return answer.status, headers
        except _FailedError:
            raise
        except (OSError, http.client.HTTPException, ValueError) as error:
            late = TimeoutError() if watch.late else error
            raise _failure(late, manners) from None


_NO_HOST = frozenset(
    getattr(socket, name)
    for name in ("EAI_NONAME", "EAI_NODATA")
    if hasattr(socket, name)
)
_NO_WAY = frozenset({errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN})


def _failure(error: Exception, manners: Manners) -> _FailedError:
    """Say what a failed request means."""
    if isinstance(error, URLError) and isinstance(error.reason, Exception):
        error = error.reason
    if isinstance(error, TimeoutError):
        why = f"no whole answer within {manners.timeout:g} seconds"
        return _FailedError(State.TIMED_OUT, why, passing=True)
    if isinstance(error, ssl.SSLCertVerificationError):
        return _FailedError(State.UNCLEAR, f"TLS: {error.verify_message}")
    if isinstance(error, ssl.SSLError):
        return _FailedError(State.UNCLEAR, f"TLS: {error.reason or 'failed'}")
    if isinstance(error, socket.gaierror):
        if error.errno in _NO_HOST:
            return _FailedError(State.DEAD, "there is no such host")
        why = "its host cannot be looked up; is there a network?"
        return _FailedError(State.UNCLEAR, why, passing=True)
    if isinstance(error, ConnectionRefusedError):
        return _FailedError(State.DEAD, "the host refuses connections", passing=True)
    if isinstance(error, OSError) and error.errno in _NO_WAY:
        why = "no way to its host; is there a network?"
        return _FailedError(State.UNCLEAR, why, passing=True)
    if isinstance(error, http.client.HTTPException | ValueError):
        return _FailedError(State.UNCLEAR, "the answer is no HTTP", passing=True)
    why = os_words(error) if isinstance(error, OSError) else type(error).__name__
    return _FailedError(State.UNCLEAR, why, passing=True)


# --- the cache ------------------------------------------------------------------------

_FORMAT = "tumen-links-1"
_KEPT = ("status", "final_url", "permanent", "reason", "checked")
_LASTING = (State.LIVE, State.MOVED, State.DEAD)


def _read_cache(path: Path, now: datetime, max_age_days: float) -> dict[str, Link]:
    """Answers that still hold."""
    try:
        if not path.exists():
            return {}
        held = json.loads(path.read_bytes())
    except OSError as error:
        raise OutputError(f"{path}: cannot be read: {os_words(error)}") from None
    except (ValueError, RecursionError):
        held = None
    if not isinstance(held, dict) or held.get("format") != _FORMAT:
        raise OutputError(
            f"{path}: is no cache of 'tumen check-links'; name another file, or delete it"
        )
    entries = held.get("links")
    found: dict[str, Link] = {}
    for url, entry in entries.items() if isinstance(entries, dict) else ():
        link = _entry(url, entry)
        if link is not None and link.state in _LASTING:
            age = now - datetime.strptime(link.checked, "%Y-%m-%dT%H:%M:%S%z")
            if timedelta(0) <= age <= timedelta(days=max_age_days):
                found[url] = link
    return found


def _entry(url: str, entry: Any) -> Link | None:
    """Give one answer of the cache; ``None`` if it does not read as one."""
    try:
        link = Link("", url, State(entry["state"]), **{k: entry[k] for k in _KEPT})
        datetime.strptime(link.checked, "%Y-%m-%dT%H:%M:%S%z")
        texts = (link.final_url, link.reason)
        plain = all(isinstance(one, str) for one in texts)
        return link if plain and type(link.permanent) is bool else None
    except (KeyError, TypeError, ValueError):
        return None


def _write_cache(path: Path, answers: Mapping[str, Link]) -> None:
    links = {
        url: {"state": str(link.state)} | {name: getattr(link, name) for name in _KEPT}
        for url, link in sorted(answers.items())
    }
    text = json.dumps({"format": _FORMAT, "links": links}, ensure_ascii=False, indent=1)
    write_text(path, text + "\n", force=True)
