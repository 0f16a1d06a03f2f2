//! Kinds: what a certificate may be used for decides, then what it claims. Each cell of the table, with a twin that differs in it.

use notafter::{
    inspect::{Inspection, Kind, Role, Rule},
    limits::SUBORDINATE_CA,
};
use time::{UtcDateTime, macros::utc_datetime};

use super::made::{
    ANY_PURPOSE, CLIENT_AUTH, CODE_SIGNING, EMAIL_PROTECTION, OCSP_SIGNING, SERVER_AUTH, TIME_STAMPING, USAGE, bare,
    common_name, for_purposes, found, inspect, with_extension, without,
};
use crate::fixture::{EXTENSIONS, SUBJECT, authority_der, rebuild};

const NOW: UtcDateTime = utc_datetime!(2026-03-15 00:00:00);
const DAY: u64 = 86_400;

/// The policies of the CA/Browser Forum, by what follows 2.23.140.1.
const EV: &[u8] = &[1];
const DV: &[u8] = &[2, 1];
const OV: &[u8] = &[2, 2];
const EV_CODE: &[u8] = &[3];
const CODE: &[u8] = &[4, 1];
const STAMPS: &[u8] = &[4, 2];
const LEGACY: &[u8] = &[5, 1, 1];
const MULTIPURPOSE: &[u8] = &[5, 2, 2];
const STRICT: &[u8] = &[5, 4, 3];
/// None of those that are assigned.
const NOBODY: &[u8] = &[9];

fn made(purposes: Option<&[&[u8]]>, policies: &[&[u8]]) -> Inspection {
    let policies: Vec<Vec<u8>> = policies.iter().map(|arcs| [&[0x67, 0x81, 0x0c, 0x01], *arcs].concat()).collect();
    let policies: Vec<&[u8]> = policies.iter().map(Vec::as_slice).collect();
    inspect(&for_purposes(purposes, &policies, NOW, DAY))
}

/// Asserts kind and schedule, in whatever order purposes and policies stand.
fn assert_kind(purposes: Option<&[&[u8]]>, policies: &[&[u8]], kind: &str, schedule: Option<&str>) {
    let backwards: Option<Vec<&[u8]>> = purposes.map(|list| list.iter().rev().copied().collect());
    let policies_backwards: Vec<&[u8]> = policies.iter().rev().copied().collect();
    for (purposes, policies) in [(purposes, policies), (backwards.as_deref(), &policies_backwards)] {
        let made = made(purposes, policies);
        let found = (made.kind().to_string(), made.schedule().map(|schedule| schedule.name()));
        assert_eq!(found, (kind.to_owned(), schedule), "purposes {purposes:02x?}, policies {policies:02x?}");
        assert_eq!(made.role(), Role::EndEntity);
    }
}

#[test]
fn purposes_decide_before_claims() {
    let all: [&[&[u8]]; 8] =
        [&[], &[NOBODY], &[DV], &[OV, STRICT], &[CODE], &[STAMPS], &[LEGACY], &[EV_CODE, MULTIPURPOSE, STAMPS]];
    for policies in all {
        let only = |purpose| [purpose];
        assert_kind(Some(&only(SERVER_AUTH)), policies, "tls-server", Some("tls-server"));
        assert_kind(Some(&only(CODE_SIGNING)), policies, "code-signing", Some("code-signing"));
        assert_kind(Some(&only(TIME_STAMPING)), policies, "time-stamping", Some("timestamping"));
        assert_kind(Some(&only(OCSP_SIGNING)), policies, "ocsp-responder", Some("ocsp-responder"));
        assert_kind(Some(&only(CLIENT_AUTH)), policies, "other", None);
    }
    assert_kind(Some(&[SERVER_AUTH]), &[EV], "tls-server", Some("tls-ev"));
    assert_kind(Some(&[SERVER_AUTH]), &[EV, DV], "tls-server", Some("tls-ev"));
    // The twin of each claim, with a purpose for which it says nothing.
    assert_kind(Some(&[CLIENT_AUTH]), &[EV], "other", None);
    assert_kind(Some(&[OCSP_SIGNING]), &[EV, DV], "ocsp-responder", Some("ocsp-responder"));
    assert_kind(Some(&[CODE_SIGNING]), &[EV], "code-signing", Some("code-signing"));
}

#[test]
fn mail_is_held_to_the_strictest_generation_that_it_claims() {
    let cases: [(&[&[u8]], Option<&str>); 9] = [
        (&[LEGACY], Some("smime-legacy")),
        (&[MULTIPURPOSE], Some("smime-multipurpose")),
        (&[STRICT], Some("smime-strict")),
        (&[LEGACY, MULTIPURPOSE], Some("smime-multipurpose")),
        (&[LEGACY, STRICT], Some("smime-strict")),
        (&[MULTIPURPOSE, STRICT], Some("smime-strict")),
        (&[LEGACY, MULTIPURPOSE, STRICT], Some("smime-strict")),
        (&[], None),
        (&[NOBODY, DV], None),
    ];
    for (policies, schedule) in cases {
        assert_kind(Some(&[EMAIL_PROTECTION]), policies, "smime", schedule);
        assert_kind(Some(&[EMAIL_PROTECTION, CLIENT_AUTH]), policies, "smime", schedule);
    }
}

#[test]
fn of_several_purposes_the_first_row_is_taken() {
    let rows = [
        (SERVER_AUTH, "tls-server", Some("tls-server")),
        (CODE_SIGNING, "code-signing", Some("code-signing")),
        (EMAIL_PROTECTION, "smime", Some("smime-strict")),
        (TIME_STAMPING, "time-stamping", Some("timestamping")),
        (OCSP_SIGNING, "ocsp-responder", Some("ocsp-responder")),
        (CLIENT_AUTH, "other", None),
    ];
    for (index, (first, kind, schedule)) in rows.into_iter().enumerate() {
        for (second, ..) in &rows[index..] {
            assert_kind(Some(&[first, second]), &[STRICT], kind, schedule);
        }
    }
}

