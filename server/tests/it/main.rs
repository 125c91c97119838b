//! Stories: applicants go through journeys of the real server, on a real database, with simulated providers.
//!
//! Every test has a database of its own: a fresh SQLite file or, with `VESTIBULE_TEST_DATABASE=postgres://...`, a fresh
//! schema there. Clock and randomness are the test's. After every story the invariants of [`invariants`] hold.

#[cfg(test)]
mod app;
#[cfg(test)]
mod applicant;
#[cfg(test)]
mod browser;
#[cfg(test)]
mod ground;
#[cfg(test)]
mod invariants;
#[cfg(test)]
mod simulator;

#[cfg(test)]
mod happy;
