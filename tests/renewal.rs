//! Renewal: in time, spread over the fleet, and never at the price of what works.

#[cfg(all(feature = "mint", feature = "__backend"))]
mod acme;
mod adversary;
mod bounds;
mod certificate_id;
mod clock;
#[cfg(feature = "serde")]
mod config;
mod issuer;
mod laws;
mod leap_day;
mod record;
mod remote;
mod rotation;
mod situations;
mod suggestion;
mod window;

/// As of anyhow, whose `{:#}` has the causes too.
#[cfg(feature = "std")]
pub(crate) struct Chained;

#[cfg(feature = "std")]
impl core::fmt::Display for Chained {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(if f.alternate() { "no certificate: no entropy" } else { "no certificate" })
    }
}

/// An error with a cause.
#[derive(Debug)]
pub(crate) struct Caused;

impl core::fmt::Display for Caused {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("no certificate")
    }
}

impl core::error::Error for Caused {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        Some(&NoEntropy)
    }
}

#[derive(Debug)]
struct NoEntropy;

impl core::fmt::Display for NoEntropy {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("no entropy")
    }
}

impl core::error::Error for NoEntropy {}
