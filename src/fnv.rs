//! FNV-1a, a hash of 64 bits: small, the same on every machine, and no defence against an attacker who chooses the octets.

/// The hash of `octets`. A change of one octet always changes it.
pub(crate) fn fnv_1a(octets: &[u8]) -> u64 {
    octets.iter().fold(OFFSET_BASIS, |hash, octet| (hash ^ u64::from(*octet)).wrapping_mul(PRIME))
}

const OFFSET_BASIS: u64 = 0xcbf2_9ce4_8422_2325;
const PRIME: u64 = 0x0000_0100_0000_01b3;

#[cfg(test)]
mod tests {
    use super::fnv_1a;

    /// From the reference implementation's `test_fnv.c`.
    #[test]
    fn hashes_are_those_of_the_reference() {
        let vectors: [(&[u8], u64); 4] = [
            (b"", 0xcbf2_9ce4_8422_2325),
            (b"a", 0xaf63_dc4c_8601_ec8c),
            (b"foobar", 0x8594_4171_f739_67e8),
            (b"\xff\x00\x00\x01", 0x6961_1964_91cc_682d),
        ];
        for (octets, expected) in vectors {
            assert_eq!(fnv_1a(octets), expected, "{octets:02x?}");
        }
    }
}
