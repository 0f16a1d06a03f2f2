//! The state of a live identity, for people and for monitoring.

use core::fmt;

use time::UtcDateTime;

use super::live::Book;
use crate::{
    instant::Rfc3339,
    print::OneLine,
    renewal::State,
    validity::{Status, Validity},
};

/// The state of a [`LiveIdentity`](super::LiveIdentity) at an instant.
///
/// It prints as a line: `host-17/db: fresh, valid until 2026-01-07T23:59:59Z, due at 2026-01-05T15:12:08Z`. [`openmetrics`] exports
/// it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    name: String,
    state: State,
    validity: Validity,
    due: UtcDateTime,
    last_tick: UtcDateTime,
    is_expired: bool,
    failures_in_a_row: u32,
    renewals: u64,
    failures: u64,
    /// The errors of the source, of the store, and of the last attempt.
    errors: [Option<String>; 3],
}

impl Snapshot {
    pub(super) fn of(name: &str, book: &Book, now: UtcDateTime) -> Self {
        let view = book.rotation.at(now);
        let validity = view.current().validity();
        Self {
            name: name.to_owned(),
            state: view.state(),
            validity,
            due: view.due(),
            last_tick: book.last_tick,
            is_expired: matches!(validity.status(now), Status::Expired { .. }),
            failures_in_a_row: view.failures(),
            renewals: book.renewals,
            failures: book.failures,
            errors: [book.source.clone(), book.store.clone(), book.attempt.clone().filter(|_| view.failures() > 0)],
        }
    }

    /// The name of the identity.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The state of the rotation.
    #[must_use]
    pub const fn state(&self) -> State {
        self.state
    }

    /// The period in which the whole chain in use is valid.
    #[must_use]
    pub const fn validity(&self) -> Validity {
        self.validity
    }

    /// When the next renewal is due.
    #[must_use]
    pub const fn due(&self) -> UtcDateTime {
        self.due
    }

    /// The instant of the last tick.
    ///
    /// If that is minutes ago, nothing renews the identity: the future was dropped, or nobody ticks.
    #[must_use]
    pub const fn last_tick(&self) -> UtcDateTime {
        self.last_tick
    }

    /// How many attempts have failed or were refused since the last renewal.
    #[must_use]
    pub const fn failures_in_a_row(&self) -> u32 {
        self.failures_in_a_row
    }

    /// How many credentials were taken since the start.
    ///
    /// The first one counts unless it was saved before.
    #[must_use]
    pub const fn renewals(&self) -> u64 {
        self.renewals
    }

    /// How many attempts have failed or were refused since the start.
    #[must_use]
    pub const fn failures(&self) -> u64 {
        self.failures
    }

    /// The present errors of the source, of saving, and of the last attempt, as the observer was told.
    pub fn errors(&self) -> impl Iterator<Item = &str> {
        self.errors.iter().flatten().map(String::as_str)
    }
}

impl fmt::Display for Snapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, state, validity, due, .. } = self;
        let (until, due) = (Rfc3339(validity.not_after()), Rfc3339(*due));
        write!(f, "{}: {state}, valid until {until}, due at {due}", OneLine(name))?;
        self.errors().try_for_each(|error| write!(f, "; {error}"))
    }
}

/// Prints identities in the text format of [OpenMetrics 1.0](https://prometheus.io/docs/specs/om/open_metrics_spec/).
///
/// Their names must differ.
///
/// Exporters of certificates, such as x509-certificate-exporter, use the same metric names. Each sample has the name as its
/// label `identity`. Times are in seconds since 1970. Serve the text as
/// `application/openmetrics-text; version=1.0.0; charset=utf-8`.
///
/// | metric | |
/// |---|---|
/// | `x509_cert_not_before`, `x509_cert_not_after` | the period of the chain in use |
/// | `x509_cert_expired` | 1 if it has ended |
/// | `notafter_renewal_due_timestamp_seconds` | when the next renewal is due |
/// | `notafter_last_tick_timestamp_seconds` | the instant of the last tick. Alert if it is older than five minutes |
/// | `notafter_failures_in_a_row` | attempts that failed since the last renewal. Alert if it is above 0 for long |
/// | `notafter_source_unusable`, `notafter_state_unsaved` | 1 if a file cannot be used, or the state cannot be saved |
/// | `notafter_renewals_total`, `notafter_failures_total` | renewals and failed attempts since the start |
///
/// # Examples
///
/// ```
/// # fn metrics(server: &notafter::identity::LiveIdentity, client: &notafter::identity::LiveIdentity) -> String {
/// notafter::identity::openmetrics(&[server.snapshot(), client.snapshot()])
/// # }
/// ```
#[must_use]
pub fn openmetrics(snapshots: &[Snapshot]) -> String {
    let mut text = String::new();
    for Family { name, kind, help, value } in FAMILIES {
        text += &format!("# TYPE {name} {kind}\n# HELP {name} {help}\n");
        let suffix = if *kind == "counter" { "_total" } else { "" };
        for snapshot in snapshots {
            text += &format!("{name}{suffix}{{identity=\"{}\"}} {}\n", escaped(&snapshot.name), value(snapshot));
        }
    }
    text + "# EOF\n"
}

/// A metric family.
struct Family {
    name: &'static str,
    kind: &'static str,
    help: &'static str,
    value: fn(&Snapshot) -> i64,
}

const FAMILIES: &[Family] = &[
    Family {
        name: "x509_cert_not_before",
        kind: "gauge",
        help: "First valid second of the certificate chain in use.",
        value: |snapshot| snapshot.validity.not_before().unix_timestamp(),
    },
    Family {
        name: "x509_cert_not_after",
        kind: "gauge",
        help: "Last valid second of the certificate chain in use.",
        value: |snapshot| snapshot.validity.not_after().unix_timestamp(),
    },
    Family {
        name: "x509_cert_expired",
        kind: "gauge",
        help: "Whether the certificate chain in use has ended.",
        value: |snapshot| i64::from(snapshot.is_expired),
    },
    Family {
        name: "notafter_renewal_due_timestamp_seconds",
        kind: "gauge",
        help: "When the next renewal is due.",
        value: |snapshot| snapshot.due.unix_timestamp(),
    },
    Family {
        name: "notafter_last_tick_timestamp_seconds",
        kind: "gauge",
        help: "When the renewal was last looked at.",
        value: |snapshot| snapshot.last_tick.unix_timestamp(),
    },
    Family {
        name: "notafter_failures_in_a_row",
        kind: "gauge",
        help: "Attempts that failed since the last renewal.",
        value: |snapshot| snapshot.failures_in_a_row.into(),
    },
    Family {
        name: "notafter_source_unusable",
        kind: "gauge",
        help: "Whether what the source has cannot be used.",
        value: |snapshot| i64::from(snapshot.errors[0].is_some()),
    },
    Family {
        name: "notafter_state_unsaved",
        kind: "gauge",
        help: "Whether what is in use could not be saved.",
        value: |snapshot| i64::from(snapshot.errors[1].is_some()),
    },
    Family {
        name: "notafter_renewals",
        kind: "counter",
        help: "Certificates that were taken.",
        value: |snapshot| i64::try_from(snapshot.renewals).unwrap_or(i64::MAX),
    },
    Family {
        name: "notafter_failures",
        kind: "counter",
        help: "Attempts that failed.",
        value: |snapshot| i64::try_from(snapshot.failures).unwrap_or(i64::MAX),
    },
];

/// A label's value.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}
