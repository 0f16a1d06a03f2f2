//! Writes certificates, as users mint them, for the strict verifiers of `.ci/strict/minted`.
//!
//! `NOTAFTER_STRICT_DIR` names the folder to write into. Without it they go to a temporary folder, and what is written is
//! still read back. `.ci/strict/check.py` describes the files.

use std::{
    env,
    error::Error,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use notafter::{
    LeapDayPolicy, Lifetime, Profile, Validity,
    mint::{
        self, Authority, CertificationRequest, Grant, Minted,
        rcgen::{
            self, CertificateParams, CrlDistributionPoint, CustomExtension, DnType, DnValue, ExtendedKeyUsagePurpose,
            KeyPair, KeyUsagePurpose,
        },
    },
};
use time::{UtcDateTime, macros::utc_datetime};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

const NOW: UtcDateTime = utc_datetime!(2026-01-01 00:00:00);

const ONE_YEAR: Profile = Profile::new(Lifetime::years(1, LeapDayPolicy::Clamp));
const TEN_YEARS: Profile = Profile::new(Lifetime::years(10, LeapDayPolicy::Clamp));

/// Said by pkilint of names that have one label.
const ONE_LABEL: &str = "allow = pkix.invalid_domain_name_syntax # a host's name of one label";
/// What is to be deleted if certificates of clients get a subjectAltName.
const NO_ALTERNATIVE_NAME: &str = "san = no # a client is named by its subject";

/// The folder with a folder for each case.
struct Cases {
    folder: PathBuf,
}

impl Cases {
    /// An empty folder.
    fn new() -> Result<Self> {
        let folder = match env::var_os("NOTAFTER_STRICT_DIR") {
            Some(given) => given.into(),
            None => Path::new(env!("CARGO_TARGET_TMPDIR")).join("strict"),
        };
        if env::var_os("NOTAFTER_STRICT_DIR").is_none() && folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        fs::create_dir_all(&folder)?;
        assert_eq!(fs::read_dir(&folder)?.count(), 0, "{} is empty", folder.display());
        Ok(Self { folder })
    }

    /// A case that is verified a second before the end of `validity`: OpenSSL counts notAfter as expired.
    fn write(&self, name: &str, files: &[(&str, &str)], validity: Validity, lines: &[&str]) -> Result<()> {
        let folder = self.folder.join(name);
        fs::create_dir(&folder)?;
        for (file, pem) in files {
            fs::write(folder.join(file), pem)?;
        }
        let at = Validity::new(validity.not_before(), validity.not_after() - time::Duration::SECOND)?.to_string();
        let at = at.split_once('/').map(|(_, last)| format!("at = {last}")).ok_or("no interval")?;
        fs::write(folder.join("case"), [lines, &[&at, ""]].concat().join("\n"))?;

        for (file, _) in files {
            let text = fs::read(folder.join(file))?;
            let certificates = pem::parse_many(text)?;
            assert!(!certificates.is_empty(), "{name}: {file} holds a certificate");
            for certificate in certificates {
                let read = Validity::from_certificate_der(certificate.contents())?;
                assert!(read.covers(&validity), "{name}: {file} is valid in {read}, and in all of {validity}");
            }
        }
        Ok(())
    }

    /// A leaf that `root` signed itself.
    fn leaf(&self, name: &str, leaf: &Minted, root: &Authority<KeyPair>, lines: &[&str]) -> Result<()> {
        self.write(name, &[("leaf.pem", &leaf.to_pem()), ("root.pem", &root.to_pem())], leaf.validity(), lines)
    }

    /// A leaf of an authority under `root`.
    fn chain(
        &self,
        name: &str,
        leaf: &Minted,
        sub: &Authority<KeyPair>,
        root: &Authority<KeyPair>,
        lines: &[&str],
    ) -> Result<()> {
        let files = [("leaf.pem", &*leaf.to_pem()), ("chain.pem", &sub.chain_to_pem()), ("root.pem", &root.to_pem())];
        self.write(name, &files, leaf.validity(), lines)
    }
}

#[test]
fn certificates_for_strict_verifiers_are_written_and_read_back() -> Result<()> {
    let cases = Cases::new()?;
    readme(&cases)?;
    names(&cases)?;
    authorities(&cases)?;
    requests(&cases)?;
    algorithms(&cases)?;
    dates(&cases)?;
    public(&cases)
}

fn root(now: UtcDateTime) -> Result<Authority<KeyPair>> {
    Ok(Authority::self_signed(&TEN_YEARS, mint::authority("Example Root"), KeyPair::generate()?, now)?)
}

/// What the README and the examples mint.
fn readme(cases: &Cases) -> Result<()> {
    let localhost = ONE_YEAR.self_signed(mint::server(["localhost"])?, &KeyPair::generate()?, NOW)?;
    let pem = localhost.to_pem();
    let lines = ["purpose = server", "name = localhost", ONE_LABEL];
    cases.write("readme-localhost", &[("leaf.pem", &pem), ("root.pem", &pem)], localhost.validity(), &lines)?;

    let (root, week) = (root(NOW)?, Profile::new(Lifetime::days(7)));
    let service = week.signed_by(mint::server(["svc.internal"])?, &KeyPair::generate()?, &root, NOW)?;
    cases.leaf("readme-service", &service, &root, &["purpose = server", "name = svc.internal"])?;

    let localhost = ONE_YEAR.signed_by(mint::server(["localhost"])?, &KeyPair::generate()?, &root, NOW)?;
    cases.leaf("example-localhost", &localhost, &root, &["purpose = server", "name = localhost", ONE_LABEL])
}

/// Servers by the kinds of their names, and a client.
fn names(cases: &Cases) -> Result<()> {
    let root = root(NOW)?;
    let servers: [(&str, &[&str]); 6] = [
        ("server-dns", &["db.example.com"]),
        ("server-dns-twice", &["db.example.com", "db.example.org"]),
        ("server-ipv4", &["10.0.0.1"]),
        ("server-ipv6", &["2001:db8::1"]),
        ("server-dns-ip", &["db.example.com", "10.0.0.1", "2001:db8::1"]),
        // More than the 64 characters that a common name can hold.
        ("server-long", &["a-name-of-a-database.in-a-cluster-of-a-team.in-a-region.of-a-company.example.com"]),
    ];
    for (case, names) in servers {
        let leaf = ONE_YEAR.signed_by(mint::server(names.iter().copied())?, &KeyPair::generate()?, &root, NOW)?;
        let names: Vec<String> = names.iter().map(|name| format!("name = {name}")).collect();
        let lines: Vec<&str> = ["purpose = server"].into_iter().chain(names.iter().map(String::as_str)).collect();
        cases.leaf(case, &leaf, &root, &lines)?;
    }

    let wildcard = ONE_YEAR.signed_by(mint::server(["*.example.com"])?, &KeyPair::generate()?, &root, NOW)?;
    let allow = "allow = pkix.invalid_domain_name_syntax # RFC 5280 leaves wildcards to those who use them";
    cases.leaf("server-wildcard", &wildcard, &root, &["purpose = server", "name = db.example.com", allow])?;

    let client = ONE_YEAR.signed_by(mint::client("alice"), &KeyPair::generate()?, &root, NOW)?;
    cases.leaf("client", &client, &root, &["purpose = client", NO_ALTERNATIVE_NAME])
}

/// Authorities, one and two below the root, and what they sign.
fn authorities(cases: &Cases) -> Result<()> {
    let root = root(NOW)?;
    cases.write("root", &[("root.pem", &root.to_pem())], root.validity(), &["purpose = authority"])?;

    let five_years = Profile::new(Lifetime::years(5, LeapDayPolicy::Clamp));
    let sub = Authority::signed_by(&five_years, mint::authority("Example Sub"), KeyPair::generate()?, &root, NOW)?;
    let files = [("chain.pem", &*sub.chain_to_pem()), ("root.pem", &root.to_pem())];
    cases.write("sub", &files, sub.validity(), &["purpose = authority"])?;

    let two_years = Profile::new(Lifetime::years(2, LeapDayPolicy::Clamp));
    let subsub = Authority::signed_by(&two_years, mint::authority("Example Team"), KeyPair::generate()?, &sub, NOW)?;
    let files = [("chain.pem", &*subsub.chain_to_pem()), ("root.pem", &root.to_pem())];
    cases.write("sub-sub", &files, subsub.validity(), &["purpose = authority"])?;

    for (case, issuer) in [("under-sub", &sub), ("under-sub-sub", &subsub)] {
        let server = ONE_YEAR.signed_by(mint::server(["db.example.com"])?, &KeyPair::generate()?, issuer, NOW)?;
        let lines = ["purpose = server", "name = db.example.com"];
        cases.chain(&format!("server-{case}"), &server, issuer, &root, &lines)?;
        let client = ONE_YEAR.signed_by(mint::client("alice"), &KeyPair::generate()?, issuer, NOW)?;
        cases.chain(&format!("client-{case}"), &client, issuer, &root, &["purpose = client", NO_ALTERNATIVE_NAME])?;
    }
    Ok(())
}

/// A leaf for a request, as a host sends it.
fn requests(cases: &Cases) -> Result<()> {
    let mut params = CertificateParams::new(["db.example.com".to_owned(), "10.0.0.1".to_owned()])?;
    // Without this, rcgen asks for a subject that is the same in every request.
    params.distinguished_name = rcgen::DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, "db.example.com");
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    let sent = params.serialize_request(&KeyPair::generate()?)?;
    let request = CertificationRequest::from_der(sent.der())?;
    let root = root(NOW)?;
    let leaf = ONE_YEAR.signed_request(&request, &Grant::new(), &root, NOW)?;
    cases.leaf("request", &leaf, &root, &["purpose = server", "name = db.example.com", "name = 10.0.0.1"])
}

