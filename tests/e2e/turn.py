"""A real coturn on loopback, with a certificate of its own for TLS."""

import datetime
import ipaddress
import secrets
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from .house import free_port

START_S = 20.0
HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Turn:
    """A running TURN server."""

    secret_file: Path
    urls: dict[str, str]
    """By how a browser reaches it: ``udp``, ``tcp``, ``tls``."""


@contextmanager
def open_turn(folder: Path) -> Iterator[Turn]:
    """Start coturn on free ports; stop it at the end."""
    port, tls_port = free_port(), free_port()
    secret = secrets.token_urlsafe(24)
    secret_file = folder / "turn-secret"
    secret_file.write_text(secret + "\n")
    certificate, key = _certificate(folder)
    settings = [
        f"listening-ip={HOST}",
        f"relay-ip={HOST}",
        f"listening-port={port}",
        f"tls-listening-port={tls_port}",
        *("use-auth-secret", f"static-auth-secret={secret}", "realm=turn.example.org"),
        *(f"cert={certificate}", f"pkey={key}"),
        # The relay is on loopback here, where a TURN server of the open net must let nobody go.
        *("allow-loopback-peers", "no-cli", "no-dtls", "fingerprint", "simple-log"),
        *(f"pidfile={folder}/turn.pid", f"userdb={folder}/turn.db", f"log-file={folder}/turn.log"),
    ]
    configuration = folder / "turnserver.conf"
    configuration.write_text("\n".join(settings) + "\n")
    with (folder / "turn.out").open("wb") as out:
        process = subprocess.Popen(["turnserver", "-c", str(configuration)], stdout=out, stderr=subprocess.STDOUT)
    try:
        for each in (port, tls_port):
            _wait_for(each, process)
        yield Turn(
            secret_file,
            {
                "udp": f"turn:{HOST}:{port}?transport=udp",
                "tcp": f"turn:{HOST}:{port}?transport=tcp",
                "tls": f"turns:{HOST}:{tls_port}?transport=tcp",
            },
        )
    finally:
        process.terminate()
        process.wait(10)


def _wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline and process.poll() is None:
        try:
            socket.create_connection((HOST, port), 1.0).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("coturn did not start")


def _certificate(folder: Path) -> tuple[Path, Path]:
    """A self-signed certificate for the host, good for a day."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(HOST))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    certificate_file, key_file = folder / "turn.crt", folder / "turn.key"
    certificate_file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    key_file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return certificate_file, key_file
