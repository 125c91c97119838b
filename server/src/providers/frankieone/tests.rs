//! FrankieOne's answers, the SDK page's last words, and our settings, without HTTP. Over HTTP:
//! `server/tests/providers/frankieone.rs`.
