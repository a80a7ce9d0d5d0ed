"""Do the addresses of the sources answer? Asked of a server inside this test."""

from __future__ import annotations

import ast
import http.server
import json
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest

import geo
from geo.errors import OutputError
from geo.links import (
    USER_AGENT,
    Link,
    Manners,
    State,
    check_links,
    missing_receipts,
)

QUICK = Manners(timeout=10, attempts=2, pause=0, workers=8, private=True, proxies={})
HASTY = replace(QUICK, timeout=0.3, attempts=1)
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


class _Server(http.server.ThreadingHTTPServer):
    """Answers as its paths say, and remembers what was asked."""

    daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answers)
        self.asked: list[tuple[str, float, dict[str, str]]] = []
        self.sent = 0
        self.over = threading.Event()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, *_) -> None:  # a client that hangs up is no failure here
        pass

    def times(self, path: str) -> int:
        return Counter(one for one, *_ in self.asked)[path]


class _Answers(http.server.BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        path = self.path
        self.server.asked.append((path, time.monotonic(), dict(self.headers)))
        redirects = {
            "/moved": (301, "/page"),
            "/chain": (302, "/chain-2"),
            "/chain-2": (307, "/page"),
            "/mixed": (301, "/chain-2"),
            "/mixed-too": (302, "/moved"),
            "/to-front": (302, "/"),
            "/loop": (302, "/loop-2"),
            "/loop-2": (302, "/loop"),
            "/self": (302, "/self"),
            "/endless": (302, f"/endless{len(self.server.asked)}"),
            "/to-file": (302, "file:///etc/passwd"),
            "/to-ftp": (301, "ftp://127.0.0.1/x"),
            "/to-password": (
                302,
                f"http://a:b@127.0.0.1:{self.server.server_port}/page",
            ),
            "/to-script": (302, "javascript:alert(1)"),
            "/to-nonsense": (302, "http://[broken"),
            "/to-utf8": (302, "/p\u00c3\u00a2ge"),  # the UTF-8 bytes of "pâge"
            "/nowhere-named": (302, ""),
        }
        if path.startswith("/endless"):
            path = "/endless"
        if path in redirects:
            status, location = redirects[path]
            self._answer(status, {"Location": location})
        elif path in ("/page", "/", "/p%C3%A2ge", "/page?q=%20a", "/shared"):
            self._answer(200)
        elif path == "/drips":
            self.send_response(200)
            self.end_headers()
            while not self.server.over.wait(0.05):
                self.wfile.write(b".")
        elif path == "/hangs":
            self.server.over.wait(5)
        elif path == "/large":
            self.send_response(200)
            self.send_header("Content-Length", str(10**9))
            self.end_headers()
            while not self.server.over.is_set():
                self.server.sent += self.wfile.write(b"x" * 65_536)
        elif path == "/stutters":
            self._answer(200 if self.server.times(path) > 1 else 500)
        elif path == "/wait":
            self._answer(429, {"Retry-After": "86400"})
        elif path == "/rubbish":
            self.wfile.write(b"\x00\x01 no HTTP at all\r\n\r\n")
            self.close_connection = True
        elif path[1:].isdigit():
            self._answer(int(path[1:]))
        else:
            self._answer(404)

    def _answer(self, status: int, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, *_) -> None:
        pass


def _serve(server: _Server):
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield server
    server.over.set()
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def server():
    yield from _serve(_Server())


def _sources(*urls: str, archived: str = "") -> pd.DataFrame:
    rows = [
        {"id": f"S{n}", "title": f"T{n}", "url": url, "archived_url": archived}
        for n, url in enumerate(urls)
    ]
    return pd.DataFrame(rows).assign(captured_at="", sha256="")


def _check(url: str, manners: Manners = QUICK, **options) -> Link:
    (link,) = check_links(_sources(url), manners=manners, **options)
    return link


@pytest.mark.parametrize(
    ("path", "state", "status", "final", "permanent"),
    [
        ("/page", State.LIVE, 200, "", False),
        ("/page#part-2", State.LIVE, 200, "", False),
        ("/page?q= a", State.LIVE, 200, "", False),
        ("/p\u00e2ge", State.LIVE, 200, "", False),
        ("/moved", State.MOVED, 200, "/page", True),
        ("/chain", State.MOVED, 200, "/page", False),
        ("/mixed", State.MOVED, 200, "/page", False),
        ("/mixed-too", State.MOVED, 200, "/page", False),
        ("/to-utf8", State.MOVED, 200, "/p%C3%A2ge", False),
        ("/to-front", State.MOVED, 200, "/", False),
        ("/404", State.DEAD, 404, "", False),
        ("/410", State.DEAD, 410, "", False),
        ("/401", State.UNCLEAR, 401, "", False),
        ("/403", State.UNCLEAR, 403, "", False),
        ("/500", State.UNCLEAR, 500, "", False),
        ("/304", State.UNCLEAR, 304, "", False),
        ("/loop", State.UNCLEAR, 302, "", False),
        ("/self", State.UNCLEAR, 302, "", False),
        ("/endless", State.UNCLEAR, 302, "", False),
        ("/rubbish", State.UNCLEAR, None, "", False),
        ("/hangs", State.TIMED_OUT, None, "", False),
        ("/drips", State.TIMED_OUT, None, "", False),
    ],
)
def test_each_answer_has_its_word(server, path, state, status, final, permanent):
    manners = HASTY if state is State.TIMED_OUT else QUICK
    link = _check(server.address + path, manners)
    assert (link.state, link.status, link.permanent) == (state, status, permanent)
    assert link.final_url == (server.address + final if final else "")
    assert link.checked.endswith("Z")
    assert bool(link.reason) is (state not in (State.LIVE, State.MOVED)) or final == "/"


@pytest.mark.parametrize(
    "path", ["/to-file", "/to-ftp", "/to-password", "/to-script", "/to-nonsense"]
)
def test_a_redirect_to_anything_but_plain_http_is_not_followed(server, path):
    link = _check(server.address + path)
    assert link.state is State.UNCLEAR
    assert "redirects to" in link.reason
    assert [one for one, *_ in server.asked] == [path]


@pytest.mark.parametrize(
    "url",
    [
        "ftp://127.0.0.1/x",
        "http://a:b@127.0.0.1/",
        "http://",
        "http://127.0.0.1:0/",
        "http://127.0.0.1:99999/",
        "http://[/",
        "http://exa mple/",
        "http://.example/",
    ],
)
def test_an_address_that_may_not_be_asked_is_not(url):
    link = _check(url)
    assert link.state is State.UNCLEAR
    assert link.reason


def test_a_server_error_is_asked_again_and_a_missing_page_is_not(server):
    assert _check(f"{server.address}/stutters").state is State.LIVE
    assert server.times("/stutters") == 2
    _check(f"{server.address}/404")
    assert server.times("/404") == 1
    _check(f"{server.address}/503")
    assert server.times("/503") == 2


def test_an_answer_that_did_not_come_is_asked_for_again(server):
    _check(f"{server.address}/hangs", replace(HASTY, attempts=3))
    assert server.times("/hangs") == 3


def test_a_circle_is_noticed_at_once_and_a_long_way_in_the_end(server):
    assert "circle" in _check(f"{server.address}/loop").reason
    assert [one for one, *_ in server.asked] == ["/loop", "/loop-2"]
    manners = replace(QUICK, redirects=3)
    assert _check(f"{server.address}/endless", manners).reason == (
        "more than 3 redirects"
    )
    assert len(server.asked) == 2 + 4


def test_a_server_that_asks_for_a_long_pause_is_left_alone(server):
    assert _check(f"{server.address}/wait").state is State.UNCLEAR
    assert server.times("/wait") == 1


def test_a_host_that_nobody_serves_is_dead_only_if_another_answers(server, tmp_path):
    cache = tmp_path / "links.json"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        silent = f"http://127.0.0.1:{free.getsockname()[1]}/"
    alone = _check(silent, cache=cache)
    assert alone.state is State.UNCLEAR
    assert alone.reason.endswith("nothing else answered: is there a network?")
    # An earlier answer out of the cache says nothing about the network of today.
    _check(f"{server.address}/page", cache=cache)
    urls = (silent, f"{server.address}/page", f"{server.address}/404")
    two = check_links(_sources(*urls[:2]), cache=cache, manners=QUICK)
    assert [one.state for one in two] == [State.UNCLEAR, State.LIVE]
    three = check_links(_sources(*urls), cache=cache, manners=QUICK)
    assert [one.state for one in three] == [State.DEAD, State.LIVE, State.DEAD]
    # A host once found dead while others answered stays so in the cache.
    assert _check(silent, cache=cache).cached


@pytest.mark.parametrize(
    ("number", "state"),
    [(socket.EAI_NONAME, State.DEAD), (socket.EAI_AGAIN, State.UNCLEAR)],
)
def test_being_offline_makes_no_link_dead(server, monkeypatch, number, state):
    plain = socket.getaddrinfo

    def looked_up(host, *rest, **named):
        if host == "127.0.0.1":
            return plain(host, *rest, **named)
        raise socket.gaierror(number, "no answer")

    monkeypatch.setattr(socket, "getaddrinfo", looked_up)
    nowhere = "http://no-such-host.invalid/"
    assert _check(nowhere).state is State.UNCLEAR
    page = f"{server.address}/page"
    online = check_links(_sources(nowhere, page), manners=QUICK)
    assert [one.state for one in online] == [state, State.LIVE]


def test_no_more_of_a_page_is_read_than_needed(server):
    began = time.monotonic()
    link = _check(f"{server.address}/large")
    assert link.state is State.LIVE
    assert time.monotonic() - began < 5
    assert server.sent < 50_000_000  # of a billion: what fits into the pipes between


def test_requests_say_who_asks_and_carry_nothing_else(server):
    _check(f"{server.address}/page")
    headers = {name.lower(): held for name, held in server.asked[0][2].items()}
    assert headers["user-agent"] == USER_AGENT
    assert "tumen" in USER_AGENT
    assert not {"cookie", "authorization", "referer"} & set(headers)


def test_a_host_is_asked_one_at_a_time_with_a_pause(server):
    urls = [f"{server.address}/page?n={n}" for n in range(4)]
    manners = Manners(timeout=2, pause=0.1, workers=8, private=True, proxies={})
    check_links(_sources(*urls), manners=manners)
    times = [at for _, at, _ in server.asked]
    assert len(times) == 4
    assert all(b - a > 0.09 for a, b in pairwise(times))


def test_an_address_that_sources_share_is_asked_once_and_empty_ones_never(server):
    page = f"{server.address}/shared"
    links = check_links(_sources(page, "", page), manners=QUICK)
    assert [one.source for one in links] == ["S0", "S2"]
    assert {one.state for one in links} == {State.LIVE}
    assert server.times("/shared") == 1


def test_an_archived_copy_is_asked_for_and_preferred_only_if_the_page_is_gone(server):
    copy = f"{server.address}/page"
    dead, live = check_links(
        _sources(f"{server.address}/404", f"{server.address}/", archived=copy),
        manners=QUICK,
    )
    assert (dead.state, dead.archived_state) == (State.DEAD, State.LIVE)
    assert dead.best_url == copy
    assert str(dead).endswith(f"; archived copy: {copy}")
    assert (live.archived_state, live.best_url) == (None, f"{server.address}/")
    both = check_links(
        _sources(f"{server.address}/404", archived=f"{server.address}/410"),
        manners=QUICK,
    )
    assert both[0].best_url == f"{server.address}/404"


def test_a_private_network_is_not_asked_unless_told(server):
    closed = Manners(timeout=1, attempts=1, pause=0, proxies={})
    link = _check(f"{server.address}/page", closed)
    assert link.state is State.UNCLEAR
    assert link.reason == "127.0.0.1 is an address of a private network"
    assert server.asked == []


def test_a_proxy_is_asked_in_place_of_the_host(server):
    manners = Manners(timeout=1, pause=0, proxies={"http": server.address})
    link = _check("http://example.invalid/page", manners)
    assert server.asked[0][0] == "http://example.invalid/page"
    assert link.status == 404  # the proxy of this test knows paths only


@pytest.mark.skipif(shutil.which("openssl") is None, reason="needs openssl")
def test_a_certificate_that_proves_nothing_is_an_error_of_its_own(tmp_path):
    subprocess.run(
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes"
        " -days 2 -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1"
        f" -keyout {tmp_path}/key.pem -out {tmp_path}/cert.pem".split(),
        check=True,
        capture_output=True,
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")
    server = _Server()
    server.socket = context.wrap_socket(server.socket, server_side=True)
    for _ in _serve(server):
        link = _check(f"https://127.0.0.1:{server.server_port}/page")
        assert link.state is State.UNCLEAR
        assert link.reason.startswith("TLS: self")
        assert server.asked == []


def test_a_plain_server_behind_https_ends_in_time(server):
    link = _check(server.address.replace("http:", "https:") + "/page")
    assert link.state is State.UNCLEAR
    assert link.reason.startswith("TLS: ")


def test_a_handshake_that_never_ends_is_timed_out():
    with socket.create_server(("127.0.0.1", 0)) as silent:
        began = time.monotonic()
        link = _check(f"https://127.0.0.1:{silent.getsockname()[1]}/", HASTY)
        assert link.state is State.TIMED_OUT
        assert time.monotonic() - began < 5


# --- the cache ------------------------------------------------------------------------


def test_an_answer_is_kept_for_a_week_and_then_asked_for_again(server, tmp_path):
    cache = tmp_path / "links.json"
    url = f"{server.address}/page"
    first = _check(url, cache=cache, now=lambda: NOON)
    assert (first.cached, first.checked) == (False, "2026-11-21T12:00:00Z")
    again = _check(url, cache=cache, now=lambda: NOON + timedelta(days=6.9))
    assert (again.cached, again.checked) == (True, "2026-11-21T12:00:00Z")
    assert server.times("/page") == 1
    late = _check(url, cache=cache, now=lambda: NOON + timedelta(days=7.1))
    assert (late.cached, server.times("/page")) == (False, 2)
    # A clock that was set back proves nothing about age.
    _check(url, cache=cache, now=lambda: NOON)
    assert server.times("/page") == 3


def test_an_answer_that_may_pass_is_not_kept(server, tmp_path):
    cache = tmp_path / "links.json"
    for _ in range(2):
        _check(f"{server.address}/403", cache=cache)
    assert server.times("/403") == 2


def test_a_run_over_some_sources_keeps_the_answers_of_the_others(server, tmp_path):
    cache = tmp_path / "links.json"
    _check(f"{server.address}/page", cache=cache)
    _check(f"{server.address}/", cache=cache)
    assert set(json.loads(cache.read_text())["links"]) == {
        f"{server.address}/page",
        f"{server.address}/",
    }
    assert [one.name for one in tmp_path.iterdir()] == ["links.json"]


@pytest.mark.parametrize(
    "content", ["years of work", "{}", '{"format": 1}', "[" * 9999]
)
def test_a_file_of_the_users_is_never_taken_for_a_cache(tmp_path, content):
    cache = tmp_path / "thesis.txt"
    cache.write_text(content)
    with pytest.raises(OutputError, match="is no cache"):
        _check("http://127.0.0.1:1/", cache=cache)
    assert cache.read_text() == content


def test_broken_entries_of_a_cache_are_asked_for_again(server, tmp_path):
    cache = tmp_path / "links.json"
    url = f"{server.address}/page"
    good = {"state": "live", "status": 200, "final_url": "", "permanent": False}
    good |= {"reason": "", "checked": "2026-11-21T12:00:00Z"}
    entries = [None, [], {}, good | {"state": "fine"}, good | {"checked": "today"}]
    entries += [good | {"checked": None}, good | {"final_url": 5}]
    for entry in entries:
        held = {"format": "tumen-links-1", "links": {url: entry}}
        cache.write_text(json.dumps(held))
        assert not _check(url, cache=cache, now=lambda: NOON).cached


def test_a_stopped_run_keeps_what_it_has(server, tmp_path):
    cache = tmp_path / "links.json"

    def stop(url: str) -> None:
        if url.endswith("/404"):
            raise KeyboardInterrupt

    urls = (f"{server.address}/page", f"{server.address}/404")
    with pytest.raises(KeyboardInterrupt):
        check_links(_sources(*urls), cache=cache, manners=QUICK, progress=stop)
    assert list(json.loads(cache.read_text())["links"]) == [urls[0]]


# --- receipts, and who may go online --------------------------------------------------


def test_sources_without_copy_day_or_checksum_are_listed_not_hidden():
    sources = _sources("http://a.example/", "", "http://b.example/")
    sources.loc[2, ["archived_url", "captured_at", "sha256"]] = ["http://c", "d", "e"]
    found = missing_receipts(sources)
    assert [(one.source, one.missing) for one in found] == [
        ("S0", ("archived_url", "captured_at", "sha256")),
        ("S1", ("url", "archived_url", "captured_at", "sha256")),
    ]
    assert str(found[0]) == "S0: no archived_url, no captured_at, no sha256"


def test_the_table_of_sources_is_taken_as_it_is(small):
    sources = geo.open_atlas(small).sources
    (found,) = missing_receipts(sources)
    assert found.source == "REPORT-1"
    assert "url" not in found.missing


def test_what_is_printed_cannot_steer_a_terminal():
    link = Link("S\x1b[2J", "http://x/\u202e", State.DEAD, reason="\x07")
    assert str(link) == "S\\x1b[2J: dead: http://x/\\u202e (\\x07)"
    assert not set(json.dumps(link.as_dict(), ensure_ascii=False)) & set(
        "\x1b\u202e\x07"
    )


ONLINE = {"asyncio", "ftplib", "http", "requests", "httpx", "socket", "urllib.request"}


def test_no_other_module_of_the_package_can_go_online_or_calls_this_one():
    folder = Path(geo.__file__).parent
    found: dict[str, set[str]] = {}
    for path in folder.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = []
            if isinstance(node, ast.Import):
                names = [one.name for one in node.names]
            elif isinstance(node, ast.ImportFrom) and node.module:
                names = [node.module, *(f"{node.module}.{a.name}" for a in node.names)]
            for name in names:
                if {name, name.partition(".")[0]} & ONLINE or name == "geo.links":
                    found.setdefault(path.name, set()).add(name)
    found.pop("links.py")
    commands = {name for name in found if name.endswith("cli.py")}
    assert set(found) == commands, found
    for name in commands:
        assert all(one.startswith("geo.links") for one in found[name]), found
