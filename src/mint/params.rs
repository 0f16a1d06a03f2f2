//! Parameters that rcgen takes and cannot write.
//!
//! The encoder below rcgen 0.14.10, yasna 0.6.0, panics on an object identifier that does not exist, on a text that is not
//! ASCII where it must be, and on a question mark in a PrintableString.

use rcgen::{
    CertificateParams, DistinguishedName, DnType, DnValue, ExtendedKeyUsagePurpose, GeneralSubtree, NameConstraints,
    SanType,
};

use super::MintError;

pub(super) fn refuse_unwritable(params: &CertificateParams) -> Result<(), MintError> {
    name("distinguished_name", &params.distinguished_name)?;
    for alternative in &params.subject_alt_names {
        if let SanType::OtherName((oid, _)) = alternative {
            object_identifier("subject_alt_names", oid.iter().copied())?;
        }
    }
    for purpose in &params.extended_key_usages {
        if let ExtendedKeyUsagePurpose::Other(oid) = purpose {
            object_identifier("extended_key_usages", oid.iter().copied())?;
        }
    }
    for extension in &params.custom_extensions {
        object_identifier("custom_extensions", extension.oid_components())?;
    }
    for uri in params.crl_distribution_points.iter().flat_map(|point| &point.uris) {
        ascii("crl_distribution_points", uri)?;
    }
    params.name_constraints.as_ref().map_or(Ok(()), constraints)
}

fn constraints(constraints: &NameConstraints) -> Result<(), MintError> {
    for subtree in constraints.permitted_subtrees.iter().chain(&constraints.excluded_subtrees) {
        match subtree {
            GeneralSubtree::Rfc822Name(text) | GeneralSubtree::DnsName(text) => ascii("name_constraints", text)?,
            GeneralSubtree::DirectoryName(directory) => name("name_constraints", directory)?,
            _ => {}
        }
    }
    Ok(())
}

fn name(field: &'static str, name: &DistinguishedName) -> Result<(), MintError> {
    for (attribute, value) in name.iter() {
        if let DnType::CustomDnType(oid) = attribute {
            object_identifier(field, oid.iter().copied())?;
        }
        // X.680 section 41.4 allows it, and so does rcgen, but yasna does not. All else is the same in each type of text.
        if let DnValue::PrintableString(text) = value
            && text.as_str().contains('?')
        {
            let reason = "is a PrintableString with `?`, which cannot be written";
            return Err(MintError::Parameter { field, value: text.to_string(), reason });
        }
    }
    Ok(())
}

/// Requires two arcs at least, the first 0 to 2, and the second below 40 under 0 and 1 (X.660).
fn object_identifier(field: &'static str, arcs: impl Iterator<Item = u64>) -> Result<(), MintError> {
    let arcs: Vec<u64> = arcs.collect();
    let exists = match *arcs.as_slice() {
        [0 | 1, second, ..] => second < 40,
        // The first two arcs are written as one number, and yasna asks for one less than fits.
        [2, second, ..] => second < u64::MAX - 80,
        _ => false,
    };
    if exists {
        return Ok(());
    }
    let value = arcs.iter().map(u64::to_string).collect::<Vec<_>>().join(".");
    Err(MintError::Parameter { field, value, reason: "is no object identifier" })
}

fn ascii(field: &'static str, text: &str) -> Result<(), MintError> {
    if text.is_ascii() {
        return Ok(());
    }
    Err(MintError::Parameter { field, value: text.escape_default().to_string(), reason: "is not ASCII" })
}
