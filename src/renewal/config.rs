//! A plan as configuration, and a record as it is saved.

use core::{fmt, time::Duration};

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{Error, MapAccess, Visitor, value::MapAccessDeserializer},
};

use super::{Plan, Record, RenewAt};
use crate::{config, excerpt::Excerpt, lifetime::Span};

/// A plan as configuration writes it.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename = "Plan", expecting = "a table with `renew_at`")]
struct Table {
    renew_at: RenewAt,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    spread: Option<Percent>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    back_off: Option<BackOff>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    asked_every: Option<Span>,
    #[serde(default, skip_serializing_if = "Span::is_zero")]
    settle: Span,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a table with `first` and `longest`")]
struct BackOff {
    first: Span,
    longest: Span,
}

impl Serialize for Plan {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // A plan counts in whole seconds.
        let span = |duration: Duration| Span::new(duration).unwrap_or_default();
        let back_off = Some(BackOff { first: span(self.first), longest: span(self.longest) });
        let asked_every = Some(span(self.asked_every)).filter(|every| !every.is_zero());
        let settle = span(self.settle);
        let spread = self.spread.map(Percent);
        Table { renew_at: self.renew_at, spread, back_off, asked_every, settle }.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Plan {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Table { renew_at, spread, back_off, asked_every, settle } = Table::deserialize(deserializer)?;
        let mut plan = Self::new(renew_at).settle(settle.duration());
        if let Some(Percent(percent)) = spread {
            plan = plan.spread(percent);
        }
        if let Some(BackOff { first, longest }) = back_off {
            if first.is_zero() || first.duration() > longest.duration() {
                return Err(D::Error::custom(format_args!(
                    "`back_off.first` of {first} is not between 1 second and `back_off.longest` of {longest}"
                )));
            }
            plan = plan.back_off(first.duration(), longest.duration());
        }
        if let Some(every) = asked_every {
            if every.is_zero() {
                return Err(D::Error::custom("`asked_every` is zero: expected at least 1 second"));
            }
            plan = plan.asked_every(every.duration());
        }
        Ok(plan)
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a table with `before_end`")]
struct BeforeEnd {
    before_end: Span,
}

impl Serialize for RenewAt {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match *self {
            Self::Ideal => serializer.serialize_str("ideal"),
            Self::Share(share) => serializer.collect_str(&share),
            Self::BeforeEnd(before) => {
                // A plan counts in whole seconds, and at least one.
                let before_end = Span::new(Duration::from_secs(before.as_secs().max(1))).unwrap_or_default();
                BeforeEnd { before_end }.serialize(serializer)
            }
        }
    }
}

impl<'de> Deserialize<'de> for RenewAt {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Point)
    }
}

struct Point;

impl<'de> Visitor<'de> for Point {
    type Value = RenewAt;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("`ideal`, a share such as `2/3` or `80%`, or a table such as `{ before_end = \"7 days\" }`")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<RenewAt, E> {
        let excerpt = Excerpt::of(text.as_bytes());
        if text == "ideal" {
            return Ok(RenewAt::Ideal);
        }
        let (numerator, denominator) = match (text.strip_suffix('%'), text.split_once('/')) {
            (Some(percent), None) => (number(percent), Some(100)),
            (None, Some((numerator, denominator))) => (number(numerator), number(denominator)),
            _ => (None, None),
        };
        match numerator.zip(denominator) {
            Some((numerator, denominator))
                if denominator > 0
                    && 10 * u16::from(numerator) >= u16::from(denominator)
                    && numerator <= denominator =>
            {
                Ok(RenewAt::fraction(numerator, denominator))
            }
            Some(_) => Err(E::custom(format_args!("`renew_at` of `{excerpt}` is not between a tenth and the whole"))),
            None => Err(E::custom(format_args!(
                "`renew_at` of `{excerpt}` is no point: expected `ideal`, a share such as `2/3` or `80%`, or `{{ before_end = \"7 days\" }}`"
            ))),
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<RenewAt, A::Error> {
        let BeforeEnd { before_end } = BeforeEnd::deserialize(MapAccessDeserializer::new(map))?;
        if before_end.is_zero() {
            return Err(A::Error::custom("`before_end` is zero: expected at least 1 second"));
        }
        Ok(RenewAt::BeforeEnd(before_end.duration()))
    }
}

/// Writes the text.
impl Serialize for Record {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Reads the text.
impl<'de> Deserialize<'de> for Record {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        config::text(deserializer, &"the record of a rotation", str::parse)
    }
}

/// A percentage on each side of a point, 0 to 50.
struct Percent(u8);

impl Serialize for Percent {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{}%", self.0))
    }
}

impl<'de> Deserialize<'de> for Percent {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        config::text(deserializer, &"a percentage from `0%` to `50%`", |text| {
            let percent = text.strip_suffix('%').and_then(number).filter(|percent| *percent <= 50);
            percent.map(Self).ok_or_else(|| NoPercentage(Excerpt::of(text.as_bytes())))
        })
    }
}

/// A text that is no percentage from 0 to 50.
struct NoPercentage(Excerpt);

impl fmt::Display for NoPercentage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`spread` of `{}` is no percentage from `0%` to `50%`", self.0)
    }
}

/// A number without a sign or leading zeros, up to 255.
fn number(text: &str) -> Option<u8> {
    let is_plain = text.bytes().all(|byte| byte.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
    text.parse().ok().filter(|_| is_plain)
}
