//! A live identity for rustls.

mod provider;