/// Each algorithm, for the root and the leaf.
fn algorithms(cases: &Cases) -> Result<()> {
    let elliptic = [
        ("p256", &rcgen::PKCS_ECDSA_P256_SHA256, &[][..]),
        ("p384", &rcgen::PKCS_ECDSA_P384_SHA384, &[]),
        ("ed25519", &rcgen::PKCS_ED25519, &["pyca = no # Ed25519 is not among the keys of the Web PKI"]),
    ];
    for (name, given, more) in elliptic {
        algorithm(cases, name, || Ok(KeyPair::generate_for(given)?), more)?;
    }
    // ring signs with RSA, and makes no such keys. The step that verifies has OpenSSL.
    if env::var_os("NOTAFTER_STRICT_DIR").is_some() {
        algorithm(cases, "rsa", rsa, &[])?;
    }
    Ok(())
}

fn algorithm(cases: &Cases, name: &str, key: impl Fn() -> Result<KeyPair>, more: &[&str]) -> Result<()> {
    let root = Authority::self_signed(&TEN_YEARS, mint::authority("Example Root"), key()?, NOW)?;
    let leaf = ONE_YEAR.signed_by(mint::server(["db.example.com"])?, &key()?, &root, NOW)?;
    let lines = [&["purpose = server", "name = db.example.com"], more].concat();
    cases.leaf(&format!("key-{name}"), &leaf, &root, &lines)
}

