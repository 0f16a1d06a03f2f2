//! A panic of the code under test is a failure with its message, and nobody else's panic is touched.
//!
//! A process has one panic hook. What sets it runs in a process of its own, so that no other test notices.

use std::{
    env, panic,
    process::{Command, Output},
    sync::{Arc, Mutex},
    thread,
};

use notafter::preflight::{self, Preflight, silence_panics};

#[test]
fn a_panic_is_a_failure_with_its_message_and_the_sweep_goes_on() {
    let report = preflight::every_day(2012..=2012, |now| {
        // What rcgen does in `date_time_ymd`.
        time::Date::from_calendar_date(now.year() + 1, now.month(), now.day()).expect("invalid or out-of-range date");
    });
    assert_eq!(report.attempts(), 366, "it went on");
    assert_eq!(report.failures().len(), 1);
    let text = report.failures()[0].to_string();
    assert!(text.starts_with("2012-02-29T00:00:00Z: panicked: invalid or out-of-range date: "), "{text}");
    assert!(!text.contains(", at "), "only a hook is told the place: {text}");
}

#[test]
fn panics_with_a_text_a_string_and_neither_are_told() {
    let report = Preflight::every_day(2026..=2026).run(|now| match now.ordinal() {
        1 => panic!("a text"),
        2 => panic!("a string of {}", now.date()),
        3 => panic::panic_any(3),
        _ => {}
    });
    let causes: Vec<String> = report.failures().iter().map(|failure| failure.cause.to_string()).collect();
    let texts = ["a text", "a string of 2026-01-02", "a panic without a message"];
    assert_eq!(causes, texts.map(|text| format!("panicked: {text}")));
}

#[test]
fn a_panic_that_the_code_catches_itself_is_no_failure() {
    let caught = || panic::catch_unwind(|| panic!("caught by the code itself")).expect_err("it panics");
    let report = preflight::every_day(2026..=2026, |now| match now.ordinal() {
        1 => drop(caught()),
        2 => panic::resume_unwind(caught()),
        _ => {}
    });
    let failed: Vec<String> = report.failures().iter().map(ToString::to_string).collect();
    assert_eq!(failed, ["2026-01-02T00:00:00Z: panicked: caught by the code itself"], "the one that it passes on");
}

#[test]
fn a_panic_of_several_lines_prints_on_one() {
    let report =
        preflight::every_day(2026..=2026, |now| assert_eq!(now.ordinal().min(2), 2, "the\tfirst\r\n\x1b[31mday"));
    let text = report.failures()[0].to_string();
    let expected = "2026-01-01T00:00:00Z: panicked: assertion `left == right` failed: the\\tfirst \\u{1b}[31mday \
                    left: 1 right: 2";
    assert_eq!(text, expected);
    assert!(report.to_string().ends_with(text.split_once("Z: ").expect("an instant, and why").1), "{report}");
}

/// The destructor of what it panics with panics with another one of the kind, so many times.
struct Payload(u8);

impl Drop for Payload {
    fn drop(&mut self) {
        match self.0 {
            0 => {}
            1 => panic!("in the destructor of a payload"),
            more => panic::panic_any(Self(more - 1)),
        }
    }
}

#[test]
fn h12_a_panic_whose_payload_panics_when_dropped_is_a_failure_like_any_other() {
    let issue = |now: time::UtcDateTime| match now.ordinal() {
        day @ 1..=3 => panic::panic_any(Payload(day as u8)),
        4 => panic!("a text"),
        _ => {}
    };
    let preflight = Preflight::every_day(2026..=2026);
    for report in [preflight.run(issue), preflight.run_on(super::threads(4), issue)] {
        let causes: Vec<String> = report.failures().iter().map(|failure| failure.cause.to_string()).collect();
        let texts = ["a panic without a message", "a panic without a message", "a panic without a message", "a text"];
        assert_eq!(report.attempts(), 365, "it went on: {report}");
        assert_eq!(causes, texts.map(|text| format!("panicked: {text}")));
    }
}

