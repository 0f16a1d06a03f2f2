"""Asks GnuTLS the questions of a folder, at their instants, and prints its version and the answers.

    gnutls.py DIR

certtool 3.7 has no option for the instant. The library can be given a clock.
"""

import ctypes
import pathlib
import sys

# Of gnutls_certificate_status_t.
STATUS = {1 << 6: "signer not found", 1 << 9: "not activated", 1 << 10: "expired"}
INVALID = 1 << 1
PEM = 1

gnutls = ctypes.CDLL("libgnutls.so.30")
gnutls.gnutls_check_version.restype = ctypes.c_char_p


class Datum(ctypes.Structure):
    _fields_ = [("data", ctypes.c_char_p), ("size", ctypes.c_uint)]


@ctypes.CFUNCTYPE(ctypes.c_int64, ctypes.POINTER(ctypes.c_int64))
def clock(_):
    return now


def load(path):
    text = path.read_bytes()
    certificate = ctypes.c_void_p()
    gnutls.gnutls_x509_crt_init(ctypes.byref(certificate))
    code = gnutls.gnutls_x509_crt_import(certificate, ctypes.byref(Datum(text, len(text))), PEM)
    return certificate if code == 0 else None


folder = pathlib.Path(sys.argv[1])
gnutls.gnutls_global_set_time_function(clock)
print(gnutls.gnutls_check_version(None).decode())
loaded = {}
for line in (folder / "questions").read_text().splitlines():
    leaf, root, at = line.split()
    now = int(at)
    pair = [loaded[name] if name in loaded else loaded.setdefault(name, load(folder / name)) for name in (leaf, root)]
    if None in pair:
        print("cannot read it")
        continue
    status = ctypes.c_uint()
    chain, trusted = (ctypes.byref(certificate) for certificate in pair)
    code = gnutls.gnutls_x509_crt_list_verify(chain, 1, trusted, 1, None, 0, 0, ctypes.byref(status))
    said = [STATUS.get(1 << bit, f"bit {bit}") for bit in range(32) if status.value & (1 << bit) and 1 << bit != INVALID]
    if code != 0:
        print(f"error {code}")
    elif not status.value & INVALID:
        print("valid" if not said else f"valid, but {', '.join(said)}")
    else:
        print(", ".join(said))
