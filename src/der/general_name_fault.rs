//! Checks that verifiers can compare an alternative name.

use super::{GeneralName, NameFault};

impl GeneralName<'_> {
    /// The fault in it as an alternative name ([RFC 5280 section 4.2.1.6]).
    ///
    /// [RFC 5280 section 4.2.1.6]: https://www.rfc-editor.org/rfc/rfc5280#section-4.2.1.6
    pub(crate) fn fault(&self) -> Option<NameFault> {
        match *self {
            Self::DnsName(host) => (!is_host(host.strip_prefix("*.").unwrap_or(host))).then_some(NameFault::Host),
            Self::Rfc822Name(mailbox) => (!is_mailbox(mailbox)).then_some(NameFault::Mailbox),
            Self::Uri(uri) => (!is_uri(uri)).then_some(NameFault::Uri),
            Self::DirectoryName(directory) => directory.is_empty().then_some(NameFault::Empty),
            Self::OtherName { value, .. } => value.is_empty().then_some(NameFault::Empty),
            _ => None,
        }
    }
}

/// Whether `host` has labels of letters, digits, hyphens and underscores, 63 each and 253 in all ([RFC 1034 section 3.5]).
///
/// Underscores are no part of host names, but many hosts have them.
///
/// [RFC 1034 section 3.5]: https://www.rfc-editor.org/rfc/rfc1034#section-3.5
pub(crate) fn is_host(host: &str) -> bool {
    let (mut length, mut last) = (0, b'.');
    for octet in host.bytes() {
        let fits = match octet {
            b'.' => length > 0 && last != b'-',
            b'-' => length > 0,
            _ => octet.is_ascii_alphanumeric() || octet == b'_',
        };
        length = if octet == b'.' { 0 } else { length + 1 };
        if !fits || length > 63 {
            return false;
        }
        last = octet;
    }
    host.len() <= 253 && last != b'.' && last != b'-'
}

/// Whether `mailbox` has a local part and a host ([RFC 5321 section 4.1.2](https://www.rfc-editor.org/rfc/rfc5321#section-4.1.2)).
fn is_mailbox(mailbox: &str) -> bool {
    let parts = mailbox.rsplit_once('@');
    parts.is_some_and(|(local, host)| !local.is_empty() && is_visible(local) && is_host(host))
}

/// Whether `uri` has a scheme and something after it ([RFC 3986 section 3](https://www.rfc-editor.org/rfc/rfc3986#section-3)).
fn is_uri(uri: &str) -> bool {
    let scheme = |octet: u8| octet.is_ascii_alphanumeric() || matches!(octet, b'+' | b'-' | b'.');
    uri.split_once(':').is_some_and(|(name, rest)| {
        name.starts_with(|char: char| char.is_ascii_alphabetic())
            && name.bytes().all(scheme)
            && !rest.is_empty()
            && is_visible(rest)
            && !rest.contains(['\\', '"', '<', '>', '{', '}', '^', '|', '`'])
    })
}

/// Whether every octet is a visible character of ASCII.
fn is_visible(text: &str) -> bool {
    text.bytes().all(|octet| octet.is_ascii_graphic())
}
