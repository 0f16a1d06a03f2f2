//! A live identity for rustls.

mod begin;
mod builder;
mod credential;
mod error;
mod event;
mod files;
#[cfg(all(feature = "mint", any(feature = "ring", feature = "aws_lc_rs")))]
mod issued;
mod keeper;
mod live;
mod pem;
mod provider;
mod snapshot;
mod source;
mod store;

pub use begin::StartError;
pub use builder::{Builder, Ticker};
pub use credential::Identity;
pub use error::{BlockFault, IdentityError};
pub use event::Event;
pub use files::Files;
pub use live::LiveIdentity;
pub use rustls;
pub use snapshot::{Snapshot, openmetrics};
pub use source::{AsyncSource, Ready, Source};
pub use store::{StoreError, StoreFault};

pub use crate::file::FileError;
