"""Checks that strict verifiers accept certificates: OpenSSL, pyca/cryptography and pkilint.

    check.py DIR

Each folder in DIR is a case, and holds:

    root.pem    the trusted authority
    chain.pem   the authorities between the leaf and the root, the leaf's issuer first; none, if there is no such file
    leaf.pem    the certificate; there is none if the case is about an authority
    case        what to check, as lines of `key = value`, with comments after `#`

The keys of `case`:

    purpose = server        server, client, none (a leaf of any other use), or authority (the first of chain.pem, or
                            else the root, is checked itself)
    name = db.example.com   a DNS name or an IP address that a server is verified for; repeat it for more names
    at = 2026-06-01T00:00:00Z
                            the time of verification; OpenSSL counts notAfter itself as expired
    cabf = yes              apply the rules of the CA/Browser Forum for TLS servers, too
    allow = pkix.code # why
                            tolerate this finding of pkilint, for the given reason; repeat it for more
    san = no # why          the certificate of a client has no subjectAltName, which pyca requires by default
    pyca = no # why         pyca has no support for this, for the given reason

What is tolerated must occur. If a verifier learns to accept it, the line is to be deleted.
"""

import contextlib
import datetime
import io
import ipaddress
import json
import pathlib
import re
import subprocess
import sys
import tempfile
from importlib import metadata

import cryptography
from cryptography import x509
from cryptography.x509 import verification
from pkilint.bin import lint_cabf_serverauth_cert, lint_pkix_cert

PURPOSES = ("server", "client", "authority", "none")
FILES = {"root.pem", "chain.pem", "leaf.pem", "case"}
CERTIFICATE = re.compile(r"-----BEGIN CERTIFICATE-----\n.*?-----END CERTIFICATE-----\n", re.DOTALL)


class Malformed(Exception):
    """The case cannot be checked as it is written."""


class Refused(Exception):
    """A verifier does not accept what the case says it should."""


class Case:
    """One folder, read in full before anything is verified."""

    def __init__(self, folder):
        self.folder, self.name = folder, folder.name
        unknown = {path.name for path in folder.iterdir()} - FILES
        if unknown:
            raise Malformed(f"does not belong here: {', '.join(sorted(unknown))}")
        self.purpose, self.at, self.names, self.allowed = None, None, [], {}
        self.cabf, self.no_pyca, self.no_san = False, None, False
        self._read_keys()
        self.root = self._one("root.pem")
        self.chain = self._certificates("chain.pem") if (folder / "chain.pem").exists() else []
        if self.purpose == "authority":
            if (folder / "leaf.pem").exists():
                raise Malformed("has a leaf.pem, and is about an authority")
            self.target, self.above = (self.chain[0], self.chain[1:]) if self.chain else (self.root, [])
        else:
            self.target, self.above = self._one("leaf.pem"), self.chain
        # Each once: a root that is verified itself is the target, too.
        self.all = list(dict.fromkeys([self.target, *self.above, self.root]))

    def _read_keys(self):
        for number, line in enumerate(self._text("case").splitlines(), 1):
            text, _, reason = (part.strip() for part in line.partition("#"))
            if not text:
                continue
            key, equals, value = (part.strip() for part in text.partition("="))
            where = f"case, line {number}: `{line.strip()}`"
            if not equals or not value:
                raise Malformed(f"{where} is not `key = value`")
            if key in ("allow", "san", "pyca") and not reason:
                raise Malformed(f"{where} gives no reason after `#`")
            if key == "purpose" and value in PURPOSES and self.purpose is None:
                self.purpose = value
            elif key == "at" and self.at is None:
                try:
                    self.at = datetime.datetime.strptime(value, "%Y-%m-%dT%H:%M:%SZ")
                except ValueError as error:
                    raise Malformed(f"{where}: {error}") from None
            elif key == "name":
                self.names.append(value)
            elif key == "allow":
                self.allowed[value] = reason
            elif key == "cabf" and value == "yes":
                self.cabf = True
            elif key == "san" and value == "no":
                self.no_san = True
            elif key == "pyca" and value == "no":
                self.no_pyca = reason
            else:
                raise Malformed(f"{where} is unknown or said twice")
        if self.purpose is None or self.at is None:
            raise Malformed("case does not say `purpose` and `at`")
        if (self.purpose == "server") != bool(self.names):
            raise Malformed("`name` is for servers, and a server needs one")
        if self.no_san and self.purpose != "client":
            raise Malformed("`san = no` is for clients")

    def _text(self, name):
        try:
            return (self.folder / name).read_text(encoding="ascii")
        except FileNotFoundError:
            raise Malformed(f"has no {name}") from None
        except UnicodeDecodeError as error:
            raise Malformed(f"{name} is not ASCII: {error}") from None

    def _certificates(self, name):
        text = self._text(name)
        found = CERTIFICATE.findall(text)
        if not found or "".join(found) != text:
            raise Malformed(f"{name} holds something else than certificates")
        return found

    def _one(self, name):
        found = self._certificates(name)
        if len(found) != 1:
            raise Malformed(f"{name} holds {len(found)} certificates instead of one")
        return found[0]


