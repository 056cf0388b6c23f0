"""Faults of the network in plain words."""

import socket
import ssl

import aiohttp
import pytest

from feeds.fetch.network import describe_fault, describe_status


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (socket.gaierror(-2, "secret"), "not known"),
        (ssl.SSLCertVerificationError(1, "secret"), "certificate"),
        (ssl.SSLError(1, "secret"), "protected"),
        (ConnectionRefusedError(111, "secret"), "refuses"),
        (ConnectionResetError(104, "secret"), "broke"),
        (aiohttp.ServerDisconnectedError("secret"), "broke"),
        (aiohttp.ClientPayloadError("secret"), "broke"),
        (aiohttp.InvalidURL("http://secret/"), "malformed"),
        (OSError(101, "secret"), "can't be reached"),
        (ValueError("secret"), "no proper HTTP"),
        (aiohttp.ClientError("secret"), "can't be reached"),
    ],
)
def test_each_fault_has_its_sentence_and_shows_nothing_of_its_own_text(error: Exception, words: str) -> None:
    sentence = describe_fault(error, "example.org")
    assert words in sentence
    assert "secret" not in sentence
    assert sentence.endswith(".")


@pytest.mark.parametrize("status", [204, 206, 304, 400, 401, 403, 404, 407, 410, 418, 429, 451, 500, 503, 599, 999])
def test_each_status_has_its_sentence(status: int) -> None:
    sentence = describe_status(status)
    assert str(status) in sentence
    assert sentence.endswith(".")
