//! Serial numbers that are positive, have at most 20 octets, and never repeat under one issuer.

use rcgen::SerialNumber;

use super::{MintError, error::Short};
use crate::print::Hex;

/// The content of the INTEGER.
///
/// It is `given`, if that is positive and has at most 20 octets. Without `given` it has 20 octets, with 158 bits from the
/// operating system's random source.
///
/// The CA/Browser Forum's Baseline Requirements section 7.1 asks for 64 bits.
pub(super) fn of(given: Option<&SerialNumber>) -> Result<Vec<u8>, MintError> {
    given.map_or_else(|| random_from(getrandom::fill), |given| checked(given.as_ref()))
}

fn random_from<E: ToString>(fill: impl FnOnce(&mut [u8]) -> Result<(), E>) -> Result<Vec<u8>, MintError> {
    let mut octets = [0; MAX_OCTETS];
    fill(&mut octets).map_err(|error| MintError::Entropy { reason: error.to_string() })?;
    let [first, ..] = &mut octets;
    // requirement: RFC 5280 §4.1.2.2 positive
    // requirement: RFC 5280 §4.1.2.2 unique
    // requirement: RFC 5280 §4.1.2.2 non-negative
    // requirement: RFC 5280 §4.1.2.2 twenty-octets-written
    // requirement: TLS BR §7.1.2.7 serial-number
    // A clear top bit keeps the number positive, a set second bit keeps it at 20 octets and above zero.
    *first = *first & 0x7f | 0x40;
    Ok(octets.to_vec())
}

fn checked(octets: &[u8]) -> Result<Vec<u8>, MintError> {
    let zeros = octets.iter().take_while(|octet| **octet == 0).count();
    let significant = octets.get(zeros..).unwrap_or_default();
    // requirement: RFC 5280 §4.1.2.2 positive
    // requirement: RFC 5280 §4.1.2.2 non-negative
    // The top bit is the sign: where it is set, one octet of zero goes before.
    let sign: &[u8] = if *significant.first().ok_or(MintError::ZeroSerial)? < 0x80 { &[] } else { &[0] };
    let encoded = [sign, significant].concat();
    // requirement: RFC 5280 §4.1.2.2 twenty-octets-written
    if encoded.len() > MAX_OCTETS {
        return Err(MintError::LongSerial { serial: Short::of(Hex(significant)), octets: encoded.len() });
    }
    Ok(encoded)
}

/// The most octets that a serial number may have (RFC 5280 section 4.1.2.2).
const MAX_OCTETS: usize = 20;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Scope, Scoped};

    #[test]
    fn without_entropy_there_is_no_serial_number_and_this_host_is_at_fault() {
        let error = random_from(|_| Err("the source is closed")).expect_err("no entropy");
        assert_eq!(error.to_string(), "no random bytes for serialNumber: the source is closed");
        assert_eq!(error.scope(), Scope::ThisHost);
    }

    #[test]
    fn whatever_the_random_octets_are_the_number_is_positive_and_has_20() {
        for octet in 0..=u8::MAX {
            let serial = random_from(|octets| {
                octets.fill(octet);
                Ok::<(), String>(())
            })
            .expect("entropy");
            assert_eq!(checked(&serial).as_ref(), Ok(&serial), "octets of {octet:#04x}");
            assert_eq!(serial.len(), MAX_OCTETS, "octets of {octet:#04x}");
            assert!((0x40..0x80).contains(&serial[0]), "octets of {octet:#04x}");
        }
    }
}
