//! rcgen 0.14, with the same date next year by its own helper.

use rcgen::{CertificateParams, KeyPair, date_time_ymd};
use time::OffsetDateTime;

#[expect(clippy::disallowed_methods, reason = "it is here to be found")]
fn main() -> Result<(), rcgen::Error> {
    let now = OffsetDateTime::now_utc();
    let (year, month, day) = (now.year(), u8::from(now.month()), now.day());
    let key = KeyPair::generate()?;
    let mut params = CertificateParams::new(["issuer.example".to_owned()])?;
    params.not_before = date_time_ymd(year, month, day);
    params.not_after = date_time_ymd(year + 1, month, day);
    print!("{}", params.self_signed(&key)?.pem());
    Ok(())
}
