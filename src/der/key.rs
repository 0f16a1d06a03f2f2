//! Public keys: their algorithm and octets, and whether two are the same key.

use super::{BIT_STRING, ContentFault, Element, ReadError, SEQUENCE, Tlv, identifier};

/// The algorithm of a SubjectPublicKeyInfo with its parameters, and the key in octets.
pub(crate) fn key_parts(spki: &[u8]) -> Result<(Tlv<'_>, Tlv<'_>), ReadError> {
    let mut parts = Tlv::of(Element::SubjectPublicKeyInfo, SEQUENCE, spki)?.reader();
    let algorithm = parts.sequence(Element::SubjectPublicKeyInfo)?;
    let key = parts.tagged(Element::SubjectPublicKey, BIT_STRING)?;
    parts.finish(Element::SubjectPublicKey)?;
    identifier(&mut algorithm.reader())?;
    if !matches!(key.content, [0, _, ..]) {
        return Err(key.refuse(Element::SubjectPublicKey, ContentFault::Bits));
    }
    Ok((algorithm, key))
}

/// Whether the two are the same key, in any form of the parameters and of the point of a curve.
///
/// RSA has parameters, NULL, that some leave out ([RFC 4055 section 1.2]), and a point may be compressed ([RFC 5480 section 2.2]).
///
/// [RFC 4055 section 1.2]: https://www.rfc-editor.org/rfc/rfc4055#section-1.2
/// [RFC 5480 section 2.2]: https://www.rfc-editor.org/rfc/rfc5480#section-2.2
pub(crate) fn is_same_key(one: &[u8], other: &[u8]) -> bool {
    if one == other {
        return true;
    }
    fn without_null<'a>(algorithm: &Tlv<'a>) -> &'a [u8] {
        algorithm.content.strip_suffix(&[5, 0]).unwrap_or(algorithm.content)
    }
    match (key_parts(one), key_parts(other)) {
        (Ok((algorithm, one)), Ok((same, other))) => {
            let is_one_point = || compressed(one.content).is_some_and(|one| compressed(other.content) == Some(one));
            let is_curve = algorithm.content.starts_with(EC_PUBLIC_KEY);
            without_null(&algorithm) == without_null(&same)
                && (one.content == other.content || (is_curve && is_one_point()))
        }
        _ => false,
    }
}

/// Whether the last bit of y is set, and x, of a point that is written in either form.
fn compressed(bits: &[u8]) -> Option<(bool, &[u8])> {
    match bits {
        [0, sign @ (2 | 3), x @ ..] => Some((*sign == 3, x)),
        [0, 4, point @ ..] => {
            let (x, y) = point.split_at_checked(point.len() / 2)?;
            Some((y.last()? & 1 == 1, x))
        }
        _ => None,
    }
}

/// The object identifier id-ecPublicKey, 1.2.840.10045.2.1, in DER.
pub(crate) const EC_PUBLIC_KEY: &[u8] = &[0x06, 7, 0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1];
