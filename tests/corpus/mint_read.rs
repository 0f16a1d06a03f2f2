//! A profile and an instant, minted and read back.

use core::time::Duration;
use std::sync::OnceLock;

use arbitrary::{Arbitrary, Unstructured};
use notafter::{
    BeyondIssuer, LeapDayPolicy, Lifetime, Profile, Validity,
    mint::{
        Authority, MintError,
        rcgen::{
            self, BasicConstraints, CertificateParams, DnType, IsCa, PKCS_ED25519, PublicKeyData, SerialNumber,
            SignatureAlgorithm, SigningKey,
        },
    },
};
use time::{Time, UtcDateTime, macros::utc_datetime};

use super::peer::{assert_one_line, seconds, x509_parser};
use crate::oracle::calendar;

/// Thirty-four octets, numbers in little-endian order. Those that name an instant stand for it; all others are brought
/// into range.
#[derive(Arbitrary)]
struct Input {
    year: u16,
    month: u8,
    day: u8,
    hour: u8,
    minute: u8,
    second: u8,
    nanosecond: u32,
    count: u64,
    unit: u8,
    policy: u8,
    backdate: u64,
    backdate_nanosecond: u32,
    /// 0 for a certificate that signs itself; 1, 2 and 3 for one under an authority, by what may outlive it.
    issuer: u8,
}

pub(crate) fn check(data: &[u8]) {
    let input = Input::arbitrary(&mut Unstructured::new(data)).expect("integers can be made of any bytes");
    let (now, profile) = (input.now(), input.profile());
    let mut params = CertificateParams::default();
    params.serial_number = Some(SerialNumber::from(1));
    params.distinguished_name.push(DnType::CommonName, "fuzzed");
    let (decided, minted) = match input.issuer % 4 {
        0 => (profile.validity(now), profile.self_signed(params, &Unsigned, now)),
        _ => {
            let issuer = authority();
            (profile.validity_under(now, &issuer.validity()), profile.signed_by(params, &Unsigned, issuer, now))
        }
    };
    assert_eq!(decided.ok().as_ref().map(seconds), input.expected(), "{profile:?} at {now}: {decided:?}");
    match decided {
        Ok(validity) => {
            let minted = minted.unwrap_or_else(|error| panic!("{validity} can be minted: {error}"));
            assert_eq!(minted.validity(), validity, "as it was decided");
            assert_eq!(Validity::from_certificate_der(minted.der()), Ok(validity), "read back");
            assert_eq!(x509_parser(minted.der()), Some(seconds(&validity)), "x509-parser does not read {validity}");
        }
        Err(reason) => {
            assert_one_line(&reason);
            assert_eq!(minted, Err(MintError::Profile { reason }), "refused for the same reason");
        }
    }
}

impl Input {
    fn now(&self) -> UtcDateTime {
        let days = calendar().days();
        let (year, month) = (i32::from(self.year) % 10_000, self.month.wrapping_sub(1) % 12 + 1);
        // Days that the month does not have are those of the next.
        let day = calendar().position(year, month, 1) + usize::from(self.day.wrapping_sub(1) % 31);
        let [hour, minute, second] = [self.hour % 24, self.minute % 60, self.second % 60];
        let time = Time::from_hms_nano(hour, minute, second, self.nanosecond % NANOSECONDS).expect("a time of the day");
        UtcDateTime::new(days[day].date, time)
    }

    fn profile(&self) -> Profile {
        let lifetime = match self.unit % 4 {
            0 => Lifetime::years(self.count as u32, self.policy()),
            1 => Lifetime::months(self.count as u32, self.policy()),
            2 => Lifetime::days(self.count as u32),
            _ => Lifetime::seconds(self.count),
        };
        let beyond = match self.issuer % 4 {
            0 | 1 => BeyondIssuer::Reject,
            2 => BeyondIssuer::Truncate,
            _ => BeyondIssuer::Allow,
        };
        let backdate = Duration::new(self.backdate, self.backdate_nanosecond % NANOSECONDS);
        Profile::new(lifetime).with_backdating(backdate).with_beyond_issuer(beyond)
    }

    fn policy(&self) -> LeapDayPolicy {
        LeapDayPolicy::ALL[usize::from(self.policy) % 3]
    }

    /// The period by the walked calendar; none, where there is none.
    fn expected(&self) -> Option<(i64, i64)> {
        let (first, last) = (calendar().timestamp(0), calendar().timestamp(calendar().days().len()) - 1);
        let backdate =
            i128::from(self.backdate) * NANOSECONDS as i128 + i128::from(self.backdate_nanosecond % NANOSECONDS);
        let not_before = (self.now().unix_timestamp_nanos() - backdate).div_euclid(NANOSECONDS as i128);
        let not_before = i64::try_from(not_before).ok().filter(|not_before| *not_before >= first)?;
        let not_after = i64::try_from(self.after(not_before)? - 1).ok()?;
        if not_after < not_before || not_after > last {
            return None;
        }
        let (issuer_start, issuer_end) = seconds(&authority().validity());
        match self.issuer % 4 {
            1 | 2 if not_after < issuer_start => None,
            1 if not_after > issuer_end => None,
            2 if not_before > issuer_end => None,
            2 => Some((not_before, not_after.min(issuer_end))),
            _ => Some((not_before, not_after)),
        }
    }

    /// The second in which the lifetime from `not_before` on is over.
    fn after(&self, not_before: i64) -> Option<i128> {
        let (midnight, count) = (not_before.div_euclid(86_400) * 86_400, self.count as u32);
        let from = calendar().days()[((midnight - calendar().timestamp(0)) / 86_400) as usize];
        let months = match self.unit % 4 {
            0 => 12 * i64::from(count),
            1 => i64::from(count),
            2 => return Some(i128::from(not_before) + i128::from(count) * 86_400),
            _ => return Some(i128::from(not_before) + i128::from(self.count)),
        };
        // A period may end with the walk: its lifetime is over on the day after.
        let january_10000 = i64::from(from.year) * 12 + i64::from(from.month) - 1 + months == 120_000;
        let position = if january_10000 && from.day == 1 {
            calendar().days().len()
        } else {
            calendar().months_later(&from, i32::try_from(months).ok()?, self.policy()).ok()?
        };
        Some(i128::from(calendar().timestamp(position) + not_before - midnight))
    }
}

/// A key that signs with zeros: nothing here verifies a signature, and no key material is needed.
pub(super) struct Unsigned;

impl PublicKeyData for Unsigned {
    fn der_bytes(&self) -> &[u8] {
        &[0; 32]
    }

    fn algorithm(&self) -> &'static SignatureAlgorithm {
        &PKCS_ED25519
    }
}

impl SigningKey for Unsigned {
    fn sign(&self, _message: &[u8]) -> Result<Vec<u8>, rcgen::Error> {
        Ok(vec![0; 64])
    }
}

/// An authority whose end is in the middle of the range.
fn authority() -> &'static Authority<Unsigned> {
    static AUTHORITY: OnceLock<Authority<Unsigned>> = OnceLock::new();
    AUTHORITY.get_or_init(|| named_authority("fuzzed authority"))
}

/// Such an authority with this common name.
pub(super) fn named_authority(name: &str) -> Authority<Unsigned> {
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let century = Profile::new(Lifetime::years(100, LeapDayPolicy::Reject));
    Authority::self_signed(&century, params, Unsigned, utc_datetime!(2000-01-01 00:00:00)).expect("an authority")
}

const NANOSECONDS: u32 = 1_000_000_000;
