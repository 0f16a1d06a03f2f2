"""Asks pyca/cryptography the questions of a folder, and prints its version and the answers.

    pyca.py DIR
"""

import datetime
import functools
import pathlib
import sys

import cryptography
from cryptography import x509
from cryptography.x509 import verification

EPOCH = datetime.datetime(1970, 1, 1)


def main(folder):
    load = functools.cache(lambda name: x509.load_pem_x509_certificate((folder / name).read_bytes()))
    print(cryptography.__version__)
    for line in (folder / "questions").read_text().splitlines():
        leaf, root, seconds = line.split()
        try:
            at = EPOCH + datetime.timedelta(seconds=int(seconds))
        except OverflowError:
            print("cannot be asked")
            continue
        try:
            builder = verification.PolicyBuilder().store(verification.Store([load(root)])).time(at)
            builder.build_server_verifier(x509.DNSName("leaf.example")).verify(load(leaf), [])
            print("valid")
        except (verification.VerificationError, ValueError) as error:
            # Without the subject, and without what is said of every refusal.
            print(str(error).removeprefix("validation failed: ").partition(" (encountered processing ")[0])


main(pathlib.Path(sys.argv[1]))
