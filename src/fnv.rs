//! FNV-1a, a hash of 64 bits: small, the same on every machine, and no defence against an attacker who chooses the octets.

/// The hash of `octets`. A change of one octet always changes it.
pub(crate) fn fnv_1a(octets: &[u8]) -> u64 {
    octets.iter().fold(OFFSET_BASIS, |hash, octet| (hash ^ u64::from(*octet)).wrapping_mul(PRIME))
}

const OFFSET_BASIS: u64 = 0xcbf2_9ce4_8422_2325;
const PRIME: u64 = 0x0000_0100_0000_01b3;
