//! Files of any form: every certificate is found, and what is none is named with its place.

mod forms;
mod hostile;
pub(super) mod made;
mod names;
mod rfc7468;
mod sources;
mod structures;
