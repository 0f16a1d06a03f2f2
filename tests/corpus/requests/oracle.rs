//! What an authority must answer to a request: every reason to refuse it, or the extensions of the certificate.
//!
//! It judges what the request was made of, and reads no DER. Where there is more than one reason, any of them may be given.

use std::collections::BTreeSet;

use super::{
    grants::Grants,
    issuers::Authority,
    made::{Alternative, Asked, Extension, Fault, Says, Subtrees, Wrong},
    tables::{
        ANY_PURPOSE, AUTHORITY_KEY_IDENTIFIER, BASIC_CONSTRAINTS, DISTRIBUTION_POINTS, INHIBIT_ANY_POLICY,
        NAME_CONSTRAINTS, OCSP_SIGNING, POLICY_CONSTRAINTS, SUBJECT_ALT_NAME, SUBJECT_KEY_IDENTIFIER, TIME_STAMPING,
    },
};

/// A reason to refuse, in as many words as the errors have.
pub(super) type Reason = String;

/// Why the request cannot be read, whoever reads it.
pub(super) fn unreadable(asked: &Asked) -> BTreeSet<Reason> {
    let mut reasons = BTreeSet::new();
    let mut refuse = |reason: &str| reasons.extend([reason.to_owned()]);
    if asked.fault == Fault::Version {
        refuse("version");
    }
    match asked.fault {
        // The other key is of Ed25519: its signature is of another algorithm than the other keys.
        Fault::AnotherKey if asked.key != 0 => refuse("unsupported"),
        Fault::AnotherKey | Fault::FlippedBit => refuse("signature"),
        Fault::None | Fault::Version => {}
    }
    if !asked.name.is_readable || asked.extensions.iter().any(|one| one.oid.is_none() || one.critical.is_none()) {
        refuse("read");
    }
    for (index, one) in asked.extensions.iter().enumerate() {
        if let Some(oid) = &one.oid
            && asked.extensions.iter().skip(index + 1).any(|other| other.oid == one.oid)
        {
            refuse(&format!("{oid} repeated in the request"));
        }
    }
    reasons
}

/// What the certificate of a readable request is.
pub(super) struct Expected<'a> {
    pub(super) reasons: BTreeSet<Reason>,
    /// The extensions that are granted, each with its criticality in the certificate.
    pub(super) granted: Vec<(&'a Extension, bool)>,
    pub(super) is_ca: bool,
}

impl Expected<'_> {
    pub(super) fn find(&self, oid: &str) -> Option<&Extension> {
        self.granted.iter().map(|(extension, _)| *extension).find(|extension| extension.oid.as_deref() == Some(oid))
    }
}

pub(super) fn judge<'a>(asked: &'a Asked, grants: &Grants, authority: &Authority) -> Expected<'a> {
    let mut reasons = BTreeSet::new();
    let granted: Vec<&Extension> = asked
        .extensions
        .iter()
        .filter(|extension| match is_granted(extension, grants) {
            Ok(is_granted) => is_granted,
            Err(refused) => {
                reasons.extend(refused);
                true
            }
        })
        .collect();
    let find = |oid: &str| granted.iter().find(|extension| extension.oid.as_deref() == Some(oid)).map(|one| &one.says);
    let is_ca = matches!(find(BASIC_CONSTRAINTS), Some(Says::Constraints(Some((true, _)))));
    let has_subject = if grants.without_subject { grants.own } else { !asked.name.is_empty() };

    for extension in &granted {
        reasons.extend(misfits(extension, is_ca));
    }
    let names: &[Alternative] = match find(SUBJECT_ALT_NAME) {
        Some(Says::Names(names)) => names,
        _ => &[],
    };
    let is_named = has_subject && (grants.without_subject || !asked.name.is_blank);
    if !is_named && (is_ca || names.is_empty()) {
        reasons.insert("nameless".to_owned());
    }
    if !grants.without_subject && asked.name.is_the_issuers {
        reasons.insert("subject is issuer".to_owned());
    }
    // An authority with the issuer's name is no step of a path.
    let is_self_issued = !grants.without_subject && asked.name.is_the_issuers;
    if authority.path_length == Some(0) && is_ca && !is_self_issued {
        reasons.insert("path length".to_owned());
    }
    if authority.has_constraints {
        reasons.extend(names.iter().filter(|name| !is_permitted(name)).map(|_| "constraint".to_owned()));
    }
    for own in [AUTHORITY_KEY_IDENTIFIER, DISTRIBUTION_POINTS] {
        let is_there = own == AUTHORITY_KEY_IDENTIFIER || grants.own;
        if is_there && find(own).is_some() {
            reasons.insert(format!("{own} is there twice"));
        }
    }
    let critical = |extension: &Extension| {
        extension.critical == Some(true)
            || match (extension.oid.as_deref().unwrap_or_default(), &extension.says) {
                (SUBJECT_ALT_NAME, _) => !has_subject,
                (BASIC_CONSTRAINTS, _) => is_ca,
                (_, Says::Purposes(purposes)) => purposes.contains(&TIME_STAMPING),
                (NAME_CONSTRAINTS | POLICY_CONSTRAINTS | INHIBIT_ANY_POLICY, _) => true,
                _ => false,
            }
    };
    let granted = granted.into_iter().map(|extension| (extension, critical(extension))).collect();
    Expected { reasons, granted, is_ca }
}

