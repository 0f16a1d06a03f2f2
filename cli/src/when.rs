//! Computes the end of a lifetime from a date on, by each policy.

use std::io::Write;

use notafter::{LeapDayPolicy, Lifetime, Validity, ValidityError, time::UtcDateTime};
use serde::Serialize;

use crate::{
    Failure,
    print::{Columns, Format, counted, json, rfc3339},
    read,
};

/// Tell when a certificate ends, by each of the three policies for days that do not exist
///
/// A certificate is valid through the printed second. Years and months may have no end on a date, such as one year from 29
/// February. Then clamp takes the last day of the month, roll-forward takes the first of the next, and reject is an error. With
/// a policy, as in "1 year, clamp", only its end is shown. Days, hours and seconds have no policy.
///
/// The exit code is 0 if there is an end, 1 if there is none, and 2 if an argument is wrong.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The first second of the certificate: a date, at 00:00:00 UTC, or an instant such as 2028-02-29T12:00:00Z.
    #[arg(value_name = "DATE", value_parser = read::instant)]
    date: UtcDateTime,
    /// How long it is valid: "1 year", "13 months", 90d, 1h30m, "1 year, clamp".
    #[arg(value_name = "LIFETIME")]
    lifetime: String,
    /// The format of the result.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

pub(crate) fn run(arguments: &Arguments, out: &mut dyn Write) -> Result<u8, Failure> {
    let answers = answers(arguments.date, &arguments.lifetime).map_err(Failure::Unusable)?;
    match arguments.format {
        Format::Text => {
            let header = ["policy", "notAfter", "length"].map(str::to_owned);
            let why = |error: &ValidityError| match error {
                ValidityError::NoSuchEnd { reason, .. } => reason.to_string(),
                _ => error.to_string(),
            };
            let rows = answers.iter().map(|(lifetime, answer)| {
                let policy = lifetime.leap_day_policy().map_or_else(|| "exact".to_owned(), |policy| policy.to_string());
                match answer {
                    Ok(validity) => {
                        let length = counted(validity.days().into(), "day");
                        [policy, rfc3339(validity.not_after()), length]
                    }
                    Err(error) => [policy, "none".to_owned(), why(error)],
                }
            });
            write!(out, "{}", Columns(std::iter::once(header).chain(rows).collect()))?;
        }
        Format::Json => {
            #[derive(Serialize)]
            struct Fields {
                lifetime: String,
                policy: Option<String>,
                validity: Option<Validity>,
                days: Option<u32>,
                error: Option<String>,
            }
            let answers: Vec<Fields> = answers
                .iter()
                .map(|(lifetime, answer)| Fields {
                    lifetime: lifetime.to_string(),
                    policy: lifetime.leap_day_policy().map(|policy| policy.to_string()),
                    validity: answer.ok(),
                    days: answer.ok().map(|validity| validity.days()),
                    error: answer.err().map(|error| error.to_string()),
                })
                .collect();
            json(out, &answers)?;
        }
    }
    Ok(if answers.iter().any(|(_, answer)| answer.is_ok()) { 0 } else { 1 })
}

/// The end that one of the lifetimes gives, or the reason why it gives none.
type Answer = (Lifetime, Result<Validity, ValidityError>);

/// The lifetimes that `text` may mean, and the end of each from `date` on.
fn answers(date: UtcDateTime, text: &str) -> Result<Vec<Answer>, String> {
    let with_each_policy: Result<Vec<Lifetime>, _> =
        LeapDayPolicy::ALL.iter().map(|policy| format!("{text}, {policy}").parse()).collect();
    let lifetimes = match (text.parse::<Lifetime>(), with_each_policy) {
        (Ok(lifetime), _) => vec![lifetime],
        (Err(_), Ok(lifetimes)) => lifetimes,
        (Err(error), Err(_)) => return Err(error.to_string()),
    };
    Ok(lifetimes.into_iter().map(|lifetime| (lifetime, Validity::starting_at(date, lifetime))).collect())
}
