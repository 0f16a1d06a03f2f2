//! Panics are caught, and printed as usual unless somebody asks for silence.

use core::{fmt, mem};
use std::{
    any::Any,
    cell::{Cell, RefCell},
    io::{self, Write as _},
    panic::{self, AssertUnwindSafe, PanicHookInfo},
    sync::{Mutex, PoisonError},
    thread,
};

use crate::print::OneLine;

/// Stops the printing of panics inside a preflight, for the rest of the process.
///
/// A preflight reports each panic of the code under test. The panic hook of the process prints it as well, among the other
/// output of the process. This function sets a hook that does not print it. It also gives each
/// [`Cause::Panic`](super::Cause::Panic) its place, which only a hook learns.
///
/// - The hook is set once, and a second call does nothing. A process has one hook, and no preflight sets it for you.
/// - The previous hook still gets panics outside of a preflight, and on threads that the code under test has spawned.
/// - A panic that ends the process is printed. These are all panics if panics abort, and a panic in a destructor while another
///   unwinds.
/// - A hook that is set later takes the place of this one. Then everything is printed again.
/// - A thread that panics may not set a hook. There the call does nothing.
///
/// # Examples
///
/// ```
/// use notafter::preflight;
///
/// preflight::silence_panics();
/// let report =
///     preflight::every_day(2012..=2012, |now| assert_ne!(now.ordinal(), 60, "the leap day"));
/// let cause = report.failures().first().map(|failure| failure.cause.to_string());
/// assert!(
///     cause.is_some_and(|cause| cause.contains("the leap day") && cause.contains(", at ")),
///     "with its place"
/// );
/// ```
pub fn silence_panics() {
    let mut is_silent = IS_SILENT.lock().unwrap_or_else(PoisonError::into_inner);
    if *is_silent || thread::panicking() {
        return;
    }
    let before = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        if CATCHING.get() && !ends_process(info) {
            KEPT.set(Some(Caught::of(info)));
            return;
        }
        // A panic that nobody is left to report is printed after all.
        if CATCHING.get()
            && let Some(kept) = KEPT.take()
        {
            let _ = writeln!(io::stderr(), "{kept}");
        }
        before(info);
    }));
    *is_silent = true;
}

/// The result of `action`, or its panic.
pub(super) fn catch<T>(action: impl FnOnce() -> T) -> Result<T, Caught> {
    // An earlier action may have caught a panic itself, which was kept.
    KEPT.set(None);
    let nested = CATCHING.replace(true);
    // The caller owns the state that `action` has broken, and learns of the panic.
    let result = panic::catch_unwind(AssertUnwindSafe(action)).map_err(|payload| {
        let message = message(&*payload);
        // If it is not the last that called the hook, it has come from elsewhere.
        let kept = KEPT.take().filter(|kept| kept.message == message);
        let caught = kept.unwrap_or_else(|| Caught { message: message.to_owned(), place: None });
        discard(payload);
        caught
    });
    CATCHING.set(nested);
    result
}

/// A panic that was caught.
pub(super) struct Caught {
    pub(super) message: String,
    /// Its file and line, if they are known.
    pub(super) place: Option<String>,
}

impl Caught {
    fn of(info: &PanicHookInfo<'_>) -> Self {
        let place = info.location().map(|place| format!("{}:{}", place.file(), place.line()));
        Self { message: message(info.payload()).to_owned(), place }
    }
}

impl fmt::Display for Caught {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", OneLine(&self.message))?;
        self.place.as_ref().map_or(Ok(()), |place| write!(f, ", at {}", OneLine(place)))
    }
}

/// Whether the hook is set.
static IS_SILENT: Mutex<bool> = Mutex::new(false);

thread_local! {
    static CATCHING: Cell<bool> = const { Cell::new(false) };
    /// The last panic of this thread that was not printed.
    static KEPT: RefCell<Option<Caught>> = const { RefCell::new(None) };
}

/// Whether the process ends with this panic.
///
/// Stable Rust does not tell whether a panic unwinds. The panics that never unwind come from the standard library, and begin
/// with these texts. They arise in a destructor while another panic unwinds, in a function of another language, and for unsafe
/// code gone wrong.
fn ends_process(info: &PanicHookInfo<'_>) -> bool {
    const NEVER_UNWIND: [&str; 4] = ["panic in a ", "unsafe precondition", "misaligned pointer", "null pointer"];
    cfg!(panic = "abort") || NEVER_UNWIND.iter().any(|text| message(info.payload()).starts_with(text))
}

/// Drops a payload, whose destructor may panic as well.
fn discard(payload: Box<dyn Any + Send>) {
    if let Err(another) = panic::catch_unwind(AssertUnwindSafe(|| drop(payload))) {
        // It may be of the same kind, and so on without end: it is leaked.
        mem::forget(another);
    }
}

fn message(payload: &(dyn Any + Send)) -> &str {
    if let Some(message) = payload.downcast_ref::<&str>() {
        message
    } else if let Some(message) = payload.downcast_ref::<String>() {
        message
    } else {
        "a panic without a message"
    }
}
