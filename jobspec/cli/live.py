"""A live cluster's HTTP API as the reference's command line finds it: address, token, TLS, several calls at a time."""

from __future__ import annotations

import argparse
import base64
import json
import os
import ssl
import sys
import threading
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from jobspec.cli.arguments import flag, option

ATTEMPTS = 4
CALLS_AT_A_TIME = 8
TIMEOUT_SECONDS = 30.0


class LiveError(Exception):
    """The cluster could not be asked, or answered with an error."""


class Settings(NamedTuple):
    """How to reach a cluster."""

    address: str
    token: str
    namespace: str
    region: str
    http_auth: str
    ca_cert: str
    ca_path: str
    client_cert: str
    client_key: str
    tls_server_name: str
    tls_skip_verify: bool


_VARIABLES = {
    "address": ("NOMAD_ADDR", "http://127.0.0.1:4646", "the server's address"),
    "token": ("NOMAD_TOKEN", "", "the ACL token"),
    "namespace": ("NOMAD_NAMESPACE", "*", "the namespace; * for all"),
    "region": ("NOMAD_REGION", "", "the region"),
    "ca-cert": ("NOMAD_CACERT", "", "a file of certificates to trust"),
    "ca-path": ("NOMAD_CAPATH", "", "a folder of certificates to trust"),
    "client-cert": ("NOMAD_CLIENT_CERT", "", "our certificate"),
    "client-key": ("NOMAD_CLIENT_KEY", "", "our certificate's key"),
    "tls-server-name": ("NOMAD_TLS_SERVER_NAME", "", "the name the server's certificate must have"),
}


def add_live_options(parser: argparse.ArgumentParser) -> None:
    """Declare the address, token and TLS options; each falls back to the variable that the reference's CLI reads."""
    for name, (variable, default, meaning) in _VARIABLES.items():
        shown = f", else {default}" if default else ""
        option(parser, name, metavar="VALUE", help=f"{meaning} (default: {variable}{shown})")
    flag(parser, "tls-skip-verify", help="do not check the server's certificate (default: NOMAD_SKIP_VERIFY)")


def live_settings(options: argparse.Namespace, environ: Mapping[str, str]) -> Settings:
    """The settings of a call: its options first, then the environment, then the defaults."""
    values = {
        name.replace("-", "_"): getattr(options, name.replace("-", "_")) or environ.get(variable) or default
        for name, (variable, default, _) in _VARIABLES.items()
    }
    skip = options.tls_skip_verify or environ.get("NOMAD_SKIP_VERIFY", "").lower() in ("1", "t", "true")
    return Settings(**values, http_auth=environ.get("NOMAD_HTTP_AUTH", ""), tls_skip_verify=skip)


class Cluster:
    """Asks one cluster; each thread keeps a connection of its own."""

    def __init__(self, settings: Settings, *, progress: bool = False) -> None:
        self.settings = settings
        self.progress = progress
        self._parts = urlsplit(settings.address if "://" in settings.address else f"http://{settings.address}")
        self._context = _tls_context(settings) if self._parts.scheme == "https" else None
        self._local = threading.local()
        self._connections: list[HTTPConnection] = []

    def __enter__(self) -> Cluster:
        return self

    def __exit__(self, *_: object) -> None:
        for connection in self._connections:
            connection.close()

    def ask(self, path: str) -> Any:
        """The decoded answer to a GET; passing failures are tried again. Raises `LiveError`."""
        for attempt in range(1, ATTEMPTS + 1):
            try:
                status, body = self._get(path)
            except (OSError, HTTPException) as error:
                self._local.connection = None
                if attempt == ATTEMPTS or isinstance(error, ssl.SSLCertVerificationError):
                    raise LiveError(f"{self.settings.address}{path}: {error}") from error
            else:
                if status < 400:
                    return _decoded(path, body)
                if (status < 500 and status != 429) or attempt == ATTEMPTS:
                    raise LiveError(f"{self.settings.address}{path}: {status}: {body.decode(errors='replace').strip()}")
            time.sleep(0.2 * 2**attempt)
        raise LiveError(path)

    def ask_all(self, title: str, paths: list[str]) -> list[Any]:
        """The answers to many GETs in their order, with a progress bar on a terminal."""
        answers: list[Any] = []
        with ThreadPoolExecutor(CALLS_AT_A_TIME) as pool:
            pending = [pool.submit(self.ask, path) for path in paths]
            try:
                for done, future in enumerate(pending, 1):
                    answers.append(future.result())
                    self._show(title, done, len(paths))
            except LiveError:
                pool.shutdown(cancel_futures=True)
                raise
        return answers

    def _get(self, path: str) -> tuple[int, bytes]:
        connection = getattr(self._local, "connection", None) or self._connect()
        self._local.connection = connection
        region = f"{'&' if '?' in path else '?'}region={self.settings.region}" if self.settings.region else ""
        connection.request("GET", self._parts.path.rstrip("/") + path + region, headers=self._headers())
        response = connection.getresponse()
        return response.status, response.read()

    def _connect(self) -> HTTPConnection:
        host, port = self._parts.hostname or "127.0.0.1", self._parts.port
        connection = (
            HTTPConnection(host, port or 80, timeout=TIMEOUT_SECONDS)
            if self._context is None
            else HTTPSConnection(host, port or 443, timeout=TIMEOUT_SECONDS, context=self._context)
        )
        self._connections.append(connection)
        return connection

    def _headers(self) -> dict[str, str]:
        headers = {"Accept": "application/json"}
        if self.settings.token:
            headers["X-Nomad-Token"] = self.settings.token
        if self.settings.http_auth:
            headers["Authorization"] = "Basic " + base64.b64encode(self.settings.http_auth.encode()).decode()
        return headers

    def _show(self, title: str, done: int, total: int) -> None:
        if self.progress and (done == total or done % 20 == 0):
            width = 30 * done // total
            bar = "#" * width + "." * (30 - width)
            print(
                f"\r{title:<12} [{bar}] {done}/{total}", end="\n" if done == total else "", file=sys.stderr, flush=True
            )


def _tls_context(settings: Settings) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=settings.ca_cert or None, capath=settings.ca_path or None)
    if settings.client_cert:
        context.load_cert_chain(settings.client_cert, settings.client_key or None)
    if settings.tls_skip_verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def _decoded(path: str, body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError as error:
        raise LiveError(f"{path}: the answer is not JSON: {error}") from error


def on_terminal() -> bool:
    """Whether progress has somebody to look at it."""
    return sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
