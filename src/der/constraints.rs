//! Name constraints: the names that an authority may certify ([RFC 5280 section 4.2.1.10]).
//!
//! [RFC 5280 section 4.2.1.10]: https://www.rfc-editor.org/rfc/rfc5280#section-4.2.1.10

use alloc::{boxed::Box, vec::Vec};
use core::net::IpAddr;

use super::{
    ConstraintFault, ContentFault, Element, Extension, ExtensionFault, GeneralName, ReadError, Reader,
    general_name_fault::is_host,
};

/// The subtrees of an authority, each list as it is written.
#[derive(Clone, Copy)]
pub(crate) struct Constraints<'a> {
    permitted: Option<Reader<'a>>,
    excluded: Option<Reader<'a>>,
}

impl<'a> Constraints<'a> {
    /// Reads the extension, and requires that each of its subtrees means something.
    pub(crate) fn read(extension: &Extension<'a>) -> Result<Self, ExtensionFault> {
        let unreadable = |reason| ExtensionFault::Unreadable { reason: Box::new(reason) };
        let constraints = Self::parts(extension).map_err(unreadable)?;
        if constraints.permitted.is_none() && constraints.excluded.is_none() {
            return Err(ExtensionFault::Empty);
        }
        for list in [constraints.permitted, constraints.excluded].into_iter().flatten() {
            if list.peek().is_none() {
                return Err(ExtensionFault::Empty);
            }
            for base in bases(list) {
                base.map_err(unreadable)?.refuse_pointless()?;
            }
        }
        Ok(constraints)
    }

    fn parts(extension: &Extension<'a>) -> Result<Self, ReadError> {
        let mut parts = extension.list()?;
        let mut list = |tag| match parts.peek() {
            Some(found) if found == tag => parts.next(Element::Extensions).map(|list| Some(list.reader())),
            _ => Ok(None),
        };
        let constraints = Self { permitted: list(0xa0)?, excluded: list(0xa1)? };
        parts.finish(Element::Extensions)?;
        Ok(constraints)
    }

    /// The reason why the authority must not certify `name`. A name of a kind that nobody compares is left to verifiers.
    pub(crate) fn refuse(&self, name: &GeneralName<'_>) -> Result<(), ConstraintFault> {
        let excluded = || self.excluded.into_iter().flat_map(bases).flatten();
        let is_bound = |base: &Base<'_>| matches!(base, Base::Name(GeneralName::Uri(_)));
        let is_in = |base: &Base<'_>| base.contains(name) == Some(true) || base.is_covered_by(name);
        // Where URIs are bound, one without a host must be refused.
        let is_hostless = matches!(name, GeneralName::Uri(uri) if host_of(uri).is_none());
        if excluded().any(|base| is_in(&base) || (is_hostless && is_bound(&base))) {
            return Err(ConstraintFault::Excluded);
        }
        let mut permitted = self.permitted.into_iter().flat_map(bases).flatten().filter_map(|base| base.contains(name));
        // Subtrees of other kinds do not bound this one.
        match permitted.next() {
            Some(false) if !permitted.any(|is_in| is_in) => Err(ConstraintFault::NotPermitted),
            _ => Ok(()),
        }
    }
}

