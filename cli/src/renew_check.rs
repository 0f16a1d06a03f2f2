//! Tells whether certificates are due, for cron and scripts.

use std::{
    io::Write,
    path::{Path, PathBuf},
    time::Duration,
};

use notafter::{
    Validity,
    inspect::{Ending, Inspection, Role, chain},
    renewal::{RenewAt, Window},
    time::{Duration as Span, UtcDateTime},
};
use serde::{
    Deserialize as _, Serialize,
    de::{IntoDeserializer as _, value::Error},
};

use crate::{
    Failure, UNUSABLE, certificates, clock,
    print::{Format, counted, json, one_line, rfc3339},
    read,
};

/// Tell whether certificates are to be renewed before the next run
///
/// If the file holds a chain, the whole chain counts. Each certificate has its own instant within a window, so that a fleet
/// does not renew at once. It is the same instant at every run.
///
/// The exit code is 0 if all are fresh. It is 1 if one is due before the next run, or is not yet valid. It is 2 if one cannot be
/// read. It is 3 if one has expired, or its chain is never valid. The highest counts.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Files with a certificate, and its chain if it has one, in PEM, DER or PKCS #7.
    #[arg(required = true, value_name = "CERT")]
    files: Vec<PathBuf>,
    /// The time until the next run.
    #[arg(long, value_name = "DURATION", default_value = "1d", value_parser = read::duration)]
    every: Duration,
    /// When to renew: ideal, a share of the lifetime such as 2/3 or 80%, or how long before the end, such as 30d.
    #[arg(long, value_name = "POINT", default_value = "ideal", value_parser = parse_point)]
    renew_at: RenewAt,
    /// A name that tells this host from others with the same certificate.
    #[arg(long, value_name = "TEXT")]
    seed: Option<String>,
    /// The instant to look at [default: now].
    #[arg(long, value_name = "INSTANT", value_parser = read::instant)]
    at: Option<UtcDateTime>,
    /// The format of the result.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
enum State {
    Fresh,
    Due,
    Unreadable,
    Expired,
}

/// How a certificate stands. A field without a value is null.
#[derive(Debug, Serialize)]
struct Standing {
    file: String,
    state: State,
    due: Option<String>,
    window: Option<[String; 2]>,
    validity: Option<Validity>,
    why: String,
}

pub(crate) fn run(arguments: &Arguments, out: &mut dyn Write) -> Result<u8, Failure> {
    let now = arguments.at.unwrap_or_else(clock::now);
    let standings: Vec<Standing> = arguments.files.iter().map(|file| standing(file, arguments, now)).collect();
    match arguments.format {
        Format::Text => {
            for Standing { file, state, due, why, .. } in &standings {
                let state = match state {
                    State::Fresh => "fresh",
                    State::Due => "due",
                    State::Unreadable => "unreadable",
                    State::Expired => "expired",
                };
                let due = due.as_ref().map(|due| format!(", renew at {due}")).unwrap_or_default();
                writeln!(out, "{file}: {state}{due}: {why}")?;
            }
        }
        Format::Json => json(out, &standings)?,
    }
    let code = |standing: &Standing| match standing.state {
        State::Fresh => 0,
        State::Due => 1,
        State::Unreadable => UNUSABLE,
        State::Expired => 3,
    };
    Ok(standings.iter().map(code).max().unwrap_or_default())
}

fn standing(path: &Path, arguments: &Arguments, now: UtcDateTime) -> Standing {
    let file = one_line(&path.display().to_string(), 400);
    let (certificate, validity, ends) = match period(path, now) {
        Ok(period) => period,
        Err((state, why)) => return Standing { file, state, due: None, window: None, validity: None, why },
    };
    let window = Window::new(&validity, arguments.renew_at);
    let due = match &arguments.seed {
        Some(seed) => window.pick(&[seed.as_bytes(), &certificate].concat()),
        None => window.pick(&certificate),
    };
    let next = now.saturating_add(Span::try_from(arguments.every).unwrap_or(Span::MAX));
    let state = match () {
        () if now.truncate_to_second() > validity.not_after() => State::Expired,
        () if due < next || now < validity.not_before() => State::Due,
        () => State::Fresh,
    };
    let point = match arguments.renew_at {
        RenewAt::BeforeEnd(_) => arguments.renew_at.to_string(),
        RenewAt::Ideal => "at the ideal point".to_owned(),
        _ => format!("at {}", arguments.renew_at),
    };
    let begins = (now.truncate_to_second() < validity.not_before())
        .then(|| format!("not valid before {}, ", rfc3339(validity.not_before())));
    Standing {
        file,
        state,
        due: Some(rfc3339(due)),
        window: Some([window.start(), window.end()].map(rfc3339)),
        validity: Some(validity),
        why: format!("{}{ends}, {point} of {}", begins.unwrap_or_default(), counted(validity.days().into(), "day")),
    }
}

/// The certificate, its usable period, and the reason for its end. The error is its state, with the reason.
fn period(path: &Path, now: UtcDateTime) -> Result<(Vec<u8>, Validity, String), (State, String)> {
    let unreadable = |error: &dyn std::fmt::Display| (State::Unreadable, error.to_string());
    let contents = certificates::read(path).map_err(|error| unreadable(&error))?;
    let certificates = certificates::of(&contents).map_err(|error| unreadable(&error))?;
    // In whatever order they are.
    let chain = chain(&certificates, now).map_err(|error| unreadable(&error))?;
    chain.leaf().validity().map_err(|error| unreadable(&error))?;
    let outlook = chain.outlook();
    let told = || one_line(&outlook.to_string(), 400);
    let validity = match (chain.validity(), outlook.ending()) {
        (Some(validity), _) => validity,
        (None, Ending::NoCommonSecond) => return Err((State::Expired, told())),
        (None, _) => return Err((State::Unreadable, told())),
    };
    // A leaf beside the chain has an end of its own. Only an authority surely is none.
    let is_in_chain = |certificate: &Inspection| chain.path().iter().any(|each| each.as_der() == certificate.as_der());
    let is_other_leaf = |certificate: &&Inspection| certificate.role() != Role::Authority && !is_in_chain(certificate);
    if let Some(other) = certificates.iter().find(is_other_leaf) {
        let [leaf, other] = [chain.leaf(), other].map(name);
        return Err((State::Unreadable, format!("{other} is not in the chain of {leaf}: expected one chain")));
    }
    let ends = match chain.end() {
        Some(end) if end.certificate != chain.leaf() => {
            format!("its issuer {} ends at {}", name(end.certificate), rfc3339(validity.not_after()))
        }
        _ => format!("ends at {}", rfc3339(validity.not_after())),
    };
    Ok((chain.leaf().as_der().to_vec(), validity, ends))
}

fn name(certificate: &Inspection) -> String {
    one_line(&certificate.subject().to_string(), 120)
}

fn parse_point(text: &str) -> Result<RenewAt, String> {
    let point = RenewAt::deserialize(text.into_deserializer()).map_err(|error: Error| error.to_string());
    match (point, read::duration(text)) {
        (Ok(point), _) => Ok(point),
        (_, Ok(before)) => Ok(RenewAt::BeforeEnd(before)),
        (Err(reason), _) if text.contains(['/', '%']) => Err(reason),
        (_, Err(reason)) if text.starts_with(|first: char| first.is_ascii_digit()) => Err(reason),
        _ => Err("expected ideal, a share of the lifetime such as 2/3 or 80%, or how long before the end, such as 30d"
            .to_owned()),
    }
}
