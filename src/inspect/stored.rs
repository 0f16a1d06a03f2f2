//! The stored form of findings, inspections and chains: fields with stable names.

use serde::{Serialize, Serializer};
use time::UtcDateTime;

use super::{
    Chain, Ending, Finding, Horizon, Inspection, IssueSource, Issued, Kind, ObstacleCause, Outlook, Place, Role, Rule,
    Severity, WrittenTime, issued::Precise,
};
use crate::{
    instant::Rfc3339,
    validity::{Validity, ValidityField},
};

/// Writes the printed text.
macro_rules! as_text {
    ($($type:ty)+) => {
        $(
            /// Writes the printed text.
            impl Serialize for $type {
                fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                    serializer.collect_str(self)
                }
            }
        )+
    };
}

as_text!(Rule Severity Kind Role IssueSource Horizon);

/// Writes `rule`, `severity`, `element`, `offset`, `message` and `citation`.
impl Serialize for Finding {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        FindingFields::of(self).serialize(serializer)
    }
}

#[derive(Serialize)]
#[serde(rename = "Finding")]
struct FindingFields {
    rule: Rule,
    severity: Severity,
    element: String,
    offset: usize,
    message: String,
    citation: &'static str,
}

impl FindingFields {
    fn of(finding: &Finding) -> Self {
        Self {
            rule: finding.rule(),
            severity: finding.severity(),
            element: finding.element().to_string(),
            offset: finding.offset(),
            message: finding.to_string(),
            citation: finding.citation(),
        }
    }
}

/// Writes `line`, `octet` and `entry`, with null for each that is missing.
impl Serialize for Place {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        #[serde(rename = "Place")]
        struct Fields {
            line: Option<usize>,
            octet: Option<usize>,
            entry: Option<usize>,
        }
        Fields { line: self.line(), octet: self.octet(), entry: self.entry() }.serialize(serializer)
    }
}

/// Writes `text`, `type`, `offset`, and `instant` or `error`. The other one of the two is null.
impl Serialize for WrittenTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        #[serde(rename = "WrittenTime")]
        struct Fields {
            text: String,
            r#type: Option<String>,
            offset: usize,
            instant: Option<String>,
            error: Option<String>,
        }
        Fields {
            text: self.text().to_string(),
            r#type: self.time_type().map(|time_type| time_type.to_string()),
            offset: self.offset(),
            instant: self.instant().ok().map(rfc3339),
            error: self.instant().err().map(|error| error.to_string()),
        }
        .serialize(serializer)
    }
}

/// Writes `at`, in milliseconds if it has some, and `source`.
impl Serialize for Issued {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        #[serde(rename = "Issued")]
        struct Fields {
            at: String,
            source: IssueSource,
        }
        Fields { at: Precise(self.at()).to_string(), source: self.source() }.serialize(serializer)
    }
}

/// Writes the parts, with null for each that is missing:
///
/// - `place`, `subject`, `subject_alt_names`, `issuer` and `serial_number`;
/// - `subject_key_identifier` and `authority_key_identifier`;
/// - `role`, `kind`, `schedule` and `claims_public_trust`;
/// - `not_before` and `not_after` as they are written, `validity`, `days` and `issued`.
///
/// Store the [`findings`](Inspection::findings) beside it.
impl Serialize for Inspection {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        #[serde(rename = "Inspection")]
        struct Fields {
            place: Option<Place>,
            subject: String,
            subject_alt_names: Vec<String>,
            issuer: String,
            serial_number: String,
            subject_key_identifier: Option<String>,
            authority_key_identifier: Option<String>,
            role: Role,
            kind: Kind,
            schedule: Option<&'static str>,
            claims_public_trust: bool,
            not_before: Option<WrittenTime>,
            not_after: Option<WrittenTime>,
            validity: Option<Validity>,
            days: Option<u32>,
            issued: Option<Issued>,
        }
        let hex = |octets: &[u8]| crate::print::Hex(octets).to_string();
        let validity = self.validity().ok();
        Fields {
            place: self.place(),
            subject: self.subject().to_string(),
            subject_alt_names: self.subject_alt_names().collect(),
            issuer: self.issuer().to_string(),
            serial_number: self.serial_number().to_string(),
            subject_key_identifier: self.subject_key_identifier().map(hex),
            authority_key_identifier: self.authority_key_identifier().map(hex),
            role: self.role(),
            kind: self.kind(),
            schedule: self.schedule().map(|schedule| schedule.name()),
            claims_public_trust: self.claims_public_trust(),
            not_before: self.time(ValidityField::NotBefore),
            not_after: self.time(ValidityField::NotAfter),
            validity,
            days: validity.map(|validity| validity.days()),
            issued: self.issued(),
        }
        .serialize(serializer)
    }
}