def openssl(case, folder):
    """Has `openssl verify` check the target, once for each name."""
    arguments = ["openssl", "verify", "-x509_strict", "-auth_level", "2", "-check_ss_sig"]
    arguments += ["-no-CAfile", "-no-CApath", "-no-CAstore"]
    arguments += ["-attime", str(int(case.at.replace(tzinfo=datetime.timezone.utc).timestamp()))]
    arguments += {"server": ["-purpose", "sslserver"], "client": ["-purpose", "sslclient"]}.get(case.purpose, [])
    (folder / "target.pem").write_text(case.target)
    (folder / "root.pem").write_text(case.root)
    arguments += ["-trusted", folder / "root.pem"]
    if case.above:
        (folder / "above.pem").write_text("".join(case.above))
        arguments += ["-untrusted", folder / "above.pem"]
    for name in case.names or [None]:
        of_name = [] if name is None else ["-verify_ip" if address(name) else "-verify_hostname", name]
        done = subprocess.run([*arguments, *of_name, folder / "target.pem"], capture_output=True, text=True)
        if done.returncode != 0 or done.stdout.strip() != f"{folder / 'target.pem'}: OK":
            said = [line for line in done.stderr.splitlines() if re.match(r"error \d+ at ", line)]
            raise Refused(f"{name or case.purpose}: {' / '.join(said) or done.stderr.strip()}")
    if case.purpose == "authority":
        # The command above takes any target. This asks whether it may sign certificates; a warning after `Yes` is a no.
        arguments = ["openssl", "x509", "-noout", "-purpose", "-in", folder / "target.pem"]
        said = subprocess.run(arguments, capture_output=True, text=True, check=True).stdout.splitlines()
        if not {"SSL server CA : Yes", "SSL client CA : Yes"} & set(said):
            raise Refused("no authority of TLS servers or clients")
    return "accepted"


def pyca(case, _folder):
    """Has pyca/cryptography check the target, once for each name."""
    try:
        pyca_verify(case)
    except (verification.VerificationError, ValueError) as error:
        if case.no_pyca is None:
            raise Refused(str(error)) from None
        return f"refused, as expected: {case.no_pyca}"
    if case.no_pyca is not None:
        raise Refused("accepted, although the case says `pyca = no`: delete the line")
    return "accepted"


def pyca_verify(case):
    load = lambda pem: x509.load_pem_x509_certificate(pem.encode())
    target, above = load(case.target), [load(pem) for pem in case.above]
    builder = verification.PolicyBuilder().store(verification.Store([load(case.root)])).time(case.at)
    if case.purpose == "server":
        for name in case.names:
            ip = address(name)
            builder.build_server_verifier(x509.IPAddress(ip) if ip else x509.DNSName(name)).verify(target, above)
    else:
        # pyca verifies servers and clients alone. Other certificates pass for a client under the rules for their kind:
        # an authority's are those that hold for it in a chain.
        policy = verification.ExtensionPolicy
        kind = {"client": policy.webpki_defaults_ee, "authority": policy.webpki_defaults_ca, "none": policy.permit_all}
        of_target = kind[case.purpose]()
        if case.no_san:
            of_target = of_target.require_not_present(x509.SubjectAlternativeName)
        builder = builder.extension_policies(ca_policy=policy.webpki_defaults_ca(), ee_policy=of_target)
        builder.build_client_verifier().verify(target, above)


