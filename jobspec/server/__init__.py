"""Nomad's Jobs HTTP API as a WSGI application."""

from jobspec.server.start import create_app as create_app

__all__ = ["create_app"]
