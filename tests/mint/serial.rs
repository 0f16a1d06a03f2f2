//! Serial numbers that nobody gave.

use std::collections::HashSet;

use notafter::LeapDayPolicy;

use super::{OUTAGE, key, leaf_params, one_year, serial_of};

#[test]
fn every_octet_of_a_serial_number_is_random() {
    let key = key();
    let mint = || one_year(LeapDayPolicy::Clamp).self_signed(leaf_params(), &key, OUTAGE).expect("a certificate");
    let serials: Vec<_> = (0..64).map(|_| serial_of(&mint())).collect();
    for serial in &serials {
        assert_eq!(serial.len(), 20, "20 octets: {serial:02x?}");
        assert!(serial[0] < 0x80, "positive: {serial:02x?}");
    }
    for octet in 0..20 {
        // The first has 64 values, of which 41 are to be expected.
        let values: HashSet<u8> = serials.iter().map(|serial| serial[octet]).collect();
        assert!(values.len() > 20, "octet {octet} has {} values in 64 numbers", values.len());
    }
}
