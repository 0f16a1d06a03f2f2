"""Has pkilint look at every leaf of a folder and at one that is wrong, and prints its version and what it finds.

    lint.py DIR
"""

import pathlib
import sys
from importlib import metadata

sys.path.append(str(pathlib.Path(__file__).parent.parent / "strict"))

from check import Refused, findings, lint_pkix_cert


def main(folder):
    print(metadata.version("pkilint"))
    for name in [*(folder / "leaves").read_text().splitlines(), "wrong.pem"]:
        try:
            found = findings(lint_pkix_cert, ["--severity", "ERROR", "--format", "JSON", str(folder / name)])
        except Refused as error:
            print(error)
            continue
        print("clean" if not found else ", ".join(sorted({code for code, _ in found})))


main(pathlib.Path(sys.argv[1]))
