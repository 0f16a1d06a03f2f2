//! How well plans renew: each is rehearsed from every day of a year, and reported side by side.
//!
//! ```console
//! $ cargo run --example renewal
//! ```

use core::time::Duration;

use notafter::{
    Lifetime, Profile, Validity,
    preflight::{Cadence, RenewalPreflight, RenewalReport},
    renewal::{Plan, RenewAt, Window},
};

const DAY: Duration = Duration::from_secs(86_400);
const HOSTS: u64 = 10_000;

/// A lifetime, and its plan.
struct Row {
    name: &'static str,
    lifetime: Lifetime,
    plan: Plan,
    cadence: Cadence,
    suggested: Option<fn(&Validity) -> Option<Window>>,
}

fn main() {
    let ideal = Plan::new(RenewAt::Ideal);
    let row = |name, lifetime| Row { name, lifetime, plan: ideal, cadence: Cadence::Continuously, suggested: None };
    let before = |name, lifetime| Row { plan: Plan::new(RenewAt::BeforeEnd(30 * DAY)), ..row(name, lifetime) };
    let monthly = Row {
        plan: ideal.asked_every(31 * DAY),
        cadence: Cadence::Monthly { day: 1 },
        ..row("90 days, cron once a month", Lifetime::days(90))
    };
    let suggested =
        Row { suggested: Some(middle_day), ..row("90 days, window suggested by the issuer", Lifetime::days(90)) };
    let rows = [
        row("398 days", Lifetime::days(398)),
        row("90 days", Lifetime::days(90)),
        row("47 days", Lifetime::days(47)),
        row("6 days", Lifetime::days(6)),
        row("24 hours", Lifetime::seconds(86_400)),
        row("10 minutes", Lifetime::seconds(600)),
        before("90 days, 30 before the end", Lifetime::days(90)),
        before("45 days, 30 before the end", Lifetime::days(45)),
        before("6 days, 30 before the end", Lifetime::days(6)),
        monthly,
        suggested,
    ];
    println!(
        "| lifetime | renews before the end | absence survived | attempts in the worst week | busiest second of 10,000 hosts |"
    );
    println!("|---|--:|--:|--:|--:|");
    for Row { name, lifetime, plan, cadence, suggested } in rows {
        let profile = Profile::new(lifetime);
        let rehearsal = RenewalPreflight::new(2026..=2026, plan).asked(cadence);
        let rehearsal = suggested.map_or(rehearsal.clone(), |window| rehearsal.suggested(window));
        let report = rehearsal.clone().fleet(HOSTS).run(|now| profile.validity(now));
        assert!(report.is_clean(), "{name}: {report}");
        let measured = rehearsal.clone().lifetimes(1).longest_absence().run(|now| profile.validity(now));
        let (left, survived) = (text(report.least_left()), text(measured.survived()));
        let busiest = report.busiest_second().filter(|busiest| *busiest < HOSTS);
        let busiest = busiest.map_or_else(|| "all".to_owned(), |busiest| busiest.to_string());
        println!("| {name} | {left} | {survived} | {} | {busiest} |", worst_week(&rehearsal, &profile));
    }
}

/// As an issuer may suggest it: a day in the middle of the period.
fn middle_day(validity: &Validity) -> Option<Window> {
    let middle = validity.not_before() + validity.duration() / 2;
    Window::from_suggested(middle, middle + DAY)
}

/// The attempts of a host whose issuer is away until the end of the first credential.
fn worst_week(rehearsal: &RenewalPreflight, profile: &Profile) -> usize {
    let away = rehearsal.clone().issuer_away(notafter::Scope::SharedService, Duration::MAX).lifetimes(1);
    let report: RenewalReport = away.run(|now| profile.validity(now));
    report.attempts_a_week()
}

/// A length in its largest unit, rounded down.
fn text(length: Option<Duration>) -> String {
    let seconds = length.unwrap_or_default().as_secs();
    match seconds {
        172_800.. => format!("{} days", seconds / 86_400),
        7_200.. => format!("{} hours", seconds / 3_600),
        120.. => format!("{} minutes", seconds / 60),
        _ => format!("{seconds} seconds"),
    }
}
