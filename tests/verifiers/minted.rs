//! The certificates that are asked about, and the questions.

use std::{collections::HashSet, fs, io, path::PathBuf, process, sync::OnceLock};

use notafter::{
    LeapDayPolicy, Lifetime, Profile, Validity,
    mint::{self, Authority, rcgen::KeyPair},
};
use rustls_pki_types::CertificateDer;
use time::{Date, Duration, Month, Time, UtcDateTime, macros::utc_datetime};

/// What the leaves are called.
pub(crate) const NAME: &str = "leaf.example";

/// 9999-12-31T23:59:59Z, in seconds since 1970.
pub(crate) const LAST: i64 = 253_402_300_799;

static MINTED: OnceLock<Result<Minted, String>> = OnceLock::new();

/// The files in the folder that programs read:
///
/// - `root-N.pem` and `leaf-N.pem`, the certificates;
/// - `leaves`, the names of the leaves' files, one a line, and `leaves.pem`, all of them;
/// - `wrong.pem`, a leaf whose notAfter is before its notBefore;
/// - `questions`, one a line: leaf, root, and an instant in seconds since 1970.
pub(crate) struct Minted {
    pub(crate) folder: PathBuf,
    roots: Vec<Authority<KeyPair>>,
    leaves: Vec<Leaf>,
}

pub(crate) struct Leaf {
    /// The file without its folder.
    pub(crate) file: String,
    pub(crate) der: CertificateDer<'static>,
    pub(crate) validity: Validity,
    root: usize,
}

/// Is a leaf valid at an instant?
pub(crate) struct Question<'a> {
    pub(crate) leaf: &'a Leaf,
    /// Where the instant is in the period, for messages.
    pub(crate) place: &'static str,
    /// Seconds since 1970: one of them is in the year 10000.
    pub(crate) at: i64,
}

impl Question<'_> {
    /// notBefore, in seconds since 1970.
    pub(crate) fn first(&self) -> i64 {
        self.leaf.validity.not_before().unix_timestamp()
    }

    /// notAfter, in seconds since 1970.
    pub(crate) fn last(&self) -> i64 {
        self.leaf.validity.not_after().unix_timestamp()
    }
}

impl Minted {
    /// Mints everything once, when it is first asked for.
    pub(crate) fn once() -> Result<&'static Self, String> {
        MINTED.get_or_init(|| Self::new().map_err(|error| error.to_string())).as_ref().map_err(Clone::clone)
    }

    /// Removes the folder, if there is one.
    pub(crate) fn remove() -> io::Result<()> {
        match MINTED.get() {
            Some(Ok(minted)) => fs::remove_dir_all(&minted.folder),
            _ => Ok(()),
        }
    }

    fn new() -> Result<Self, Box<dyn std::error::Error>> {
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("verifiers-{}", process::id()));
        fs::create_dir_all(&folder)?;

        let roots = ROOTS
            .into_iter()
            .map(|(first, last)| {
                let ever = Profile::exactly(Validity::new(first, last)?);
                Ok(Authority::self_signed(&ever, mint::authority("Example Root"), KeyPair::generate()?, first)?)
            })
            .collect::<Result<Vec<_>, Box<dyn std::error::Error>>>()?;
        for (index, root) in roots.iter().enumerate() {
            fs::write(folder.join(root_file(index)), root.to_pem())?;
        }

        let key = KeyPair::generate()?;
        let (mut leaves, mut pems) = (Vec::new(), String::new());
        for (index, validity) in periods().into_iter().enumerate() {
            let root = roots.iter().position(|root| root.validity().covers(&validity)).ok_or("no root covers it")?;
            let (params, now) = (mint::server([NAME])?, validity.not_before());
            let minted = Profile::exactly(validity).signed_by(params, &key, &roots[root], now)?;
            let file = format!("leaf-{index}.pem");
            fs::write(folder.join(&file), minted.to_pem())?;
            pems += &minted.to_pem();
            leaves.push(Leaf { file, der: minted.der().clone(), validity, root });
        }

        let minted = Self { folder, roots, leaves };
        let files: String = minted.leaves.iter().map(|leaf| format!("{}\n", leaf.file)).collect();
        fs::write(minted.folder.join("leaves"), files)?;
        fs::write(minted.folder.join("leaves.pem"), pems)?;
        fs::write(minted.folder.join("wrong.pem"), reversed(&minted.leaves)?)?;
        let line = |question: &Question<'_>| {
            format!("{} {} {}\n", question.leaf.file, root_file(question.leaf.root), question.at)
        };
        fs::write(minted.folder.join("questions"), minted.questions().iter().map(line).collect::<String>())?;
        Ok(minted)
    }

    pub(crate) fn leaves(&self) -> &[Leaf] {
        &self.leaves
    }

    pub(crate) fn root(&self, leaf: &Leaf) -> &Authority<KeyPair> {
        &self.roots[leaf.root]
    }

    pub(crate) fn root_path(&self, leaf: &Leaf) -> PathBuf {
        self.folder.join(root_file(leaf.root))
    }

    /// Five of each leaf.
    pub(crate) fn questions(&self) -> Vec<Question<'_>> {
        self.leaves
            .iter()
            .flat_map(|leaf| {
                let first = leaf.validity.not_before().unix_timestamp();
                let last = leaf.validity.not_after().unix_timestamp();
                [
                    ("notBefore - 1 s", first - 1),
                    ("notBefore", first),
                    ("notAfter - 1 s", last - 1),
                    ("notAfter", last),
                    ("notAfter + 1 s", last + 1),
                ]
                .map(|(place, at)| Question { leaf, place, at })
            })
            .collect()
    }
}

