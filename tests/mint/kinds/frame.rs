//! The fields around names, period and extensions, in each kind of certificate.

use super::*;
use crate::fixture::{SERIAL_NUMBER, SIGNATURE, VERSION};

/// A root, an authority under it, and leaves of each way to one. The root's key is P-256, and those of the others are Ed25519.
fn minted() -> Vec<(&'static str, Minted)> {
    let other = || KeyPair::generate_for(&rcgen::PKCS_ED25519).expect("a fresh key");
    let profile = one_year(LeapDayPolicy::Clamp);
    let (ca, leaf) = (crate::mint::ca_params, crate::mint::leaf_params);
    let below = Authority::signed_by(&profile, ca(), other(), plain(), OUTAGE).expect("an authority");
    vec![
        ("a root", profile.self_signed(ca(), &key(), OUTAGE).expect("a root")),
        ("an authority under another", profile.signed_by(ca(), &other(), plain(), OUTAGE).expect("an authority")),
        ("a leaf that signs itself", profile.self_signed(leaf(), &other(), OUTAGE).expect("a leaf")),
        ("a leaf", profile.signed_by(leaf(), &other(), plain(), OUTAGE).expect("a leaf")),
        ("a leaf two below", profile.signed_by(leaf(), &key(), &below, OUTAGE).expect("a leaf")),
        ("a request", mint(&request(&common_name("leaf"), &[]), &Grant::new()).expect("a leaf")),
    ]
}

// requirement: TLS BR §7.1.2.7 version
// requirement: TLS BR §7.1.2.7 no-issuer-unique-id
// requirement: TLS BR §7.1.2.7 no-subject-unique-id
// requirement: TLS BR §7.1.2.7 signature-algorithm
#[test]
fn a_certificate_is_of_version_3_without_unique_identifiers_and_names_its_algorithm_twice() {
    for (what, minted) in minted() {
        let parts = children(minted.der());
        let body = children(&parts[0]);
        assert_eq!(body[VERSION], [0xa0, 3, INTEGER, 1, 2], "{what}: the version");
        assert_eq!(body[SIGNATURE], parts[1], "{what}: the algorithm");
        let tags: Vec<u8> = body.iter().map(|element| element[0]).collect();
        let [sequence, extensions] = [SEQUENCE, 0xa3];
        let expected = [0xa0, INTEGER, sequence, sequence, sequence, sequence, sequence, extensions];
        assert_eq!(tags, expected, "{what}: 0x81 or 0x82 would be a unique identifier");
    }
}

/// A counter, or a time, would leave most bits as they are. Of 128 numbers, a random bit is the same in all once in 2¹²⁷ times.
// requirement: TLS BR §7.1.2.7 serial-number
#[test]
fn a_serial_number_has_158_bits_that_are_random_and_is_below_2_to_the_159() {
    let (key, profile) =
        (KeyPair::generate_for(&rcgen::PKCS_ED25519).expect("a fresh key"), one_year(LeapDayPolicy::Clamp));
    let (mut ones, mut zeros) = ([0u8; 20], [0u8; 20]);
    for _ in 0..128 {
        let minted = profile.signed_by(crate::mint::leaf_params(), &key, plain(), OUTAGE).expect("a leaf");
        let serial: [u8; 20] = body(minted.der())[SERIAL_NUMBER][2..].try_into().expect("20 octets");
        assert!((1..0x80).contains(&serial[0]), "{serial:02x?}: above zero, and below 2 to the 159");
        for (index, octet) in serial.into_iter().enumerate() {
            ones[index] |= octet;
            zeros[index] |= !octet;
        }
    }
    let random: u32 = ones.into_iter().zip(zeros).map(|(ones, zeros)| (ones & zeros).count_ones()).sum();
    assert_eq!(random, 158, "bits that are 0 in some and 1 in others");
}
