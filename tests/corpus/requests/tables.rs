//! The object identifiers, texts and names that requests are made of, with what is wrong with them.

use super::made::Wrong;

pub(super) const SUBJECT_KEY_IDENTIFIER: &str = "2.5.29.14";
pub(super) const KEY_USAGE: &str = "2.5.29.15";
pub(super) const SUBJECT_ALT_NAME: &str = "2.5.29.17";
pub(super) const BASIC_CONSTRAINTS: &str = "2.5.29.19";
pub(super) const NAME_CONSTRAINTS: &str = "2.5.29.30";
pub(super) const DISTRIBUTION_POINTS: &str = "2.5.29.31";
pub(super) const POLICIES: &str = "2.5.29.32";
pub(super) const AUTHORITY_KEY_IDENTIFIER: &str = "2.5.29.35";
pub(super) const POLICY_CONSTRAINTS: &str = "2.5.29.36";
pub(super) const EXTENDED_KEY_USAGE: &str = "2.5.29.37";
pub(super) const INHIBIT_ANY_POLICY: &str = "2.5.29.54";
pub(super) const TLS_FEATURE: &str = "1.3.6.1.5.5.7.1.24";

/// The extensions that are asked for most. Those of other object identifiers follow in `Extension::make`.
pub(super) const EXTENSIONS: [&str; 14] = [
    SUBJECT_ALT_NAME,
    KEY_USAGE,
    EXTENDED_KEY_USAGE,
    BASIC_CONSTRAINTS,
    SUBJECT_KEY_IDENTIFIER,
    AUTHORITY_KEY_IDENTIFIER,
    NAME_CONSTRAINTS,
    POLICY_CONSTRAINTS,
    INHIBIT_ANY_POLICY,
    POLICIES,
    DISTRIBUTION_POINTS,
    TLS_FEATURE,
    "1.2.3",
    // A UUID.
    "2.25.340282366920938463463374607431768211455",
];

pub(super) const TIME_STAMPING: &str = "1.3.6.1.5.5.7.3.8";
pub(super) const OCSP_SIGNING: &str = "1.3.6.1.5.5.7.3.9";
pub(super) const ANY_PURPOSE: &str = "2.5.29.37.0";
pub(super) const PURPOSES: [&str; 8] = [
    "1.3.6.1.5.5.7.3.1",
    "1.3.6.1.5.5.7.3.2",
    "1.3.6.1.5.5.7.3.3",
    "1.3.6.1.5.5.7.3.4",
    "1.3.6.1.4.1.44924.1.6",
    TIME_STAMPING,
    OCSP_SIGNING,
    ANY_PURPOSE,
];

