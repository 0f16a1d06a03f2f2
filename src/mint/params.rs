//! Parameters that rcgen takes and cannot write.
//!
//! The encoder below rcgen 0.14.10 is yasna 0.6.0. It panics on:
//!
//! - an object identifier that does not exist;
//! - a text that is not ASCII where it must be;
//! - a question mark in a PrintableString.

use rcgen::{CertificateParams, DnType, DnValue, ExtendedKeyUsagePurpose, GeneralSubtree, NameConstraints, SanType};

use super::{
    MintError,
    error::{Parameter, ParameterFault, Short},
};
use crate::der::Oid;

/// Refuses what is not in the subject.
pub(super) fn refuse_unwritable(params: &CertificateParams) -> Result<(), MintError> {
    for alternative in &params.subject_alt_names {
        if let SanType::OtherName((oid, _)) = alternative {
            object_identifier(Parameter::SubjectAltNames, || oid.iter().copied())?;
        }
    }
    for purpose in &params.extended_key_usages {
        if let ExtendedKeyUsagePurpose::Other(oid) = purpose {
            object_identifier(Parameter::ExtendedKeyUsages, || oid.iter().copied())?;
        }
    }
    for extension in &params.custom_extensions {
        object_identifier(Parameter::CustomExtensions, || extension.oid_components())?;
    }
    for uri in params.crl_distribution_points.iter().flat_map(|point| &point.uris) {
        ascii(Parameter::CrlDistributionPoints, uri)?;
    }
    params.name_constraints.as_ref().map_or(Ok(()), constraints)
}

fn constraints(constraints: &NameConstraints) -> Result<(), MintError> {
    for subtree in constraints.permitted_subtrees.iter().chain(&constraints.excluded_subtrees) {
        match subtree {
            GeneralSubtree::Rfc822Name(text) | GeneralSubtree::DnsName(text) => {
                ascii(Parameter::NameConstraints, text)?
            }
            GeneralSubtree::DirectoryName(directory) => {
                directory.iter().try_for_each(|(oid, value)| attribute(Parameter::NameConstraints, oid, value))?
            }
            _ => {}
        }
    }
    Ok(())
}

/// Refuses an attribute of a name.
pub(super) fn attribute(field: Parameter, oid: &DnType, value: &DnValue) -> Result<(), MintError> {
    if let DnType::CustomDnType(oid) = oid {
        object_identifier(field, || oid.iter().copied())?;
    }
    // X.680 section 41.4 allows it, and so does rcgen, but yasna does not. All else is the same in each type of text.
    match value {
        DnValue::PrintableString(text) if text.as_str().contains('?') => {
            Err(unwritable(field, text.as_str(), ParameterFault::QuestionMark))
        }
        _ => Ok(()),
    }
}

fn object_identifier<A: Iterator<Item = u64>>(field: Parameter, arcs: impl Fn() -> A) -> Result<(), MintError> {
    // The first two arcs are written as one number, and yasna asks for one less than fits.
    let fits = arcs().nth(1).is_some_and(|second| second < u64::MAX - 80);
    if fits && Oid::of_arcs(arcs().map(|arc| Some(arc.into()))).is_some() {
        return Ok(());
    }
    let text = arcs().take(20).map(|arc| arc.to_string()).collect::<Vec<_>>().join(".");
    Err(unwritable(field, &text, ParameterFault::ObjectIdentifier))
}

fn ascii(field: Parameter, text: &str) -> Result<(), MintError> {
    if text.is_ascii() { Ok(()) } else { Err(unwritable(field, text, ParameterFault::NotAscii)) }
}

fn unwritable(field: Parameter, value: &str, fault: ParameterFault) -> MintError {
    MintError::Parameter { field, value: Short::of(value), fault }
}
