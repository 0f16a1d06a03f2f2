//! Files of PEM, DER and PKCS #7: any octets, and files whose certificates are known.

mod written;

use std::io::{self, BufRead, BufReader, Read};

use allocation_counter::measure;
use notafter::{
    PemFault,
    inspect::{Content, Contents, FileFault, InspectError},
};

use super::peer::assert_one_line;
use written::Written;

/// The first octet says how many octets of a file are read at a time. The second is even for a file, which follows as it is, and
/// otherwise one that is written here follows: see [`Written`].
pub(crate) fn check(data: &[u8]) {
    let [together, form, rest @ ..] = data else { return };
    if form % 2 == 0 {
        check_reading(rest, *together);
        check_pem(rest);
        return;
    }
    let written = Written::of(rest);
    check_reading(&written.file, *together);
    let found = contents(&written.file[..]);
    let (places, certificates): (Vec<_>, Vec<_>) = found.iter().filter_map(certificate).unzip();
    let (expected_places, expected): (Vec<_>, Vec<_>) = written.certificates.iter().cloned().unzip();
    assert_eq!(places, expected_places, "{}", String::from_utf8_lossy(&written.file));
    assert!(certificates == expected, "other certificates: {}", String::from_utf8_lossy(&written.file));
    let others = found.iter().filter(|content| matches!(content, Ok(Content::Other { .. }))).count();
    assert_eq!(others, written.others, "{}", String::from_utf8_lossy(&written.file));
    let errors: Vec<_> = found.iter().filter_map(|content| content.as_ref().err()).collect();
    assert_eq!(errors.len(), usize::from(expected.is_empty()), "{errors:?}");
    assert!(errors.iter().all(|error| matches!(error, InspectError::NoCertificate { .. })), "{errors:?}");
}

fn contents(source: impl BufRead) -> Vec<Result<Content, InspectError>> {
    Contents::new(source).collect()
}

fn certificate(content: &Result<Content, InspectError>) -> Option<(String, &[u8])> {
    match content {
        Ok(Content::Certificate(certificate)) => Some((certificate.place().to_string(), certificate.as_der())),
        _ => None,
    }
}

/// What is read does not depend on how much of it comes at a time, and takes no more memory than a few times the file.
fn check_reading(file: &[u8], together: u8) {
    let found = contents(file);
    let source = BufReader::with_capacity(usize::from(together) + 1, Halting { octets: file, is_interrupted: false });
    assert_eq!(contents(source), found, "{} octets at a time", usize::from(together) + 1);
    found.iter().filter_map(|content| content.as_ref().err()).for_each(assert_one_line);
    let memory = measure(|| assert_eq!(Contents::new(file).count(), found.len()));
    assert!(memory.bytes_max <= 4 * file.len() as u64 + 2_000, "{} bytes for {}", memory.bytes_max, file.len());
}

/// A source that is interrupted before each read.
struct Halting<'a> {
    octets: &'a [u8],
    is_interrupted: bool,
}

impl Read for Halting<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.is_interrupted = !self.is_interrupted;
        if self.is_interrupted { Err(io::ErrorKind::Interrupted.into()) } else { self.octets.read(buffer) }
    }
}

/// In a file that is PEM line by line, the crate `pem` reads the same blocks, and refuses one if one is refused here.
fn check_pem(file: &[u8]) {
    let Some(labels) = labels(file) else { return };
    let read = pem::parse_many(file);
    let found = contents(file);
    let is_certificate = |label: &str| CERTIFICATES.contains(&label);
    if let Ok(blocks) = &read {
        let theirs: Vec<_> =
            blocks.iter().filter(|block| is_certificate(block.tag())).map(pem::Pem::contents).collect();
        let ours: Vec<_> = found.iter().filter_map(certificate).map(|(_, der)| der).collect();
        assert_eq!(ours, theirs, "{}", String::from_utf8_lossy(file));
    }
    if labels.iter().all(|label| is_certificate(label)) {
        let is_refused = |content: &Result<Content, InspectError>| {
            matches!(
                content,
                Err(InspectError::File {
                    fault: FileFault::Pem { fault: PemFault::Base64 { .. } | PemFault::EndLabel { .. }, .. },
                    ..
                })
            )
        };
        assert_eq!(found.iter().any(is_refused), read.is_err(), "{read:?}: {}", String::from_utf8_lossy(file));
    }
}

/// The labels of all blocks. `None` if a line is something else than a boundary, base64, or text outside of all blocks, or if a block
/// is of a kind that has more octets than the certificate's.
fn labels(file: &[u8]) -> Option<Vec<&str>> {
    let is_text = |octet: &u8| matches!(octet, b' '..=b'~' | b'\t' | b'\n' | b'\r');
    let text = str::from_utf8(file).ok().filter(|text| text.as_bytes().iter().all(is_text))?;
    let (mut labels, mut is_open, mut rest) = (Vec::new(), false, text);
    while !rest.is_empty() {
        let (line, after) = rest.split_at(rest.find(['\n', '\r']).unwrap_or(rest.len()));
        rest = after.strip_prefix("\r\n").or_else(|| after.get(1..)).unwrap_or_default();
        let label = |edge: &str| line.strip_prefix(edge)?.strip_suffix("-----").filter(|label| is_label(label));
        match (label("-----BEGIN "), label("-----END ")) {
            (Some(label), _) if !is_open => {
                labels.push(label);
                is_open = true;
            }
            (_, Some(_)) if is_open => is_open = false,
            _ if is_open && !line.is_empty() && line.bytes().all(is_base64) => {}
            _ if !is_open && !line.contains("-----") => {}
            _ => return None,
        }
    }
    let is_structure = |label: &&str| ["TRUSTED CERTIFICATE", "PKCS7", "CMS", "PKCS #7 SIGNED DATA"].contains(label);
    (!is_open && !labels.iter().any(is_structure)).then_some(labels)
}

fn is_label(label: &str) -> bool {
    !label.is_empty() && label.bytes().all(|octet| matches!(octet, b' '..=b'~') && octet != b'-')
}

fn is_base64(octet: u8) -> bool {
    octet.is_ascii_alphanumeric() || matches!(octet, b'+' | b'/' | b'=')
}

const CERTIFICATES: [&str; 3] = ["CERTIFICATE", "X509 CERTIFICATE", "X.509 CERTIFICATE"];
