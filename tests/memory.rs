//! What does not allocate. The allocator counts for each thread, so that other tests do not disturb it.

use std::hint::black_box;

use allocation_counter::measure;
use notafter::{
    BeyondIssuer, LeapDayPolicy, Lifetime, Profile, Validity, add_months, add_years, anniversaries,
    asn1_time::{TimeType, decode},
    limits,
    renewal::CertificateId,
};
use time::macros::{date, utc_datetime};

const LEAF: &[u8] = include_bytes!("../fuzz/corpus/certificate_der/leaf");

fn allocations(work: impl FnOnce()) -> u64 {
    measure(work).count_total
}

#[test]
fn the_counter_counts() {
    assert_eq!(allocations(|| drop(black_box(vec![1u8]))), 1, "one vector");
    assert_eq!(allocations(|| drop(black_box((Box::new(1), String::from("1"))))), 2, "a box and a string");
    assert_eq!(allocations(|| ()), 0, "nothing");
}

/// A certificate that is readable, and every way for it not to be.
#[test]
fn reading_does_not_allocate() {
    let mut cut_off = 0;
    let allocations = allocations(|| {
        let validity = Validity::from_certificate_der(black_box(LEAF)).expect("readable");
        assert!(validity.contains(utc_datetime!(2012-02-29 12:00:00)), "{validity}");
        for end in 0..LEAF.len() {
            cut_off += usize::from(Validity::from_certificate_der(&LEAF[..end]).is_err());
        }
        assert!(decode(TimeType::UtcTime, black_box(b"130229120000Z")).is_err(), "no such day");
        assert!(decode(TimeType::GeneralizedTime, black_box(b"20120229120000Z")).is_ok(), "a time");
        assert!(Validity::from_certificate_der(black_box(b"-----BEGIN CERTIFICATE-----")).is_err(), "PEM");
    });
    assert_eq!((cut_off, allocations), (LEAF.len(), 0));
}

#[test]
fn the_identifier_for_renewal_is_read_without_allocating() {
    let der = include_bytes!("../fuzz/corpus/certificate_der/issuer-key-identifier");
    let mut cut_off = 0;
    let allocations = allocations(|| {
        let id = CertificateId::from_certificate_der(black_box(der)).expect("an identifier");
        assert_eq!(id.key_identifier(), [0x88; 20]);
        for end in 0..der.len() {
            cut_off += usize::from(CertificateId::from_certificate_der(&der[..end]).is_err());
        }
    });
    assert_eq!((cut_off, allocations), (der.len(), 0));
}

#[test]
fn calendar_periods_and_profiles_do_not_allocate() {
    let (start, now) = (date!(2012 - 02 - 29), utc_datetime!(2012-02-29 00:00:00));
    let allocations = allocations(|| {
        for policy in LeapDayPolicy::ALL {
            for n in -100..100 {
                let _ = black_box((add_years(start, n, policy), add_months(start, n, policy)));
            }
            assert_eq!(anniversaries(start, policy).count(), 9_999 - 2_012 + 1, "the years that are left");
        }
        let issuer = Validity::starting_at(now, Lifetime::days(100)).expect("a period");
        let profile = Profile::new(Lifetime::years(1, LeapDayPolicy::Clamp))
            .with_beyond_issuer(BeyondIssuer::Truncate)
            .with_schedule(&limits::TLS_SERVER);
        let validity = profile.validity_under(now, &issuer).expect("a period");
        let _ = black_box((validity.status(now), validity.days(), validity.encoded(), profile.validity(now)));
        let _ = black_box("2012-02-29T00:00:00Z/2013-02-27T23:59:59Z".parse::<Validity>());
        let _ = black_box("1 year, clamp".parse::<Lifetime>());
    });
    assert_eq!(allocations, 0);
}
