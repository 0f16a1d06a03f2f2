//! The worlds: who issues, and what is made of an error. Nothing else differs.

use notafter::{
    LeapDayPolicy, Lifetime, Profile, ProfileError, Scope, Scoped, Validity, ValidityError,
    time::{Date, Duration, UtcDateTime, error::ComponentRange},
};

#[derive(Clone, Copy, Debug)]
pub(crate) struct World {
    pub(crate) name: &'static str,
    pub(crate) issue: Issuer,
    pub(crate) healing: Healing,
}

/// Decides the validity period of a certificate that is minted now.
pub(crate) type Issuer = fn(UtcDateTime) -> Result<Validity, IssueError>;

/// What the platform does when a new VM has no certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Healing {
    /// As in 2012: the agent ends without a word; the host is blamed, and its load moved.
    Naive,
    /// The agent reports its error. One that every host would meet is waited out; any other is treated as before.
    ByScope,
}

pub(crate) const WORLDS: [World; 3] = [
    World { name: "year + 1, naive healing", issue: same_date_next_year, healing: Healing::Naive },
    World { name: "year + 1, scope respected", issue: same_date_next_year, healing: Healing::ByScope },
    World { name: "notafter", issue: one_year, healing: Healing::ByScope },
];

/// The issuer of the outage: from midnight of the day to the same date next year.
pub(crate) fn same_date_next_year(now: UtcDateTime) -> Result<Validity, IssueError> {
    let (start, today) = (now.date().midnight().as_utc(), now.date());
    let end = Date::from_calendar_date(today.year() + 1, today.month(), today.day()).map_err(IssueError::Date)?;
    Validity::new(start, end.midnight().as_utc() - Duration::SECOND).map_err(IssueError::Order)
}

/// An issuer that says what is to be done on 29 February.
pub(crate) fn one_year(now: UtcDateTime) -> Result<Validity, IssueError> {
    const PROFILE: Profile = Profile::new(Lifetime::years(1, LeapDayPolicy::Clamp));
    PROFILE.validity(now).map_err(IssueError::Profile)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(dead_code, reason = "read by Debug alone; the tests also have issuers whose network or host is at fault")]
pub(crate) enum IssueError {
    Date(ComponentRange),
    Order(ValidityError),
    Profile(ProfileError),
    Network,
    Disk,
}

impl Scoped for IssueError {
    fn scope(&self) -> Scope {
        match self {
            Self::Date(_) => Scope::EveryHost,
            Self::Order(error) => error.scope(),
            Self::Profile(error) => error.scope(),
            Self::Network => Scope::SharedService,
            Self::Disk => Scope::ThisHost,
        }
    }
}