/// Runs `action` in a process of its own, as the test `name`. What that process did is returned to the test that started it.
fn alone(name: &str, action: impl FnOnce()) -> Option<Output> {
    const ALONE: &str = "NOTAFTER_TEST_ALONE";
    if env::var_os(ALONE).is_some() {
        action();
        return None;
    }
    let this = format!("preflight::panics::{name}");
    let mut command = Command::new(env::current_exe().expect("this program"));
    command.args([&this, "--exact", "--nocapture", "--test-threads=1"]).env(ALONE, "");
    Some(command.output().expect("another process"))
}

/// Runs `action` in a process of its own, which is to succeed.
fn alone_and_well(name: &str, action: impl FnOnce()) {
    if let Some(Output { status, stdout, stderr }) = alone(name, action) {
        let (out, err) = (String::from_utf8_lossy(&stdout), String::from_utf8_lossy(&stderr));
        assert!(status.success() && out.contains("1 passed"), "{out}\n{err}");
    }
}

/// Sets a hook that keeps the messages of panics with a text, and prints the others.
fn ears() -> Arc<Mutex<Vec<String>>> {
    let heard = Arc::new(Mutex::new(Vec::new()));
    let ears = Arc::clone(&heard);
    let before = panic::take_hook();
    panic::set_hook(Box::new(move |info| match info.payload().downcast_ref::<&str>() {
        Some(message) => ears.lock().expect("ears").push((*message).to_owned()),
        None => before(info),
    }));
    heard
}

#[test]
fn h11_the_panic_hook_is_left_alone_while_preflights_begin_and_end() {
    alone_and_well("h11_the_panic_hook_is_left_alone_while_preflights_begin_and_end", || {
        let heard = ears();
        let stranger = thread::spawn(|| {
            for _ in 0..2_000 {
                assert!(panic::catch_unwind(|| panic!("of a stranger")).is_err());
            }
        });
        let mut preflights = 0;
        while !stranger.is_finished() || preflights < 1_000 {
            let report = preflight::every_day(2026..=2026, |now| assert!(now.ordinal() != 7, "in a preflight"));
            assert_eq!(report.failures().len(), 1);
            preflights += 1;
        }
        stranger.join().expect("it caught them");
        let heard = heard.lock().expect("ears");
        let count = |message: &str| heard.iter().filter(|heard| *heard == message).count();
        assert_eq!((count("of a stranger"), count("in a preflight")), (2_000, preflights), "each is heard");
    });
}

#[test]
fn h11_where_silence_is_asked_for_the_hook_hears_all_but_the_code_under_test() {
    alone_and_well("h11_where_silence_is_asked_for_the_hook_hears_all_but_the_code_under_test", || {
        let heard = ears();
        silence_panics();
        silence_panics();
        let stranger = thread::spawn(|| {
            for _ in 0..2_000 {
                assert!(panic::catch_unwind(|| panic!("of a stranger")).is_err());
            }
        });
        let report = Preflight::every_day(2026..=2026).run_on(super::threads(3), |now| match now.ordinal() {
            7 => assert!(thread::spawn(|| panic!("on another thread")).join().is_err()),
            8 => {
                let within = preflight::every_day(2026..=2026, |_| assert!(now.year() == 0, "in a sweep within it"));
                assert_eq!(within.failures().len(), 365);
            }
            9 => panic!("in a sweep"),
            _ => {}
        });
        assert_eq!(report.failures().len(), 1, "{report}");
        stranger.join().expect("it caught them");
        assert!(panic::catch_unwind(|| panic!("afterwards")).is_err());
        let heard = heard.lock().expect("ears");
        let (strange, ours): (Vec<_>, Vec<_>) = heard.iter().partition(|heard| *heard == "of a stranger");
        assert_eq!(strange.len(), 2_000, "each is heard");
        assert_eq!(ours, ["on another thread", "afterwards"], "by the hook from before, once each");
    });
}