/// Whether the grants cover an extension, or leave it out; or why the request is refused for it.
fn is_granted(extension: &Extension, grants: &Grants) -> Result<bool, Vec<Reason>> {
    let oid = extension.oid.as_deref().unwrap_or_default();
    if grants.left_out.iter().any(|left_out| left_out == oid) {
        return Ok(false);
    }
    let mut refused = Vec::new();
    match &extension.says {
        Says::Names(names) => {
            let is_wildcard = |name: &Alternative| name.host.as_ref().is_some_and(|host| host.starts_with("*."));
            if !grants.wildcards && names.iter().any(is_wildcard) {
                refused.push("wildcard".to_owned());
            }
        }
        Says::Usage(bits) => {
            for (bit, power) in [(0x8000 >> 5, "keyCertSign"), (0x8000 >> 6, "cRLSign")] {
                if bits.is_some_and(|bits| bits & bit != 0) && !grants.authority {
                    refused.push(format!("power of {power}"));
                }
            }
        }
        Says::Purposes(purposes) => {
            for (purpose, is_allowed) in [(ANY_PURPOSE, grants.any_purpose), (OCSP_SIGNING, grants.ocsp_signing)] {
                if purposes.contains(&purpose) && !is_allowed {
                    refused.push(format!("purpose {purpose}"));
                }
            }
        }
        Says::Constraints(Some((true, _))) if !grants.authority => refused.push("power of cA".to_owned()),
        Says::Constraints(_) | Says::Identifier(_) => {}
        _ if grants.extensions.iter().any(|granted| granted == oid) => {}
        _ if grants.others_left_out => return Ok(false),
        _ => refused.push(format!("{oid} not granted")),
    }
    if refused.is_empty() { Ok(true) } else { Err(refused) }
}

/// What RFC 5280 has against an extension that is in the certificate.
fn misfits(extension: &Extension, is_ca: bool) -> Vec<Reason> {
    let oid = extension.oid.as_deref().unwrap_or_default();
    let says = |what: &str| format!("{oid} {what}");
    let mut reasons = Vec::new();
    let never = [
        SUBJECT_KEY_IDENTIFIER,
        AUTHORITY_KEY_IDENTIFIER,
        "2.5.29.9",
        "2.5.29.46",
        "1.3.6.1.5.5.7.1.1",
        "1.3.6.1.5.5.7.1.11",
    ];
    if never.contains(&oid) && extension.critical == Some(true) {
        reasons.push(says("is critical"));
    }
    match &extension.says {
        Says::Names(names) if names.is_empty() => reasons.push(says("is empty")),
        Says::Names(names) => reasons.extend(names.iter().filter_map(|name| name.wrong).map(|wrong| match wrong {
            Wrong::Unreadable => says("cannot be read"),
            _ => format!("name {wrong:?}"),
        })),
        Says::Usage(None) => reasons.push(says("cannot be read")),
        Says::Usage(Some(0)) => reasons.push(says("is empty")),
        Says::Usage(Some(bits)) => match (is_ca, bits & (0x8000 >> 5) != 0) {
            (true, false) => reasons.push(says("without keyCertSign")),
            (false, true) => reasons.push(says("is an authority's")),
            _ => {}
        },
        Says::Purposes(purposes) if purposes.is_empty() => reasons.push(says("cannot be read")),
        Says::Purposes(purposes) => {
            if purposes.len() > 1 && purposes.contains(&TIME_STAMPING) {
                reasons.push(says("is not alone"));
            }
        }
        Says::Constraints(None) | Says::Identifier(None) => reasons.push(says("cannot be read")),
        Says::Constraints(Some((false, Some(_)))) => reasons.push(says("is an authority's")),
        Says::Constraints(Some(_)) | Says::Identifier(Some(_)) => {}
        Says::Subtrees(subtrees) => {
            match subtrees {
                Subtrees::Fit => {}
                Subtrees::Unreadable => reasons.push(says("cannot be read")),
                Subtrees::Empty => reasons.push(says("is empty")),
                Subtrees::Mask => reasons.push(says("has a mask")),
            }
            if !is_ca {
                reasons.push(says("is an authority's"));
            }
        }
        Says::Element(is_one) => {
            // What nobody here knows is octets.
            let is_unknown = oid == "1.2.3" || oid.starts_with("2.25.");
            if !is_one && !is_unknown {
                reasons.push(says("cannot be read"));
            }
        }
    }
    reasons
}

/// Whether the name is one that the authority with constraints may certify: hosts of `internal`, but not of `secret.internal`, and
/// addresses of 10.0.0.0/8.
fn is_permitted(name: &Alternative) -> bool {
    if name.wrong == Some(Wrong::Unreadable) {
        return true;
    }
    let is_in = |host: &str, domain: &str| {
        let host = host.to_ascii_lowercase();
        host == domain || host.ends_with(&format!(".{domain}"))
    };
    match (&name.host, &name.address) {
        (Some(host), _) => is_in(host, "internal") && !is_in(host, "secret.internal"),
        (_, Some(address)) => address.len() == 4 && address[0] == 10,
        _ => true,
    }
}
