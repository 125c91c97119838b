//! Impostors: twelve attacks on the binding of person and account. Each is played beside the honest person, who gets
//! through, so that the attack is what is refused. `cargo xtask conformance impostor` makes a table of it.

mod accounts;
mod faces;
mod numbers;
mod people;
mod record;
mod returns;
mod scene;
mod words;
