//! Read certificates with x509-parser, and say what is wrong with their dates.
