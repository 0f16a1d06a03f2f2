//! What the types promise beside their behaviour: threads, sizes, traits, and the defaults that do not exist.

use core::{
    error::Error,
    fmt::{Debug, Display},
    hash::Hash,
    panic::{RefUnwindSafe, UnwindSafe},
};

use notafter::{
    Anniversaries, BeyondIssuer, CalendarError, Element, Excerpt, LeapDayPolicy, LengthFault, Lifetime,
    ParseLifetimeError, ParsePolicyError, ParseValidityError, Profile, ProfileError, ReadError, Scope, Scoped, Status,
    Validity, ValidityError, ValidityField,
    asn1_time::{EncodedTime, ImpossibleTime, TimeError, TimeFault, TimeType},
    limits::Counting,
    renewal::{
        CertificateId, CertificateIdError, Outcome, Plan, Refusal, RenewAt, Rotation, Seed, SerialFault, State, Window,
    },
};
use time::macros::{date, utc_datetime};

const fn shared<T: Send + Sync + Unpin + UnwindSafe + RefUnwindSafe + Debug + Clone + 'static>() {}
const fn value<T: Copy + Eq + Hash>() {}
const fn error<T: Error + Copy + Eq + Scoped>() {}

const _: () = {
    shared::<Anniversaries>();
    shared::<Profile>();
    shared::<ProfileError>();
    shared::<Rotation<&str>>();
    shared::<Outcome<&str, ProfileError>>();

    value::<BeyondIssuer>();
    value::<Element>();
    value::<CertificateId<'_>>();
    value::<EncodedTime>();
    value::<Excerpt>();
    value::<ValidityField>();
    value::<ImpossibleTime>();
    value::<LeapDayPolicy>();
    value::<LengthFault>();
    value::<Lifetime>();
    value::<Plan>();
    value::<Profile>();
    value::<RenewAt>();
    value::<Scope>();
    value::<Seed>();
    value::<SerialFault>();
    value::<State>();
    value::<Status>();
    value::<TimeFault>();
    value::<TimeType>();
    value::<Validity>();
    value::<Window>();

    error::<CalendarError>();
    error::<CertificateIdError>();
    error::<ImpossibleTime>();
    error::<LengthFault>();
    error::<ParseLifetimeError>();
    error::<ParsePolicyError>();
    error::<ParseValidityError>();
    error::<ProfileError>();
    error::<ReadError>();
    error::<Refusal>();
    error::<SerialFault>();
    error::<TimeError>();
    error::<TimeFault>();
    error::<ValidityError>();
};

/// Asks for `item` of a type: with `Default` there are two answers, and this file does not compile.
trait NoDefault<Which> {
    fn item() {}
}
struct HasDefault;
impl<T> NoDefault<()> for T {}
impl<T: Default> NoDefault<HasDefault> for T {}

/// A policy is chosen, never assumed (R1); and no lifetime, period or profile is right for everyone.
const _: [fn(); 7] = [
    <LeapDayPolicy as NoDefault<_>>::item,
    <BeyondIssuer as NoDefault<_>>::item,
    <Lifetime as NoDefault<_>>::item,
    <Validity as NoDefault<_>>::item,
    <Profile as NoDefault<_>>::item,
    <Plan as NoDefault<_>>::item,
    <RenewAt as NoDefault<_>>::item,
];

/// A match without a wildcard: these enums are complete, and a new variant would be a breaking change.
#[test]
fn the_complete_enums_can_be_matched_without_a_wildcard() {
    for policy in LeapDayPolicy::ALL {
        match policy {
            LeapDayPolicy::Clamp | LeapDayPolicy::RollForward | LeapDayPolicy::Reject => {}
        }
    }
    match BeyondIssuer::Reject {
        BeyondIssuer::Reject | BeyondIssuer::Truncate | BeyondIssuer::Allow => {}
    }
    match Scope::EveryHost {
        Scope::EveryHost | Scope::SharedService | Scope::ThisHost => {}
    }
    match ValidityField::NotBefore {
        ValidityField::NotBefore | ValidityField::NotAfter => {}
    }
    match (Outcome::NotDue::<(), ()> { due: utc_datetime!(2026-01-01 00:00:00) }) {
        Outcome::NotDue { .. } | Outcome::Renewed { .. } | Outcome::Refused { .. } | Outcome::Failed { .. } => {}
    }
    match Counting::Inclusive {
        Counting::Inclusive | Counting::Exclusive => {}
    }
    match TimeType::UtcTime {
        TimeType::UtcTime | TimeType::GeneralizedTime => {}
    }
    // Nothing is wrong, something is likely to cause trouble, or something is forbidden: there is no fourth.
    #[cfg(feature = "inspect")]
    {
        use notafter::inspect::{Content, Contents, Severity};
        match Severity::Info {
            Severity::Info | Severity::Warning | Severity::Error => {}
        }
        if let Some(Ok(content)) = Contents::new(&b""[..]).next() {
            match content {
                Content::Certificate(_) | Content::Other { .. } => {}
            }
        }
    }
    let validity: Validity = "2026-01-01T00:00:00Z/2026-01-01T00:00:00Z".parse().unwrap_or_else(|e| panic!("{e}"));
    match validity.status(utc_datetime!(2026-01-01 00:00:00)) {
        Status::NotYetValid { .. } | Status::Valid { .. } | Status::Expired { .. } => {}
    }
}

