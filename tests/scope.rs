//! The scope of an error, and when to ask again, go wherever the error goes.

use core::{error::Error, fmt, time::Duration};
use std::{rc::Rc, sync::Arc};

use notafter::{Scope, Scoped, ScopedError};

const WAIT: Duration = Duration::from_secs(90);

/// An error that knows both.
#[derive(Clone, Copy, Debug)]
struct Busy;

impl fmt::Display for Busy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("busy")
    }
}

impl Error for Busy {}

impl Scoped for Busy {
    fn scope(&self) -> Scope {
        Scope::SharedService
    }

    fn retry_after(&self) -> Option<Duration> {
        Some(WAIT)
    }
}

fn both(error: &dyn Scoped) -> (Scope, Option<Duration>) {
    (error.scope(), error.retry_after())
}

#[test]
fn a_pointer_passes_on_the_scope_and_the_wait() {
    let writing = &mut Busy;
    let pointers: [(&str, &dyn Scoped); 6] = [
        ("a reference", &&Busy),
        ("a reference to write by", &writing),
        ("a box", &Box::new(Busy)),
        ("Rc", &Rc::new(Busy)),
        ("Arc", &Arc::new(Busy)),
        ("Rc of a box of any error", &Rc::new(Box::new(Busy) as Box<dyn Scoped>)),
    ];
    for (pointer, error) in pointers {
        assert_eq!(both(error), (Scope::SharedService, Some(WAIT)), "{pointer}");
    }
}

#[test]
fn a_scoped_error_keeps_both_and_gives_the_error_back() {
    fn returned() -> Result<(), ScopedError> {
        Err(Busy)?
    }
    let error = returned().expect_err("busy");
    assert_eq!((both(&error), error.to_string()), ((Scope::SharedService, Some(WAIT)), "busy".to_owned()));
    assert!(error.into_inner().is::<Busy>(), "the error itself");

    for scope in [Scope::EveryHost, Scope::SharedService, Scope::ThisHost] {
        let error = ScopedError::new(scope, "no");
        assert_eq!(both(&error), (scope, None), "{scope}: nobody said when to ask again");
        assert_eq!(both(&error.with_retry_after(WAIT)), (scope, Some(WAIT)), "{scope}");
        assert_eq!(both(&scope), (scope, None), "{scope}: a scope is its own");
    }
}
