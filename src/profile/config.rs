//! A profile as configuration.

use core::time::Duration;

use serde::{Deserialize, Deserializer, Serialize, Serializer, ser::Error as _};

use super::{BeyondIssuer, Profile};
use crate::{lifetime::Lifetime, limits::Schedule};

/// A profile as configuration writes it.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename = "Profile", expecting = "a table with `lifetime`")]
struct Table {
    lifetime: Lifetime,
    #[serde(default, skip_serializing_if = "is_zero")]
    backdate_seconds: u64,
    #[serde(default = "reject")]
    beyond_issuer: BeyondIssuer,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    limit: Option<&'static Schedule>,
}

impl Serialize for Profile {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.backdate.subsec_nanos() != 0 {
            return Err(S::Error::custom(format_args!("backdate {:?} is no whole number of seconds", self.backdate)));
        }
        let Self { lifetime, backdate, beyond_issuer, limit } = *self;
        Table { lifetime, backdate_seconds: backdate.as_secs(), beyond_issuer, limit }.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Profile {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Table { lifetime, backdate_seconds, beyond_issuer, limit } = Table::deserialize(deserializer)?;
        Ok(Self { lifetime, backdate: Duration::from_secs(backdate_seconds), beyond_issuer, limit })
    }
}

/// As [`Profile::new`] has it.
const fn reject() -> BeyondIssuer {
    BeyondIssuer::Reject
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
const fn is_zero(seconds: &u64) -> bool {
    *seconds == 0
}