/// Two instants of 12 bytes, a count with its unit and policy, and a result that travels in two registers.
#[test]
fn values_are_small() {
    let sizes = [
        ("LeapDayPolicy", size_of::<LeapDayPolicy>(), 1),
        ("Result<Date, CalendarError>", size_of::<Result<time::Date, CalendarError>>(), 16),
        ("Lifetime", size_of::<Lifetime>(), 16),
        ("Validity", size_of::<Validity>(), 32),
        ("Status", size_of::<Status>(), 24),
        ("EncodedTime", size_of::<EncodedTime>(), 18),
        // The text as written, 41 bytes of it, is what the errors are made of. One cache line holds it with its reason.
        ("Excerpt", size_of::<Excerpt>(), 43),
        ("TimeError", size_of::<TimeError>(), 72),
        ("ParseLifetimeError", size_of::<ParseLifetimeError>(), 96),
        ("ValidityError", size_of::<ValidityError>(), 64),
        // What clippy calls a large error begins at 128 bytes.
        ("ReadError", size_of::<ReadError>(), 96),
        ("ParseValidityError", size_of::<ParseValidityError>(), 96),
        ("Result<Validity, ReadError>", size_of::<Result<Validity, ReadError>>(), 96),
        ("Result<Validity, ProfileError>", size_of::<Result<Validity, ProfileError>>(), 127),
    ];
    for (name, size, bound) in sizes {
        assert!(size <= bound, "{name} has {size} bytes, more than {bound}");
    }
}

/// Every error prints its cause, so `source` has none: a printed chain says nothing twice.
#[test]
fn errors_are_one_lower_case_line_and_print_their_cause() {
    fn boxed<E: Error + Send + Sync + 'static>(error: E) -> Box<dyn Error + Send + Sync> {
        Box::new(error)
    }
    let noon = utc_datetime!(2012-02-29 12:00:00);
    let yearly = Lifetime::years(1, LeapDayPolicy::Reject);
    let time_error = notafter::asn1_time::decode(TimeType::UtcTime, b"130229120000Z").expect_err("impossible");
    let errors = [
        boxed(notafter::add_years(date!(2012 - 02 - 29), 1, LeapDayPolicy::Reject).expect_err("no such day")),
        boxed("omit".parse::<LeapDayPolicy>().expect_err("no policy")),
        boxed("1 year, omit".parse::<Lifetime>().expect_err("no policy")),
        boxed(Validity::starting_at(noon, yearly).expect_err("no such day")),
        boxed("2013-02-29T00:00:00Z/2014-01-01T00:00:00Z".parse::<Validity>().expect_err("no such day")),
        boxed("2015-01-01T00:00:00Z/2014-01-01T00:00:00Z".parse::<Validity>().expect_err("reversed")),
        boxed(Profile::new(yearly).validity(noon).expect_err("no such day")),
        boxed(time_error),
        boxed(Validity::from_certificate_der(b"").expect_err("empty")),
        boxed(Validity::from_certificate_der(b"\x30\x80").expect_err("indefinite")),
    ];
    for error in errors {
        let text = error.to_string();
        assert!(!text.contains('\n') && !text.ends_with('.'), "one line without a full stop: {text}");
        assert!(!text.starts_with(|first: char| first.is_ascii_uppercase()), "lower case: {text}");
        assert!(error.source().is_none(), "the cause is printed: {text}");
    }
    // The reasons inside of errors are shown by themselves as well.
    const fn shown<T: Display>() {}
    const _: () = {
        shown::<TimeFault>();
        shown::<ImpossibleTime>();
        shown::<LengthFault>();
        shown::<Excerpt>();
    };
}
