"""Nomad's Jobs HTTP API as a WSGI application."""
