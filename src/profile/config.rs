//! A profile as configuration.

use serde::{Deserialize, Deserializer, Serialize, Serializer, ser::Error as _};

use super::{BeyondIssuer, Profile, Term};
use crate::{
    lifetime::{Lifetime, Span},
    limits::Schedule,
};

/// A profile as configuration writes it.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename = "Profile", expecting = "a table with `lifetime`")]
struct Table {
    lifetime: Lifetime,
    #[serde(default, skip_serializing_if = "Span::is_zero")]
    backdating: Span,
    #[serde(default = "reject")]
    beyond_issuer: BeyondIssuer,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    schedule: Option<&'static Schedule>,
}

impl Serialize for Profile {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { term, backdating, beyond_issuer, schedule } = *self;
        let Term::Lifetime(lifetime) = term else {
            return Err(S::Error::custom("a profile made by Profile::exactly cannot be written as configuration"));
        };
        let backdating = Span::new(backdating)
            .ok_or_else(|| S::Error::custom(format_args!("backdating {backdating:?} is no whole number of seconds")))?;
        Table { lifetime, backdating, beyond_issuer, schedule }.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Profile {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Table { lifetime, backdating, beyond_issuer, schedule } = Table::deserialize(deserializer)?;
        Ok(Self { term: Term::Lifetime(lifetime), backdating: backdating.duration(), beyond_issuer, schedule })
    }
}

/// As [`Profile::new`] has it.
const fn reject() -> BeyondIssuer {
    BeyondIssuer::Reject
}
