//! Checks that a request is signed by its own key, by the algorithms of rustls-webpki.

use super::error::{RequestError, Short};
use crate::der::{EC_PUBLIC_KEY, Element, INTEGER, OBJECT_IDENTIFIER, Oid, ReadError, SEQUENCE, Tlv, key_parts};

/// Requires that the key of `spki` made `signature`, a BIT STRING, for `message`.
pub(super) fn verify(
    spki: &[u8],
    algorithm: &Tlv<'_>,
    signature: &Tlv<'_>,
    message: &[u8],
) -> Result<(), RequestError> {
    let read = |reason| RequestError::Read { reason };
    let (key_algorithm, key) = key_parts(spki).map_err(read)?;
    let names = || (name(algorithm), name(&key_algorithm));
    let unsupported = |what: String| Err(RequestError::Unsupported { what: Short::of(what) });
    let ([0, key @ ..], [0, signature @ ..]) = (key.content, signature.content) else {
        return unsupported("a BIT STRING with unused bits".to_owned());
    };
    let mut by_signature = webpki::ALL_VERIFICATION_ALGS
        .iter()
        .filter(|known| known.signature_alg_id().as_ref() == algorithm.content)
        .peekable();
    if by_signature.peek().is_none() {
        let (signed, key) = names();
        return unsupported(format!("{signed} with a key of {key}"));
    }
    let Some(known) = by_signature.find(|known| known.public_key_alg_id().as_ref() == key_algorithm.content) else {
        let (signed, key) = names();
        return unsupported(format!("a key of {key} with {signed}"));
    };
    if let Some(what) = unusable(&key_algorithm, key) {
        return unsupported(what);
    }
    let invalid = |_| RequestError::Signature { algorithm: Short::of(name(algorithm)) };
    known.verify_signature(key, message, signature).map_err(invalid)
}

/// The reason why the libraries below do not support the algorithm or the key. They would call the signature invalid.
fn unusable(algorithm: &Tlv<'_>, key: &[u8]) -> Option<String> {
    if algorithm.content.starts_with(EC_PUBLIC_KEY) && matches!(key, [2 | 3, ..]) {
        return Some(format!("a compressed point of {}", name(algorithm)));
    }
    let is_rsa = algorithm.content.starts_with(RSA_ENCRYPTION);
    let bits = modulus_bits(key).ok().filter(|_| is_rsa)?;
    (!(2_048..=8_192).contains(&bits)).then(|| format!("an RSA key of {bits} bits"))
}

/// The length of the modulus of an RSAPublicKey (RFC 8017 appendix A.1.1).
fn modulus_bits(key: &[u8]) -> Result<usize, ReadError> {
    let modulus =
        Tlv::of(Element::SubjectPublicKey, SEQUENCE, key)?.reader().tagged(Element::SubjectPublicKey, INTEGER)?;
    let zeros = modulus.content.iter().take_while(|octet| **octet == 0).count();
    let octets = modulus.content.get(zeros..).unwrap_or_default();
    Ok(octets.len() * 8 - octets.first().map_or(0, |first| first.leading_zeros() as usize))
}

/// The name of an algorithm, and of its parameters if they are an object identifier, as for curves.
fn name(algorithm: &Tlv<'_>) -> String {
    let mut parts = algorithm.reader();
    let mut next =
        || parts.tagged(Element::ObjectIdentifier, OBJECT_IDENTIFIER).ok().and_then(|id| Oid::read(id.content));
    match (next(), next()) {
        (Some(algorithm), Some(parameters)) => format!("{} {}", algorithm.named(), parameters.named()),
        (Some(algorithm), None) => algorithm.named().to_string(),
        _ => "an unknown algorithm".to_owned(),
    }
}

/// The object identifier rsaEncryption, 1.2.840.113549.1.1.1, in DER.
const RSA_ENCRYPTION: &[u8] = &[0x06, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1];