fn rsa() -> Result<KeyPair> {
    let made = Command::new("openssl").args(["genpkey", "-algorithm", "RSA"]).output()?;
    if !made.status.success() {
        return Err(String::from_utf8_lossy(&made.stderr).into());
    }
    Ok(KeyPair::from_pem(&String::from_utf8(made.stdout)?)?)
}

/// Leap days, the last second of UTCTime, and the first of GeneralizedTime.
fn dates(cases: &Cases) -> Result<()> {
    for (name, now) in [
        ("2012-02-29", utc_datetime!(2012-02-29 00:00:00)),
        ("2028-02-29", utc_datetime!(2028-02-29 00:00:00)),
        ("2049-01-01", utc_datetime!(2049-01-01 00:00:00)),
        ("2049-12-31", utc_datetime!(2049-12-31 23:59:59)),
        ("2050-01-01", utc_datetime!(2050-01-01 00:00:00)),
        ("2096-02-29", utc_datetime!(2096-02-29 00:00:00)),
    ] {
        let root = root(now)?;
        let leaf = ONE_YEAR.signed_by(mint::server(["db.example.com"])?, &KeyPair::generate()?, &root, now)?;
        cases.leaf(&format!("date-{name}"), &leaf, &root, &["purpose = server", "name = db.example.com"])?;
    }
    Ok(())
}

/// What a public authority has to add for the CA/Browser Forum's rules.
fn public(cases: &Cases) -> Result<()> {
    let mut params = mint::authority("Example Root");
    // The order is prescribed, the common name at the end. So is the type of the country, which rcgen leaves to the caller.
    let mut name = rcgen::DistinguishedName::new();
    name.push(DnType::CountryName, DnValue::PrintableString("US".try_into()?));
    name.push(DnType::OrganizationName, "Example");
    name.push(DnType::CommonName, "Example Root");
    params.distinguished_name = name;
    let root = Authority::self_signed(&TEN_YEARS, params, KeyPair::generate()?, NOW)?;

    let mut params = mint::server(["db.example.com"])?;
    params.crl_distribution_points = vec![CrlDistributionPoint { uris: vec!["http://ca.example.com/root.crl".into()] }];
    params.custom_extensions = vec![
        CustomExtension::from_oid_content(&[1, 3, 6, 1, 5, 5, 7, 1, 1], authority_info_access()),
        CustomExtension::from_oid_content(&[2, 5, 29, 32], domain_validated()),
    ];
    let days = Profile::new(Lifetime::days(47));
    let leaf = days.signed_by(params, &KeyPair::generate()?, &root, NOW)?;
    cases.leaf("public", &leaf, &root, &["purpose = server", "name = db.example.com", "cabf = yes"])
}

/// Where the issuer's certificate is: id-ad-caIssuers and a uniformResourceIdentifier ([RFC 5280 section
/// 4.2.2.1](https://www.rfc-editor.org/rfc/rfc5280#section-4.2.2.1)).
fn authority_info_access() -> Vec<u8> {
    let method = der(0x06, &[43, 6, 1, 5, 5, 7, 48, 2]);
    let location = der(0x86, b"http://ca.example.com/root.cer");
    der(0x30, &der(0x30, &[method, location].concat()))
}

/// Certificate policies with the CA/Browser Forum's domain-validated alone, 2.23.140.1.2.1.
fn domain_validated() -> Vec<u8> {
    der(0x30, &der(0x30, &der(0x06, &[103, 0x81, 0x0c, 1, 2, 1])))
}

/// An element whose content is shorter than 128 octets.
fn der(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = u8::try_from(content.len()).ok().filter(|&length| length < 0x80).expect("a short form");
    [&[tag, length], content].concat()
}