/// The content of basicConstraints, and what it says.
pub(super) type Constraint = (&'static [u8], Option<(bool, Option<u32>)>);
pub(super) const CONSTRAINTS: [Constraint; 12] = [
    (&[], Some((false, None))),
    (&[0x01, 1, 0xff], Some((true, None))),
    (&[0x01, 1, 0xff, 0x02, 1, 0], Some((true, Some(0)))),
    (&[0x01, 1, 0xff, 0x02, 1, 0x7f], Some((true, Some(127)))),
    (&[0x01, 1, 0xff, 0x02, 2, 0, 0x80], Some((true, Some(128)))),
    (&[0x01, 1, 0xff, 0x02, 2, 1, 0x2c], Some((true, Some(300)))),
    // FALSE is the default, which DER leaves out.
    (&[0x01, 1, 0], Some((false, None))),
    (&[0x02, 1, 0], Some((false, Some(0)))),
    (&[0x01, 1, 1], None),
    (&[0x01, 1, 0xff, 0x02, 1, 0xff], None),
    (&[0x01, 1, 0xff, 0x02, 2, 0, 1], None),
    (&[0x01, 1, 0xff, 0x02, 1, 0, 0x05, 0], None),
];

pub(super) const COMMON_NAME: &str = "2.5.4.3";
pub(super) const EMAIL_ADDRESS: &str = "1.2.840.113549.1.9.1";
/// Stands for an object identifier of 63 octets.
pub(super) const LONG: &str = "long";
pub(super) const ATTRIBUTES: [&str; 12] = [
    COMMON_NAME,
    "2.5.4.10",
    "2.5.4.11",
    "2.5.4.6",
    "2.5.4.7",
    "2.5.4.8",
    "2.5.4.5",
    "0.9.2342.19200300.100.1.25",
    "0.9.2342.19200300.100.1.1",
    EMAIL_ADDRESS,
    "2.999.1",
    LONG,
];

/// Values of attributes: the identifier octet, the content, whether it is of its type, and whether that is a type of text.
pub(super) const TEXTS: [(u8, &[u8], bool, bool); 20] = [
    (0x0c, b"db.internal", true, true),
    (0x13, b"db.internal", true, true),
    (0x0c, "Straße, + 語".as_bytes(), true, true),
    (0x13, b"Example & Company?", true, true),
    (0x12, b"0123 456", true, true),
    (0x14, b"caf\xe9", true, true),
    (0x16, b"a@example.com", true, true),
    (0x1a, b"visible", true, true),
    (0x1c, b"\0\0\0L\0\x01\xf6\0", true, true),
    (0x1e, b"\0L\xd8\x3d\xde\0", true, true),
    (0x0c, b"", true, true),
    (0x0c, b"\x1b[2J\n\xe2\x80\xae", true, true),
    (0x0c, &[b'x'; 200], true, true),
    (0x03, b"\0\xff", true, false),
    (0x04, b"octets", true, false),
    (0x0c, b"\xff", false, true),
    (0x13, b"\xe9", false, true),
    (0x16, b"\xe9", false, true),
    (0x1c, b"abc", false, true),
    (0x1e, b"abc", false, true),
];

/// Hosts, with what is wrong with them. `#` stands for 60 letters.
pub(super) const HOSTS: [(&str, Option<Wrong>); 22] = [
    ("db.internal", None),
    ("*.db.internal", None),
    ("secret.internal", None),
    ("a.SECRET.internal", None),
    ("internal", None),
    ("notinternal", None),
    ("host.example", None),
    ("_sip.Internal", None),
    ("xn--bcher-kva.example", None),
    ("#aaa.internal", None),
    ("#.#.#.#.aaaaa.aaa", None),
    ("", Some(Wrong::Host)),
    (" ", Some(Wrong::Host)),
    ("db internal", Some(Wrong::Host)),
    ("*", Some(Wrong::Host)),
    ("*.", Some(Wrong::Host)),
    ("*.*.internal", Some(Wrong::Host)),
    ("a*.internal", Some(Wrong::Host)),
    ("-a.internal", Some(Wrong::Host)),
    ("a..internal", Some(Wrong::Host)),
    ("#aaaa.internal", Some(Wrong::Host)),
    ("#.#.#.#.aaaaaa.aaa", Some(Wrong::Host)),
];

pub(super) const MAILBOXES: [(&[u8], Option<Wrong>); 7] = [
    (b"a@example.com", None),
    (b"a+b@internal", None),
    (b"a", Some(Wrong::Mailbox)),
    (b"@internal", Some(Wrong::Mailbox)),
    (b"a@", Some(Wrong::Mailbox)),
    (b"a b@internal", Some(Wrong::Mailbox)),
    (b"\xe9@internal", Some(Wrong::Unreadable)),
];

pub(super) const URIS: [(&[u8], Option<Wrong>); 8] = [
    (b"spiffe://mesh.internal/a", None),
    (b"https://host.example:8443/a?b#c", None),
    (b"urn:uuid:1", None),
    (b"internal", Some(Wrong::Uri)),
    (b":x", Some(Wrong::Uri)),
    (b"1a:x", Some(Wrong::Uri)),
    (b"a:", Some(Wrong::Uri)),
    (b"a:b c", Some(Wrong::Uri)),
];

pub(super) const EXTENSION_REQUEST: &str = "1.2.840.113549.1.9.14";
pub(super) const MICROSOFT_EXTENSIONS: &str = "1.3.6.1.4.1.311.2.1.14";
pub(super) const CHALLENGE_PASSWORD: &str = "1.2.840.113549.1.9.7";