/// The first leaf that has two times of type UTCTime, which are exchanged. Its signature is wrong, too.
fn reversed(leaves: &[Leaf]) -> Result<String, &'static str> {
    // The header of a validity, and of its first time.
    let header = [0x30, 30, 0x17, 13];
    let found = leaves.iter().find_map(|leaf| {
        let at = leaf.der.windows(header.len()).position(|octets| octets == header)? + 2;
        let mut der = leaf.der.to_vec();
        der.get_mut(at..at + 30)?.rotate_left(15);
        Some(der)
    });
    Ok(pem::encode(&pem::Pem::new("CERTIFICATE", found.ok_or("no leaf has two times of type UTCTime")?)))
}

fn root_file(index: usize) -> String {
    format!("root-{index}.pem")
}

/// Each period once: policies often agree.
fn periods() -> Vec<Validity> {
    let mut seen = HashSet::new();
    let all = leap_days().into_iter().chain(around_hazards()).chain(month_ends()).chain(ends_of_the_range());
    all.filter(|validity| seen.insert(*validity)).collect()
}

/// One year and four years from every leap day of 1900 to 2400, by each policy that gives a period.
fn leap_days() -> Vec<Validity> {
    let days: Vec<Date> =
        (1900..=2400).filter_map(|year| Date::from_calendar_date(year, Month::February, 29).ok()).collect();
    assert_eq!(days.len(), 122, "leap days from 1904 to 2400");
    let times = [Time::MIDNIGHT, time::macros::time!(12:34:56), time::macros::time!(23:59:59)];
    let starts = days.into_iter().zip(times.into_iter().cycle()).map(|(day, time)| UtcDateTime::new(day, time));
    starts
        .flat_map(|start| {
            [1, 4].into_iter().flat_map(move |years| by_each_policy(start, |policy| Lifetime::years(years, policy)))
        })
        .collect()
}

/// A year that begins at each hazard, by each policy, and thirty days that end there.
fn around_hazards() -> Vec<Validity> {
    let centuries = (1900..=2400).step_by(100).flat_map(|year| {
        [
            (year - 1, Month::December, 31),
            (year, Month::January, 1),
            (year, Month::February, 28),
            (year, Month::March, 1),
        ]
        .map(|(year, month, day)| {
            let date = Date::from_calendar_date(year, month, day).expect("a date of every year");
            UtcDateTime::new(date, Time::MIDNIGHT)
        })
    });
    HAZARDS
        .into_iter()
        .chain(centuries)
        .flat_map(|hazard| {
            let mut periods = by_each_policy(hazard, |policy| Lifetime::years(1, policy));
            periods.extend(Validity::new(hazard - Duration::days(30), hazard));
            periods
        })
        .collect()
}

/// A month from the last day of each month, in a common year, a leap year, and a century without a leap day.
fn month_ends() -> Vec<Validity> {
    let months = [2023, 2024, 2100].into_iter().flat_map(|year| (1..=12).map(move |month| (year, month)));
    months
        .flat_map(|(year, month)| {
            let month = Month::try_from(month).expect("1 to 12");
            let date = Date::from_calendar_date(year, month, month.length(year)).expect("the last day");
            by_each_policy(UtcDateTime::new(date, Time::MIDNIGHT), |policy| Lifetime::months(1, policy))
        })
        .collect()
}

/// Up to the last second that can be written, and a single second.
fn ends_of_the_range() -> [Validity; 6] {
    let (now, last) = (utc_datetime!(2026-01-01 00:00:00), utc_datetime!(9999-12-31 23:59:59));
    [
        (now, last),
        (now, last - Duration::SECOND),
        (utc_datetime!(9999-01-01 00:00:00), last),
        (last, last),
        (now, now),
        (utc_datetime!(2049-12-31 23:59:59), utc_datetime!(2050-01-01 00:00:00)),
    ]
    .map(|(first, last)| Validity::new(first, last).expect("in order"))
}

fn by_each_policy(start: UtcDateTime, lifetime: impl Fn(LeapDayPolicy) -> Lifetime) -> Vec<Validity> {
    LeapDayPolicy::ALL.iter().filter_map(|&policy| Validity::starting_at(start, lifetime(policy)).ok()).collect()
}

/// The types of time, and seconds that overflow.
const HAZARDS: [UtcDateTime; 14] = [
    utc_datetime!(1949-12-31 23:59:59),
    utc_datetime!(1950-01-01 00:00:00),
    utc_datetime!(1969-12-31 23:59:58),
    utc_datetime!(1969-12-31 23:59:59),
    utc_datetime!(1970-01-01 00:00:00),
    utc_datetime!(1970-01-01 00:00:01),
    utc_datetime!(1999-12-31 23:59:59),
    utc_datetime!(2000-01-01 00:00:00),
    utc_datetime!(2038-01-19 03:14:07),
    utc_datetime!(2038-01-19 03:14:08),
    utc_datetime!(2049-12-31 23:59:59),
    utc_datetime!(2050-01-01 00:00:00),
    utc_datetime!(2106-02-07 06:28:15),
    utc_datetime!(2106-02-07 06:28:16),
];

/// The periods of the roots. A leaf has the first that covers it, so that what is said of it is about the leaf: some verifiers
/// cannot read years before 1970, or take the last second of 9999 for something else.
const ROOTS: [(UtcDateTime, UtcDateTime); 3] = [
    (utc_datetime!(1970-01-01 00:00:00), utc_datetime!(9999-12-31 23:59:58)),
    (utc_datetime!(1899-01-01 00:00:00), utc_datetime!(2499-12-31 23:59:59)),
    (utc_datetime!(1970-01-01 00:00:00), utc_datetime!(9999-12-31 23:59:59)),
];