#[test]
fn where_silence_is_asked_for_panics_have_their_place() {
    alone_and_well("where_silence_is_asked_for_panics_have_their_place", || {
        silence_panics();
        let caught = || panic::catch_unwind(|| panic!("caught by the code itself")).expect_err("it panics");
        let report = preflight::every_day(2026..=2026, |now| match now.ordinal() {
            1 => drop(caught()),
            // It does not call the panic hook, and so has no place.
            2 => panic::resume_unwind(Box::new("from elsewhere")),
            3 => {
                drop(caught());
                panic::resume_unwind(Box::new("from elsewhere"));
            }
            4 => panic::resume_unwind(caught()),
            5 => panic::panic_any(Payload(2)),
            _ => {}
        });
        let causes: Vec<String> = report.failures().iter().map(|failure| failure.cause.to_string()).collect();
        assert_eq!(causes[..2], ["panicked: from elsewhere", "panicked: from elsewhere"]);
        for (cause, text) in causes[2..].iter().zip(["caught by the code itself", "a panic without a message"]) {
            assert!(cause.starts_with(&format!("panicked: {text}, at tests/preflight/panics.rs:")), "{cause}");
        }
        assert_eq!(causes.len(), 4, "{causes:?}");
    });
}

#[test]
fn where_silence_is_asked_for_panics_in_two_places_are_two_causes() {
    alone_and_well("where_silence_is_asked_for_panics_in_two_places_are_two_causes", || {
        let issue = |now: time::UtcDateTime| match now.ordinal() {
            1..=10 => panic!("no key"),
            11..=13 => panic!("no key"),
            day @ 14..=15 => panic!("day {day}"),
            _ => {}
        };
        let counts = |report: &preflight::Report| report.groups().iter().map(|group| group.count).collect::<Vec<_>>();
        assert_eq!(counts(&preflight::every_day(2012..=2012, issue)), [2, 13], "one that differs in numbers is one");
        silence_panics();
        assert_eq!(counts(&preflight::every_day(2012..=2012, issue)), [2, 3, 10]);
    });
}

#[test]
fn a_panic_that_ends_the_process_is_printed() {
    struct Guard;
    impl Drop for Guard {
        fn drop(&mut self) {
            panic!("the guard\n\u{202e}panics too");
        }
    }
    let ended = alone("a_panic_that_ends_the_process_is_printed", || {
        silence_panics();
        let report = preflight::every_day(2026..=2026, |_now| -> () {
            let _guard = Guard;
            panic!("the code panics");
        });
        unreachable!("a second panic while the first unwinds ends the process: {report}");
    });
    let Output { status, stderr, .. } = ended.expect("the process of its own does not come here");
    let printed = String::from_utf8_lossy(&stderr);
    assert!(!status.success(), "{printed}");
    let ours = "the guard \\u{202e}panics too, at tests/preflight/panics.rs:";
    for text in [ours, "panic in a destructor during cleanup"] {
        assert!(printed.contains(text), "`{text}` is not in\n{printed}");
    }
}

/// A thread that panics may not set a hook: asking for it then does nothing, and what it runs meanwhile is run.
#[test]
fn a_sweep_in_a_destructor_while_a_panic_unwinds_is_a_sweep() {
    alone_and_well("a_sweep_in_a_destructor_while_a_panic_unwinds_is_a_sweep", || {
        struct Sweeps<'a>(&'a mut Option<preflight::Report>);
        impl Drop for Sweeps<'_> {
            fn drop(&mut self) {
                silence_panics();
                *self.0 = Some(preflight::every_day(2026..=2026, |_now| ()));
            }
        }
        let heard = ears();
        let mut report = None;
        let sweeps = Sweeps(&mut report);
        let outcome = panic::catch_unwind(panic::AssertUnwindSafe(move || {
            let _sweeps = sweeps;
            panic!("it unwinds");
        }));
        assert!(outcome.is_err());
        assert_eq!(report.map(|report| report.issued()), Some(365));
        let loud = preflight::every_day(2012..=2012, |now| assert!(now.ordinal() != 60, "not silenced"));
        assert_eq!(loud.failures().len(), 1);
        assert_eq!(*heard.lock().expect("ears"), ["it unwinds", "not silenced"]);
    });
}
