//! Every date of five centuries, minted and read by two readers.

use notafter::{LeapDayPolicy, Lifetime, Profile, Validity};
use rcgen::KeyPair;
use time::{Date, Month, Time, UtcDateTime};

use super::{ca_params, leaf_params};

/// Two days on which the policies differ, and both sides of each change of encoding, are among the dates.
#[test]
fn every_date_from_1900_to_2400_is_minted_and_read_back() {
    let key = KeyPair::generate_for(&rcgen::PKCS_ED25519).expect("a fresh key");
    let ever = Profile::new(Lifetime::years(1_000, LeapDayPolicy::Clamp));
    let start = UtcDateTime::new(first_of(1900), Time::MIDNIGHT);
    let authority =
        notafter::mint::Authority::self_signed(&ever, ca_params(), &key, start).expect("an authority for all of them");
    let mut minted_dates = 0;
    let mut date = first_of(1900);
    while date < first_of(2401) {
        // Each date gets one of the three policies, another lifetime and another time of day.
        let policy = [LeapDayPolicy::Clamp, LeapDayPolicy::RollForward][minted_dates % 2];
        let years = 1 + minted_dates as u32 % 39;
        let second = Time::from_hms((minted_dates % 24) as u8, (minted_dates % 60) as u8, (minted_dates % 59) as u8);
        let now = UtcDateTime::new(date, second.expect("a time of day"));
        let minted = Profile::new(Lifetime::years(years, policy))
            .signed_by(leaf_params(), &key, &authority, now)
            .unwrap_or_else(|error| panic!("{now}: {error}"));

        let validity = minted.validity();
        assert_eq!(validity, Validity::starting_at(now, Lifetime::years(years, policy)).expect("a period"), "{now}");
        assert_eq!(Validity::from_certificate_der(minted.der()), Ok(validity), "{now}, our reader");
        #[cfg(feature = "inspect")]
        {
            let (rest, parsed) = x509_parser::parse_x509_certificate(minted.der()).expect("a certificate");
            assert!(rest.is_empty(), "{now}, nothing follows");
            let theirs = parsed.validity();
            let ours = (validity.not_before().unix_timestamp(), validity.not_after().unix_timestamp());
            assert_eq!((theirs.not_before.timestamp(), theirs.not_after.timestamp()), ours, "{now}, x509-parser");
        }
        minted_dates += 1;
        date = date.next_day().expect("a day after");
    }
    assert_eq!(minted_dates, 182_987, "all dates from 1900-01-01 to 2400-12-31");
}

fn first_of(year: i32) -> Date {
    Date::from_calendar_date(year, Month::January, 1).expect("a first of January")
}
