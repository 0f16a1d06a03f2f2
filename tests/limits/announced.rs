//! Announcements: looked up by date as limits are, and refusing nothing.

use notafter::{
    Lifetime,
    limits::{
        self,
        announced::{self, Announcement, LETS_ENCRYPT_CLASSIC, LETS_ENCRYPT_SHORTLIVED, LETS_ENCRYPT_TLSSERVER, Row},
    },
    time::{
        self, UtcDateTime,
        macros::{date, utc_datetime},
    },
};

#[test]
fn each_announcement_changes_in_the_first_second_of_its_date() {
    let cases: [(Announcement, &str, UtcDateTime, Option<Lifetime>, Lifetime); 5] = [
        (LETS_ENCRYPT_CLASSIC, "classic", utc_datetime!(2025-01-09 00:00:00), None, Lifetime::days(90)),
        (
            LETS_ENCRYPT_CLASSIC,
            "classic",
            utc_datetime!(2027-02-10 00:00:00),
            Some(Lifetime::days(90)),
            Lifetime::days(64),
        ),
        (
            LETS_ENCRYPT_CLASSIC,
            "classic",
            utc_datetime!(2028-02-16 00:00:00),
            Some(Lifetime::days(64)),
            Lifetime::days(45),
        ),
        (LETS_ENCRYPT_TLSSERVER, "tlsserver", utc_datetime!(2026-05-13 00:00:00), None, Lifetime::days(45)),
        (LETS_ENCRYPT_SHORTLIVED, "shortlived", utc_datetime!(2026-01-15 00:00:00), None, Lifetime::hours(160)),
    ];
    for (announcement, kind, at, before, after) in cases {
        let lifetime = |at| announcement.in_force(at).map(Row::lifetime);
        assert_eq!(lifetime(at - time::Duration::NANOSECOND), before, "just before {at}");
        assert_eq!(lifetime(at), Some(after), "at {at}");
        assert_eq!((announcement.issuer(), announcement.kind()), ("Let's Encrypt", kind));
        assert_eq!(announcement.to_string(), format!("Let's Encrypt, {kind}"));
    }
    let rows: usize = announced::ALL.iter().map(|announcement| announcement.rows().len()).sum();
    assert_eq!(rows, cases.len(), "every row is in a case");
}

#[test]
fn the_next_change_comes_first() {
    let upcoming = |after| LETS_ENCRYPT_CLASSIC.upcoming(after).map(Row::lifetime).collect::<Vec<_>>();
    assert_eq!(upcoming(utc_datetime!(2026-11-22 00:00:00)), [Lifetime::days(64), Lifetime::days(45)]);
    assert_eq!(upcoming(utc_datetime!(2027-02-09 23:59:59)), [Lifetime::days(64), Lifetime::days(45)]);
    assert_eq!(upcoming(utc_datetime!(2027-02-10 00:00:00)), [Lifetime::days(45)]);
    assert!(upcoming(utc_datetime!(2028-02-16 00:00:00)).is_empty());
    const SHUFFLED: Announcement = Announcement::new(
        "issuer",
        "kind",
        &[
            Row::since(date!(2027 - 01 - 01), Lifetime::days(2), "b"),
            Row::since(date!(2026 - 01 - 01), Lifetime::days(9), "superseded"),
            Row::since(date!(2026 - 01 - 01), Lifetime::days(1), "a"),
        ],
    );
    let citations: Vec<&str> = SHUFFLED.upcoming(utc_datetime!(2025-01-01 00:00:00)).map(Row::citation).collect();
    assert_eq!(citations, ["a", "b"]);
    assert_eq!(SHUFFLED.in_force(utc_datetime!(2026-06-01 00:00:00)).map(Row::citation), Some("a"));
}

/// What an issuer promises is within the rules of its day, or it could not keep both.
#[test]
fn each_announcement_is_within_the_rules() {
    for row in announced::ALL.iter().flat_map(|announcement| announcement.rows()) {
        let validity = notafter::Validity::starting_at(row.effective(), row.lifetime()).expect("in range");
        assert!(limits::TLS_SERVER.check(&validity).is_ok(), "{}", row.citation());
        assert!(row.effective().time() == time::Time::MIDNIGHT, "{}", row.citation());
    }
    let short = LETS_ENCRYPT_SHORTLIVED.rows()[0];
    let validity = notafter::Validity::starting_at(utc_datetime!(2026-11-22 00:00:00), short.lifetime());
    assert!(limits::SHORT_LIVED.check(&validity.expect("in range")).is_ok(), "160 hours are at most 7 days");
}