def pkilint(case, folder):
    """Lints every certificate of the case. What is less than an error is not asked for."""
    linters = [(lint_pkix_cert, [])] + ([(lint_cabf_serverauth_cert, ["--detect"])] if case.cabf else [])
    used, refused = set(), []
    for pem in case.all:
        subject = x509.load_pem_x509_certificate(pem.encode()).subject.rfc4514_string() or "the empty subject"
        path = folder / "lint.pem"
        path.write_text(pem)
        for linter, options in linters:
            for code, message in findings(linter, [*options, "--severity", "ERROR", "--format", "JSON", str(path)]):
                if code in case.allowed:
                    used.add(code)
                else:
                    refused.append(f"{subject}: {code}" + (f" ({message})" if message else ""))
    if refused:
        raise Refused(" / ".join(refused))
    unused = sorted(case.allowed.keys() - used)
    if unused:
        raise Refused(f"does not find what the case allows, so delete the line: {', '.join(unused)}")
    tolerated = "".join(f", but for {code}: {case.allowed[code]}" for code in sorted(used))
    return f"{len(case.all)} clean{' by the CA/Browser Forum too' if case.cabf else ''}{tolerated}"


def findings(linter, arguments):
    """Runs a linter's own program, and yields the code and the message of each finding."""
    out, err = io.StringIO(), io.StringIO()
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            count = linter.main(["lint", *arguments])
    except SystemExit:
        raise Refused(f"did not run: {err.getvalue().strip()}") from None
    if not out.getvalue():
        raise Refused(f"cannot read the certificate: {err.getvalue().strip()}")
    found = [
        (finding["code"], finding["message"])
        for result in json.loads(out.getvalue())["results"]
        for finding in result["finding_descriptions"]
    ]
    # The program counts what it found on a way of its own.
    if count != min(len(found), 255):
        raise Refused(f"counts {count} findings and lists {len(found)}")
    return found


def address(name):
    try:
        return ipaddress.ip_address(name)
    except ValueError:
        return None


def main(arguments):
    if len(arguments) != 1:
        sys.exit(__doc__)
    directory = pathlib.Path(arguments[0])
    if not directory.is_dir():
        sys.exit(f"error: {directory} is no folder")
    entries = sorted(directory.iterdir())
    if not entries:
        sys.exit(f"error: {directory} holds no case")

    verifiers = {"openssl": openssl, "pyca": pyca, "pkilint": pkilint}
    ran, failures = dict.fromkeys(verifiers, 0), 0
    width = max(len(entry.name) for entry in entries)
    for entry in entries:
        try:
            if not entry.is_dir():
                raise Malformed("is no folder")
            case = Case(entry)
        except Malformed as error:
            print(f"{entry.name:<{width}}  MALFORMED  {error}")
            failures += 1
            continue
        for name, verify in verifiers.items():
            with tempfile.TemporaryDirectory() as folder:
                try:
                    said = verify(case, pathlib.Path(folder))
                except Refused as error:
                    said = f"REFUSED  {error}"
                    failures += 1
            ran[name] += 1
            print(f"{entry.name:<{width}}  {name:<7}  {said}")

    version = subprocess.run(["openssl", "version"], capture_output=True, text=True, check=True).stdout.split()[1]
    print(
        f"\n{ran['openssl']} cases by OpenSSL {version}, {ran['pyca']} by pyca/cryptography {cryptography.__version__},"
        f" {ran['pkilint']} by pkilint {metadata.version('pkilint')}: {failures} failures"
    )
    if failures:
        sys.exit(1)


if __name__ == "__main__":
    main(sys.argv[1:])
