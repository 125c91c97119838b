//! Conformance: every adapter against every scenario of its simulated provider, and every fault on every route that the
//! server calls. Without a browser: a driver per provider does what a person and the provider's page would do.
//!
//! `expected/*.txt` says how each must end. `cargo xtask conformance` runs this, and makes a table, HTML and JUnit of it.

#[cfg(test)]
mod bankid;
#[cfg(test)]
mod bench;
#[cfg(test)]
mod capture;
#[cfg(test)]
mod contract_dates;
#[cfg(test)]
mod doctor;
#[cfg(test)]
mod driver;
#[cfg(test)]
mod ending;
#[cfg(test)]
mod expected;
#[cfg(test)]
mod external;
#[cfg(test)]
mod frankieone;
#[cfg(test)]
mod live;
#[cfg(test)]
mod onekyc;
#[cfg(test)]
mod partner;
#[cfg(test)]
mod person;
#[cfg(test)]
mod record;
#[cfg(test)]
mod runs;
#[cfg(test)]
mod selfie_liveness;
#[cfg(test)]
mod signicat;
