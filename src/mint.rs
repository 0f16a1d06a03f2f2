//! Mint certificates with rcgen, and read each one back before it is handed out.
