//! A panic of the code under test is a failure with its message, and nobody else's panic is touched.

use std::{
    env, panic,
    process::Command,
    sync::{Arc, Mutex, PoisonError, mpsc},
    thread,
};

use notafter::preflight::{self, Preflight};

use super::{HOOK, shared_hook};

#[test]
fn a_panic_is_a_failure_with_message_and_place_and_the_sweep_goes_on() {
    let _hook = shared_hook();
    let report = preflight::every_day(2012..=2012, |now| {
        // What rcgen 0.14.10 does in `date_time_ymd`.
        time::Date::from_calendar_date(now.year() + 1, now.month(), now.day()).expect("invalid or out-of-range date");
    });
    assert_eq!(report.attempts(), 366, "it went on");
    assert_eq!(report.failures().len(), 1);
    let text = report.failures()[0].to_string();
    assert!(text.starts_with("2012-02-29T00:00:00Z: panicked: invalid or out-of-range date: "), "{text}");
    assert!(text.contains(", at tests/preflight/panics.rs:"), "{text}");
}

#[test]
fn panics_with_a_text_a_string_and_neither_are_told() {
    let _hook = shared_hook();
    let report = Preflight::over(2026..=2026).run(|now| match now.ordinal() {
        1 => panic!("a text"),
        2 => panic!("a string of {}", now.date()),
        3 => panic::panic_any(3),
        _ => {}
    });
    let causes: Vec<String> = report.failures().iter().map(|failure| failure.cause.to_string()).collect();
    assert_eq!(causes.len(), 3);
    for (cause, text) in causes.iter().zip(["a text", "a string of 2026-01-02", "a panic without a message"]) {
        assert!(cause.starts_with(&format!("panicked: {text}, at tests/preflight/panics.rs:")), "{cause}");
    }
}

#[test]
fn a_panic_that_the_code_caught_lends_its_place_to_no_other() {
    let _hook = shared_hook();
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
        _ => {}
    });
    let causes: Vec<String> = report.failures().iter().map(|failure| failure.cause.to_string()).collect();
    assert_eq!(causes[..2], ["panicked: from elsewhere", "panicked: from elsewhere"]);
    assert!(causes[2].starts_with("panicked: caught by the code itself, at tests/preflight/panics.rs:"), "{causes:?}");
    assert_eq!(causes.len(), 3);
}

#[test]
fn panics_in_two_places_are_two_causes_and_one_that_differs_in_numbers_is_one() {
    let _hook = shared_hook();
    let report = preflight::every_day(2012..=2012, |now| match now.ordinal() {
        1..=10 => panic!("no key"),
        11..=13 => panic!("no key"),
        day @ 14..=15 => panic!("day {day}"),
        _ => {}
    });
    let counts: Vec<usize> = report.groups().iter().map(|group| group.count).collect();
    assert_eq!(counts, [10, 3, 2], "{report}");
}

#[test]
fn a_panic_of_several_lines_prints_on_one() {
    let _hook = shared_hook();
    let report =
        preflight::every_day(2026..=2026, |now| assert_eq!(now.ordinal().min(2), 2, "the\tfirst\r\n\x1b[31mday"));
    let text = report.failures()[0].to_string();
    let expected = "2026-01-01T00:00:00Z: panicked: assertion `left == right` failed: the\\tfirst \\u{1b}[31mday \
                    left: 1 right: 2, at tests/preflight/panics.rs:";
    assert!(text.starts_with(expected), "{text}");
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
    let heard = heard_of(&["in the destructor of a payload", "afterwards"], || {
        let report = Preflight::over(2026..=2026).run(|now| match now.ordinal() {
            day @ 1..=3 => panic::panic_any(Payload(day as u8)),
            4 => panic!("a text"),
            _ => {}
        });
        let causes: Vec<String> = report.failures().iter().map(|failure| failure.cause.to_string()).collect();
        let texts = ["a panic without a message", "a panic without a message", "a panic without a message", "a text"];
        assert_eq!((report.attempts(), causes.len()), (365, texts.len()), "it went on: {report}");
        for (cause, text) in causes.iter().zip(texts) {
            assert!(cause.starts_with(&format!("panicked: {text}, at tests/preflight/panics.rs:")), "{cause}");
        }
        assert!(panic::catch_unwind(|| panic!("afterwards")).is_err());
    });
    assert_eq!(heard, ["afterwards"], "heard by the hook from before");
}