#[test]
fn claims_decide_where_purposes_leave_it_open() {
    type Case<'a> = (&'a [&'a [u8]], &'a str, Option<&'a str>);
    let cases: [Case<'_>; 12] = [
        (&[EV], "tls-server", Some("tls-ev")),
        (&[DV], "tls-server", Some("tls-server")),
        (&[OV, STRICT, CODE], "tls-server", Some("tls-server")),
        (&[EV_CODE], "code-signing", Some("code-signing")),
        (&[CODE, STRICT, STAMPS], "code-signing", Some("code-signing")),
        (&[LEGACY], "smime", Some("smime-legacy")),
        (&[LEGACY, MULTIPURPOSE], "smime", Some("smime-multipurpose")),
        (&[STRICT, STAMPS], "smime", Some("smime-strict")),
        (&[STAMPS], "time-stamping", Some("timestamping")),
        (&[STAMPS, NOBODY], "time-stamping", Some("timestamping")),
        (&[NOBODY], "unknown", None),
        (&[], "unknown", None),
    ];
    for (policies, kind, schedule) in cases {
        assert_kind(None, policies, kind, schedule);
        assert_kind(Some(&[ANY_PURPOSE]), policies, kind, schedule);
        assert_kind(Some(&[ANY_PURPOSE, CLIENT_AUTH]), policies, kind, schedule);
        // A purpose with rules of its own that is named beside it decides.
        assert_kind(Some(&[ANY_PURPOSE, OCSP_SIGNING]), policies, "ocsp-responder", Some("ocsp-responder"));
    }
}

#[test]
fn authorities_and_those_that_may_be_ones() {
    assert_eq!(inspect(authority_der()).kind(), Kind::Root);
    let named = inspect(authority_der()).schedule().map(|schedule| schedule.name());
    assert_eq!(named, Some("root-ca"));
    // The leaf with the basic constraints of an authority, and with its own name as its issuer's.
    let authority = |subject: Vec<u8>| {
        inspect(&rebuild(|elements| {
            let extensions = without(&elements[EXTENSIONS], &[0x55, 0x1d, 0x13]);
            elements[EXTENSIONS] = with_extension(&extensions, &[0x55, 0x1d, 0x13], &[0x30, 3, 1, 1, 0xff]);
            elements[SUBJECT] = subject;
        }))
    };
    let subordinate = authority(common_name(0x0c, b"subordinate"));
    assert_eq!((subordinate.kind(), subordinate.schedule()), (Kind::Subordinate, Some(&SUBORDINATE_CA)));
    for same in [&b"notafter test authority"[..], b" NOTAFTER  Test authority "] {
        let root = authority(common_name(0x13, same));
        assert_eq!(root.kind(), Kind::Root, "names are the same in any case, with any blanks, in any type of text");
    }
    assert_eq!(inspect(&bare("leaf", "A")).kind(), Kind::Unknown);
}

/// What cannot be read may have said anything.
#[test]
fn an_unreadable_extension_leaves_the_kind_unknown() {
    let with_usage = |value: &[u8]| {
        inspect(&rebuild(|elements| {
            elements[EXTENSIONS] = with_extension(&without(&elements[EXTENSIONS], USAGE), USAGE, value);
        }))
    };
    let purpose = [&[0x06, 8][..], SERVER_AUTH].concat();
    let list = |content: &[u8]| [&[0x30, content.len() as u8][..], content].concat();
    let sound = with_usage(&list(&purpose));
    assert_eq!(sound.kind(), Kind::TlsServer);
    let broken: [(&[u8], &str); 3] = [
        (&list(&[]), "is missing"),
        (&list(&[&purpose[..], &[0x06, 9, 1]].concat()), "is truncated"),
        (&list(&[&purpose[..], &[0x05, 0]].concat()), "expected OBJECT IDENTIFIER (0x06), found 0x05"),
    ];
    for (value, reason) in broken {
        let inspection = with_usage(value);
        assert_eq!((inspection.kind(), inspection.schedule()), (Kind::Unknown, None), "{value:02x?}");
        let finding = found(&inspection.findings(), Rule::UnreadablePart).cloned().expect("a finding").to_string();
        assert!(finding.starts_with("extension extendedKeyUsage (2.5.29.37) cannot be read: "), "{finding}");
        assert!(finding.contains(reason), "{finding}");
    }
}

#[test]
fn whoever_claims_a_policy_of_the_forum_is_bound() {
    let cases: [(&[&[u8]], bool); 6] =
        [(&[], false), (&[NOBODY], false), (&[DV], true), (&[EV], true), (&[STRICT], true), (&[NOBODY, STAMPS], true)];
    for (policies, bound) in cases {
        assert_eq!(made(Some(&[SERVER_AUTH]), policies).claims_public_trust(), bound, "{policies:02x?}");
    }
    assert!(!inspect(authority_der()).claims_public_trust());
}

/// Two years, which a TLS server may not have.
#[test]
fn an_ocsp_responder_is_not_held_to_the_maximum_of_servers() {
    let of = |purposes: &[&[u8]]| {
        let policy = [&[0x67, 0x81, 0x0c, 0x01], DV].concat();
        inspect(&for_purposes(Some(purposes), &[&policy], NOW, 730 * DAY)).findings()
    };
    assert_eq!(found(&of(&[OCSP_SIGNING]), Rule::OverMaximum), None);
    assert!(found(&of(&[OCSP_SIGNING, SERVER_AUTH]), Rule::OverMaximum).is_some(), "it is a server, too");
}