/// The root of a subtree.
enum Base<'a> {
    Name(GeneralName<'a>),
    /// An address and its mask.
    Address(&'a [u8]),
}

fn bases(mut list: Reader<'_>) -> impl Iterator<Item = Result<Base<'_>, ReadError>> {
    core::iter::from_fn(move || {
        list.peek()?;
        Some(list.sequence(Element::GeneralName).and_then(|subtree| {
            let mut parts = subtree.reader();
            let base = parts.next(Element::GeneralName)?;
            // minimum is 0, which DER leaves out, and maximum is absent.
            parts.finish(Element::GeneralName)?;
            match (base.tag, base.content.len()) {
                (0x87, 8 | 32) => Ok(Base::Address(base.content)),
                (0x87, _) => Err(base.refuse(Element::GeneralName, ContentFault::Address)),
                _ => GeneralName::read(&base).map(Base::Name),
            }
        }))
    })
}

impl Base<'_> {
    /// Requires that there can be a name in the subtree.
    fn refuse_pointless(&self) -> Result<(), ExtensionFault> {
        let is_domain = |base: &str| is_host(base.strip_prefix('.').unwrap_or(base));
        let is_useful = match self {
            Self::Address(octets) => return subnet(octets).map(|_| ()).ok_or(ExtensionFault::Mask),
            Self::Name(GeneralName::DnsName(base) | GeneralName::Uri(base)) => base.is_empty() || is_domain(base),
            Self::Name(GeneralName::Rfc822Name(base)) => {
                base.is_empty() || is_domain(base) || GeneralName::Rfc822Name(base).fault().is_none()
            }
            Self::Name(_) => true,
        };
        if is_useful { Ok(()) } else { Err(ExtensionFault::Pointless) }
    }

    /// Whether `name` is a wildcard that stands for the host which is excluded.
    fn is_covered_by(&self, name: &GeneralName<'_>) -> bool {
        match (self, name) {
            (Self::Name(GeneralName::DnsName(base)), GeneralName::DnsName(host)) => {
                let domains = host.strip_prefix("*.").zip(base.split_once('.'));
                domains.is_some_and(|(domain, (label, rest))| !label.is_empty() && rest.eq_ignore_ascii_case(domain))
            }
            _ => false,
        }
    }

    /// Whether `name` is in the subtree, if the two are of one kind that has subtrees.
    fn contains(&self, name: &GeneralName<'_>) -> Option<bool> {
        Some(match (self, name) {
            (Self::Address(octets), GeneralName::IpAddress(address)) => {
                let (net, mask) = subnet(octets)?;
                let octets: Vec<u8> = match address {
                    IpAddr::V4(address) => address.octets().to_vec(),
                    IpAddr::V6(address) => address.octets().to_vec(),
                };
                octets.len() == net.len()
                    && octets.iter().zip(mask).zip(net).all(|((octet, mask), net)| octet & mask == net & mask)
            }
            (Self::Name(GeneralName::DnsName(base)), GeneralName::DnsName(host)) => is_below(host, base),
            (Self::Name(GeneralName::Rfc822Name(base)), GeneralName::Rfc822Name(mailbox)) => {
                let host = mailbox.rsplit_once('@').map_or(*mailbox, |(_, host)| host);
                if base.contains('@') { is_same_mailbox(mailbox, base) } else { is_host_of(host, base) }
            }
            (Self::Name(GeneralName::Uri(base)), GeneralName::Uri(uri)) => {
                host_of(uri).is_some_and(|host| is_host_of(host, base))
            }
            (Self::Name(GeneralName::DirectoryName(base)), GeneralName::DirectoryName(name)) => name.begins_as(base),
            _ => return None,
        })
    }
}

/// An address and its mask, if the mask is one: ones, then zeros.
fn subnet(octets: &[u8]) -> Option<(&[u8], &[u8])> {
    let (net, mask) = octets.split_at_checked(octets.len() / 2)?;
    let mut bits = mask.iter().flat_map(|octet| (0..8).rev().map(move |bit| octet >> bit & 1 == 1));
    let is_mask = !bits.by_ref().skip_while(|bit| *bit).any(|bit| bit);
    is_mask.then_some((net, mask))
}

/// Whether `host` is `base` or in it. OpenSSL and Go take a base with a full stop before it for hosts in it.
fn is_below(host: &str, base: &str) -> bool {
    let domain = base.strip_prefix('.').unwrap_or(base);
    let rest = host.len().checked_sub(domain.len()).and_then(|rest| host.split_at_checked(rest));
    rest.is_some_and(|(before, end)| {
        let same = end.eq_ignore_ascii_case(domain);
        same && (domain.is_empty() || before.ends_with('.') || (before.is_empty() && !base.starts_with('.')))
    })
}

/// Whether `host` is `base`, or in it if `base` begins with a full stop, as for mailboxes and URIs.
fn is_host_of(host: &str, base: &str) -> bool {
    if base.starts_with('.') { is_below(host, base) } else { host.eq_ignore_ascii_case(base) }
}

/// Whether the local parts are the same, with case, and the hosts without case.
fn is_same_mailbox(one: &str, other: &str) -> bool {
    match (one.rsplit_once('@'), other.rsplit_once('@')) {
        (Some((one, host)), Some((other, base))) => one == other && host.eq_ignore_ascii_case(base),
        _ => false,
    }
}

/// The host of a URI, without its port. A URI without a host, with a user, or with an address is in no subtree.
fn host_of(uri: &str) -> Option<&str> {
    let (_, rest) = uri.split_once(':')?;
    let authority = rest.strip_prefix("//")?.split(['/', '?', '#']).next()?;
    let (host, port) = authority.split_once(':').unwrap_or((authority, ""));
    let is_port = port.bytes().all(|octet| octet.is_ascii_digit());
    (is_port && is_host(host) && host.parse::<IpAddr>().is_err()).then_some(host)
}