/// The test runs itself in a process of its own, which is to end so.
#[test]
fn a_panic_that_ends_the_process_is_printed() {
    struct Guard;
    impl Drop for Guard {
        fn drop(&mut self) {
            panic!("the guard\n\u{202e}panics too");
        }
    }
    const IN_A_PROCESS_OF_ITS_OWN: &str = "NOTAFTER_TEST_ENDS";
    if env::var_os(IN_A_PROCESS_OF_ITS_OWN).is_some() {
        let report = preflight::every_day(2026..=2026, |_now| -> () {
            let _guard = Guard;
            panic!("the code panics");
        });
        unreachable!("a second panic while the first unwinds ends the process: {report}");
    }
    let this = "preflight::panics::a_panic_that_ends_the_process_is_printed";
    let output = Command::new(env::current_exe().expect("this program"))
        .args([this, "--exact", "--nocapture"])
        .env(IN_A_PROCESS_OF_ITS_OWN, "")
        .output()
        .expect("another process");
    let printed = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success(), "{printed}");
    let ours = "the guard \\u{202e}panics too, at tests/preflight/panics.rs:";
    for text in [ours, "panic in a destructor during cleanup"] {
        assert!(printed.contains(text), "`{text}` is not in\n{printed}");
    }
}

/// A thread that panics may not set the hook: what it runs meanwhile is run with the hook that is there.
#[test]
fn a_sweep_in_a_destructor_while_a_panic_unwinds_is_a_sweep() {
    let _alone = HOOK.write().unwrap_or_else(PoisonError::into_inner);
    struct Sweeps<'a>(&'a mut Option<preflight::Report>);
    impl Drop for Sweeps<'_> {
        fn drop(&mut self) {
            *self.0 = Some(preflight::every_day(2026..=2026, |_now| ()));
        }
    }
    let mut report = None;
    let sweeps = Sweeps(&mut report);
    let outcome = panic::catch_unwind(panic::AssertUnwindSafe(move || {
        let _sweeps = sweeps;
        // It does not call the hook, so that nothing is printed.
        panic::resume_unwind(Box::new("it unwinds"));
    }));
    assert!(outcome.is_err());
    assert_eq!(report.map(|report| report.issued()), Some(365));
}

/// Which of the messages `ours` the panic hook from before hears while `action` runs.
fn heard_of(ours: &'static [&str], action: impl FnOnce()) -> Vec<String> {
    let _alone = HOOK.write().unwrap_or_else(PoisonError::into_inner);
    let heard = Arc::new(Mutex::new(Vec::new()));
    let before = panic::take_hook();
    let ears = Arc::clone(&heard);
    panic::set_hook(Box::new(move |info| match info.payload().downcast_ref::<&str>() {
        // Tests that have nothing to do with this one may panic at the same time.
        Some(message) if ours.contains(message) => ears.lock().expect("ears").push((*message).to_owned()),
        _ => {}
    }));
    let outcome = panic::catch_unwind(panic::AssertUnwindSafe(action));
    panic::set_hook(before);
    if let Err(payload) = outcome {
        panic::resume_unwind(payload);
    }
    let heard = heard.lock().expect("ears");
    heard.clone()
}

#[test]
fn the_panic_hook_is_silent_meanwhile_on_this_thread_alone_and_put_back_afterwards() {
    let ours = &["on another thread", "in a sweep", "in a sweep within it", "afterwards"];
    let heard = heard_of(ours, || {
        let report = preflight::every_day(2026..=2026, |now| match now.ordinal() {
            7 => assert!(thread::spawn(|| panic!("on another thread")).join().is_err()),
            8 => {
                let within = preflight::every_day(2026..=2026, |_| assert!(now.year() == 0, "in a sweep within it"));
                assert_eq!(within.failures().len(), 365);
            }
            9 => panic!("in a sweep"),
            _ => {}
        });
        assert_eq!(report.failures().len(), 1, "{report}");
        assert!(panic::catch_unwind(|| panic!("afterwards")).is_err());
    });
    assert_eq!(heard, ["on another thread", "afterwards"], "heard by the hook from before");
}

#[test]
fn of_two_sweeps_that_overlap_the_last_to_end_puts_the_hook_back() {
    let heard = heard_of(&["in the first", "in the second", "afterwards"], || {
        let (first_runs, saw_first_run) = mpsc::channel();
        let (second_runs, saw_second_run) = mpsc::channel();
        let (first_ended, saw_first_end) = mpsc::channel();
        let (first, second) = thread::scope(|scope| {
            let first = scope.spawn(move || {
                let report = preflight::every_day(2026..=2026, |now| {
                    if now.ordinal() == 1 {
                        first_runs.send(()).expect("the second runs");
                        saw_second_run.recv().expect("the second runs");
                        panic!("in the first");
                    }
                });
                first_ended.send(()).expect("the second runs");
                report
            });
            let second = preflight::every_day(2026..=2026, move |now| match now.ordinal() {
                1 => {
                    second_runs.send(()).expect("the first runs");
                    saw_first_run.recv().expect("the first runs");
                }
                2 => saw_first_end.recv().expect("the first ends"),
                3 => panic!("in the second"),
                _ => {}
            });
            (first.join().expect("no panic leaves a sweep"), second)
        });
        assert_eq!((first.failures().len(), second.failures().len()), (1, 1), "{first}\n{second}");
        assert!(panic::catch_unwind(|| panic!("afterwards")).is_err());
    });
    assert_eq!(heard, ["afterwards"], "heard by the hook from before");
}
