//! The stored form of a period.

use serde::{Serialize, Serializer, ser::SerializeStruct as _};
use time::UtcDateTime;

use super::Validity;
use crate::instant::Rfc3339;

/// Writes `not_before` and `not_after`, each as an RFC 3339 instant.
impl Serialize for Validity {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("Validity", 2)?;
        fields.serialize_field("not_before", &Text(self.not_before()))?;
        fields.serialize_field("not_after", &Text(self.not_after()))?;
        fields.end()
    }
}

struct Text(UtcDateTime);

impl Serialize for Text {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&Rfc3339(self.0))
    }
}
