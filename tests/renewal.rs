//! Renewal: in time, spread over the fleet, and never at the price of what works.

#[cfg(all(feature = "mint", any(feature = "ring", feature = "aws_lc_rs")))]
mod acme;
mod bounds;
mod certificate_id;
mod clock;
mod issuer;
mod laws;
mod leap_day;
mod remote;
mod rotation;
mod suggestion;
mod window;

/// As of anyhow, whose `{:#}` has the causes too.
pub(crate) struct Chained;

impl core::fmt::Display for Chained {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(if f.alternate() { "no certificate: no entropy" } else { "no certificate" })
    }
}
