//! Prints what the core says of many inputs, and how much it takes of memory: `.ci/platforms/run` compares it between
//! platforms.

use std::{error::Error, fs, hash::Hasher, mem::size_of};

use notafter::{
    LeapDayPolicy, Lifetime, Profile, Validity, add_months, add_years,
    asn1_time::{TimeType, decode},
    limits,
    renewal::{RenewAt, Window},
    time::{Date, Duration, Month, UtcDateTime},
};

fn main() -> Result<(), Box<dyn Error>> {
    let first = Date::from_calendar_date(0, Month::January, 1)?;
    let dates: Vec<Date> = (0..3_652_425).step_by(9_001).map(|days| first + Duration::days(days)).collect();

    let mut calendar = Digest::default();
    for (date, n) in dates.iter().zip([-9_999, -400, -1, 0, 1, 4, 100, 1_200, i32::MIN, i32::MAX].into_iter().cycle()) {
        for policy in LeapDayPolicy::ALL {
            calendar.add(&format!("{:?} {:?}", add_years(*date, n, policy), add_months(*date, n, policy)));
        }
    }
    calendar.print("years and months later");

    let mut periods = Digest::default();
    for date in &dates {
        let start = UtcDateTime::new(*date, notafter::time::Time::MIDNIGHT);
        for lifetime in [Lifetime::years(1, LeapDayPolicy::Clamp), Lifetime::days(47), Lifetime::seconds(1)] {
            let profile = Profile::new(lifetime).with_schedule(&limits::TLS_SERVER);
            match profile.validity(start) {
                Ok(validity) => {
                    periods.add(&format!("{validity} {} {:?}", validity.days(), validity.encoded()));
                    let window = Window::new(&validity, RenewAt::Ideal);
                    periods.add(&window.pick("host-17").unix_timestamp().to_string());
                }
                Err(error) => periods.add(&error.to_string()),
            }
        }
    }
    periods.print("periods, their encoding and their renewal");

    let mut times = Digest::default();
    for seed in seeds("read_time")? {
        for time_type in [TimeType::UtcTime, TimeType::GeneralizedTime] {
            times.add(&decode(time_type, &seed).map_or_else(|error| error.to_string(), |at| at.to_string()));
        }
    }
    times.print("times that were read or refused");

    let mut certificates = Digest::default();
    for seed in seeds("certificate_der")? {
        // A length that a `usize` of 32 bits cannot hold is among them.
        for length in (0..seed.len()).step_by(23).chain([seed.len()]) {
            let read = Validity::from_certificate_der(&seed[..length]);
            certificates.add(&read.map_or_else(|error| error.to_string(), |validity| validity.to_string()));
        }
    }
    certificates.print("certificates that were read or refused");

    eprintln!("{} bits, {}-endian", usize::BITS, if cfg!(target_endian = "big") { "big" } else { "little" });
    eprintln!("a validity has {} bytes, a profile {}", size_of::<Validity>(), size_of::<Profile>());
    Ok(())
}

/// The seeds of a fuzz target, in the order of their names.
fn seeds(target: &str) -> Result<Vec<Vec<u8>>, Box<dyn Error>> {
    let mut paths: Vec<_> = fs::read_dir(format!("fuzz/corpus/{target}"))?.collect::<Result<Vec<_>, _>>()?;
    paths.sort_by_key(|entry| entry.file_name());
    paths.into_iter().map(|entry| Ok(fs::read(entry.path())?)).collect()
}

/// FNV-1a over texts, which is the same on every platform.
struct Digest {
    texts: u32,
    hash: u64,
}

impl Default for Digest {
    fn default() -> Self {
        Self { texts: 0, hash: 0xcbf2_9ce4_8422_2325 }
    }
}

impl Digest {
    fn add(&mut self, text: &str) {
        self.texts += 1;
        self.write(text.as_bytes());
        self.write(b"\n");
    }

    fn print(&self, what: &str) {
        println!("{what}: {} texts, {:016x}", self.texts, self.finish());
    }
}

impl Hasher for Digest {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.hash = (self.hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }

    fn finish(&self) -> u64 {
        self.hash
    }
}