/// Writes the path and the findings of a chain:
///
/// - `path`, `is_complete` and `validity`;
/// - `end`, with `certificate` and `at`;
/// - `findings`, each with its `certificate`.
///
/// Each certificate has `place`, `subject`, `issuer` and `serial_number`.
impl Serialize for Chain<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        #[serde(rename = "Chain")]
        struct Fields {
            path: Vec<Named>,
            is_complete: bool,
            validity: Option<Validity>,
            end: Option<End>,
            findings: Vec<Of>,
        }
        #[derive(Serialize)]
        #[serde(rename = "ChainEnd")]
        struct End {
            certificate: Named,
            at: String,
        }
        #[derive(Serialize)]
        #[serde(rename = "Finding")]
        struct Of {
            certificate: Named,
            #[serde(flatten)]
            finding: FindingFields,
        }
        let findings = self.findings().iter();
        Fields {
            path: self.path().iter().map(|certificate| Named::of(certificate)).collect(),
            is_complete: self.is_complete(),
            validity: self.validity(),
            end: self.end().map(|end| End { certificate: Named::of(end.certificate), at: rfc3339(end.at) }),
            findings: findings
                .map(|(certificate, finding)| Of {
                    certificate: Named::of(certificate),
                    finding: FindingFields::of(finding),
                })
                .collect(),
        }
        .serialize(serializer)
    }
}

/// Writes the answers of an outlook:
///
/// - `summary`, the printed text;
/// - `last`, and the `certificate` that ends first;
/// - `is_complete`;
/// - `obstacles`, each with `from`, `cause` and `message`;
/// - `hazard`, with `from`, `at` and `hazard`.
///
/// A cause is `issuer-ends` or `limit`.
impl Serialize for Outlook<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        #[serde(rename = "Outlook")]
        struct Fields {
            summary: String,
            last: Option<String>,
            certificate: Option<Named>,
            is_complete: bool,
            obstacles: Vec<Obstacle>,
            hazard: Option<Ahead>,
        }
        #[derive(Serialize)]
        struct Obstacle {
            from: String,
            cause: &'static str,
            message: String,
        }
        #[derive(Serialize)]
        struct Ahead {
            from: String,
            at: String,
            hazard: Horizon,
        }
        let (last, certificate) = match self.ending() {
            Ending::Through { last, certificate } => (Some(rfc3339(last)), Some(Named::of(certificate))),
            Ending::Unreadable { certificate, .. } => (None, Some(Named::of(certificate))),
            Ending::NotDefined | Ending::NoCommonSecond => (None, None),
        };
        let obstacles = self.obstacles().iter().map(|obstacle| Obstacle {
            from: rfc3339(obstacle.from),
            cause: match obstacle.cause {
                ObstacleCause::IssuerEnds { .. } => "issuer-ends",
                ObstacleCause::Limit { .. } => "limit",
            },
            message: obstacle.to_string(),
        });
        Fields {
            summary: self.to_string(),
            last,
            certificate,
            is_complete: self.is_complete(),
            obstacles: obstacles.collect(),
            hazard: self.hazard().map(|ahead| Ahead {
                from: rfc3339(ahead.from),
                at: rfc3339(ahead.at),
                hazard: ahead.hazard,
            }),
        }
        .serialize(serializer)
    }
}

/// The fields that tell a certificate of a chain from the others.
#[derive(Serialize)]
#[serde(rename = "Certificate")]
struct Named {
    place: Option<Place>,
    subject: String,
    issuer: String,
    serial_number: String,
}

impl Named {
    fn of(certificate: &Inspection) -> Self {
        Self {
            place: certificate.place(),
            subject: certificate.subject().to_string(),
            issuer: certificate.issuer().to_string(),
            serial_number: certificate.serial_number().to_string(),
        }
    }
}

fn rfc3339(at: UtcDateTime) -> String {
    Rfc3339(at).to_string()
}
