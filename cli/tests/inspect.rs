//! What the tool says of certificates, wherever they are.

mod audit;
mod formats;
mod forms;
mod hosts;

use std::{
    fs,
    io::Write as _,
    path::Path,
    process::{Command, Stdio},
};

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, Issuer, KeyPair};
use time::{OffsetDateTime, UtcDateTime, macros::utc_datetime};

use super::{Output, certificate, notafter};

const BEGIN: UtcDateTime = utc_datetime!(2028-01-01 00:00:00);
const END: UtcDateTime = utc_datetime!(2028-03-30 23:59:59);

/// A folder with files.
struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder"))
    }

    fn write(&self, name: &str, contents: impl AsRef<[u8]>) -> String {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(&path, contents).expect("a file");
        path.display().to_string()
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn name(&self) -> &str {
        self.path().to_str().expect("UTF-8")
    }
}

/// What the tool says of these octets on standard input.
fn piped(arguments: &str, input: &[u8]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_notafter"))
        .args(arguments.split_whitespace())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the tool runs");
    let mut stdin = child.stdin.take().expect("a pipe");
    let input = input.to_vec();
    let writer = std::thread::spawn(move || drop(stdin.write_all(&input)));
    let output = child.wait_with_output().expect("the tool runs");
    writer.join().expect("the writer");
    let text = |octets| String::from_utf8(octets).expect("UTF-8");
    Output { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
}

/// The certificate with another text for one of its times, as long as the first.
fn with_time(der: &[u8], time: &str, other: &str) -> Vec<u8> {
    let position = der.windows(time.len()).position(|octets| octets == time.as_bytes()).expect("the time");
    let mut der = der.to_vec();
    der[position..][..other.len()].copy_from_slice(other.as_bytes());
    der
}

fn json(out: &str) -> Vec<serde_json::Value> {
    out.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"))).collect()
}

/// A root and what it issues.
struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    fn new(name: &str, not_after: OffsetDateTime) -> Self {
        let params = named(name, not_after, true);
        Self(CertifiedIssuer::self_signed(params, KeyPair::generate().expect("a key")).expect("a root"))
    }

    fn pem(&self) -> String {
        self.0.pem()
    }

    /// A leaf below an authority below this one, that authority, and the leaf's key.
    fn two_below(
        &self,
        leaf: &str,
        leaf_ends: OffsetDateTime,
        authority_ends: OffsetDateTime,
    ) -> ([String; 2], KeyPair) {
        let (key, params) = (KeyPair::generate().expect("a key"), named("middle", authority_ends, true));
        let middle = params.signed_by(&key, &self.0).expect("an authority");
        let issuer = Issuer::from_params(&params, &key);
        let leaf_key = KeyPair::generate().expect("a key");
        let leaf = named(leaf, leaf_ends, false).signed_by(&leaf_key, &issuer).expect("a leaf");
        ([leaf.pem(), middle.pem()], leaf_key)
    }
}

fn named(name: &str, not_after: OffsetDateTime, is_ca: bool) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name = rcgen::DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = if is_ca { IsCa::Ca(BasicConstraints::Unconstrained) } else { IsCa::ExplicitNoCa };
    params.use_authority_key_identifier_extension = true;
    (params.not_before, params.not_after) = (BEGIN.into(), not_after);
    params
}
