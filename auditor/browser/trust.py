"""Write the certificate database that makes Chromium trust a district's own authorities; needs no browser.

Chromium on Linux reads `~/.pki/nssdb` of the account it runs for. This runs as a child of its own
(`python -I -S trust.py FOLDER CA_FILE`), because the library that writes it keeps state in its process.
"""

from __future__ import annotations

import ctypes
import re
import ssl
import sys
from pathlib import Path

TRUSTED = b"CP,,"
"""Trusted to sign for web sites (C), and as a site's own certificate (P)."""


class _Trust(ctypes.Structure):
    _fields_ = [("ssl", ctypes.c_uint), ("mail", ctypes.c_uint), ("objects", ctypes.c_uint)]


def certificates(text: str) -> list[bytes]:
    """Return the certificates of a PEM file in DER."""
    blocks = re.findall(r"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----", text, re.S)
    return [ssl.PEM_cert_to_DER_cert(block) for block in blocks]


def add(folder: Path, authorities: list[bytes]) -> None:
    """Add authorities to the database in a folder, which is made where it is not there; raises OSError."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    nss, smime = ctypes.CDLL("libnss3.so"), ctypes.CDLL("libsmime3.so")
    handle, flags = ctypes.c_void_p, ctypes.POINTER(_Trust)
    nss.PK11_GetInternalKeySlot.restype = handle
    nss.PK11_NeedUserInit.argtypes = [handle]
    nss.PK11_InitPin.argtypes = [handle, ctypes.c_char_p, ctypes.c_char_p]
    nss.PK11_ImportCert.argtypes = [handle, handle, ctypes.c_ulong, ctypes.c_char_p, ctypes.c_int]
    nss.CERT_GetDefaultCertDB.restype = handle
    nss.CERT_DecodeTrustString.argtypes = [flags, ctypes.c_char_p]
    nss.CERT_ChangeCertTrust.argtypes = [handle, handle, flags]
    smime.CERT_DecodeCertFromPackage.restype = handle
    smime.CERT_DecodeCertFromPackage.argtypes = [ctypes.c_char_p, ctypes.c_int]
    if nss.NSS_InitReadWrite(b"sql:" + str(folder).encode()) != 0:
        raise OSError("the certificate database could not be opened")
    slot = nss.PK11_GetInternalKeySlot()
    if nss.PK11_NeedUserInit(slot):
        nss.PK11_InitPin(slot, None, b"")
    trust = _Trust()
    nss.CERT_DecodeTrustString(ctypes.byref(trust), TRUSTED)
    for number, der in enumerate(authorities, 1):
        certificate = smime.CERT_DecodeCertFromPackage(der, len(der))
        name = f"auditor {number}".encode()
        if not certificate or nss.PK11_ImportCert(slot, certificate, 0, name, 0) != 0:
            raise OSError(f"certificate {number} could not be read")
        if nss.CERT_ChangeCertTrust(nss.CERT_GetDefaultCertDB(), certificate, ctypes.byref(trust)) != 0:
            raise OSError(f"certificate {number} could not be trusted")
    nss.NSS_Shutdown()


if __name__ == "__main__":
    try:
        found = certificates(Path(sys.argv[2]).read_text("ascii", "replace"))
        if not found:
            raise OSError("it holds no certificate")
        add(Path(sys.argv[1]), found)
    except (OSError, AttributeError, ValueError) as fault:
        sys.exit(str(fault))
