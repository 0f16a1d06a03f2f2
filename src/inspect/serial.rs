//! The serial number, as it is written.

use core::fmt;

use super::cause::NotDer;
use crate::print::Hex;

/// A serial number: any INTEGER, even one that [RFC 5280 section 4.1.2.2] forbids.
///
/// It prints in hexadecimal, with a sign if it is negative. It must be positive and have 20 octets at most.
///
/// # Examples
///
/// ```
/// use std::fs;
/// use notafter::inspect::Inspection;
///
/// let leaf = Inspection::from_der(&fs::read("docs/examples/leaf.der")?)?;
/// let number = leaf.serial_number();
/// assert_eq!(number.to_string(), "33c1e85d0f724b69a2d6f30847b95ce8");
/// assert!(!number.is_zero() && !number.is_negative() && !number.is_too_long());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// [RFC 5280 section 4.1.2.2]: https://www.rfc-editor.org/rfc/rfc5280#section-4.1.2.2
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SerialNumber {
    octets: Box<[u8]>,
}

impl SerialNumber {
    /// The number of octets that a serial number may have.
    pub const MAX_OCTETS: usize = 20;

    pub(super) fn new(octets: &[u8]) -> Self {
        // requirement: RFC 5280 §4.1.2.2 twenty-octets-read
        // requirement: RFC 5280 §4.1.2.2 negative-or-zero-read
        Self { octets: octets.into() }
    }

    /// The content octets of the INTEGER as they are written: two's complement, most significant octet first.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8] {
        &self.octets
    }

    /// Whether the number is zero, or has no octets at all.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        self.octets.iter().all(|&octet| octet == 0)
    }

    /// Whether the number is negative: its first bit is set.
    #[must_use]
    pub fn is_negative(&self) -> bool {
        self.octets.first().is_some_and(|&octet| octet >= 0x80)
    }

    /// Whether the number has more than 20 octets, a leading zero for the sign included.
    #[must_use]
    pub const fn is_too_long(&self) -> bool {
        self.octets.len() > Self::MAX_OCTETS
    }

    /// How the octets break DER, if they do.
    pub(super) const fn fault(&self) -> Option<NotDer> {
        NotDer::of(&self.octets)
    }

    /// The octets, without those that it does not need.
    pub(super) fn shortest(&self) -> &[u8] {
        let mut octets = &*self.octets;
        while let (Some(NotDer::LeadingZero | NotDer::LeadingOnes), [_, rest @ ..]) = (NotDer::of(octets), octets) {
            octets = rest;
        }
        octets
    }

    /// The absolute value, most significant octet first.
    fn magnitude(&self) -> Vec<u8> {
        if !self.is_negative() {
            return self.octets.to_vec();
        }
        let mut carry = true;
        let negated = self.octets.iter().rev().map(|&octet| {
            let (octet, overflow) = (!octet).overflowing_add(u8::from(carry));
            carry = overflow;
            octet
        });
        let mut magnitude: Vec<u8> = negated.collect();
        magnitude.reverse();
        magnitude
    }
}

/// Prints the number in hexadecimal, two digits an octet, without the leading zeros of its encoding: `8210cfb0d240e359`.
impl fmt::Display for SerialNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_zero() {
            return f.write_str("00");
        }
        if self.is_negative() {
            f.write_str("-")?;
        }
        let magnitude = self.magnitude();
        let zeros = magnitude.iter().take_while(|&&octet| octet == 0).count();
        write!(f, "{}", Hex(magnitude.get(zeros..).unwrap_or_default()))
    }
}
