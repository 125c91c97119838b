//! Stories: applicants go through journeys of the real server, on a real database, with simulated providers.
//!
//! Every test has a database of its own: a fresh SQLite file or, with `VESTIBULE_TEST_DATABASE=postgres://...`, a fresh
//! schema there. Clock and randomness are the test's. After every story the rules of `invariants` hold.

// What the stories stand on.
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
mod inviting;
#[cfg(test)]
mod pages;
#[cfg(test)]
mod paper;
#[cfg(test)]
mod puppet;
#[cfg(test)]
mod simulator;

// The stories.
#[cfg(test)]
mod api;
#[cfg(test)]
mod audit_log;
#[cfg(test)]
mod audit_tree;
#[cfg(test)]
mod backup;
#[cfg(test)]
mod bad_input;
#[cfg(test)]
mod bankid;
#[cfg(test)]
mod bankid_endings;
#[cfg(test)]
mod budgets;
#[cfg(test)]
mod callbacks;
#[cfg(test)]
mod command_line;
#[cfg(test)]
mod consent;
#[cfg(test)]
mod consents;
#[cfg(test)]
mod crashes;
#[cfg(test)]
mod cross_site;
#[cfg(test)]
mod dashboard;
#[cfg(test)]
mod deadlines;
#[cfg(test)]
mod erasure;
#[cfg(test)]
mod evidence;
#[cfg(test)]
mod expiry;
#[cfg(test)]
mod external;
#[cfg(test)]
mod external_samples;
#[cfg(test)]
mod face_endings;
#[cfg(test)]
mod face_messages;
#[cfg(test)]
mod facts;
#[cfg(test)]
mod flow;
#[cfg(test)]
mod forged_messages;
#[cfg(test)]
mod forms;
#[cfg(test)]
mod frankieone;
#[cfg(test)]
mod happy;
#[cfg(test)]
mod impostor;
#[cfg(test)]
mod killed;
#[cfg(test)]
mod launches;
#[cfg(test)]
mod limits;
#[cfg(test)]
mod link_pages;
#[cfg(test)]
mod links;
#[cfg(test)]
mod metrics;
#[cfg(test)]
mod migrations;
#[cfg(test)]
mod novelties;
#[cfg(test)]
mod outages;
#[cfg(test)]
mod page_headers;
#[cfg(test)]
mod phone_endings;
#[cfg(test)]
mod prefill;
#[cfg(test)]
mod privacy;
#[cfg(test)]
mod queries;
#[cfg(test)]
mod reference_image_listener;
#[cfg(test)]
mod reference_image_questions;
#[cfg(test)]
mod reference_images;
#[cfg(test)]
mod restarts;
#[cfg(test)]
mod results;
#[cfg(test)]
mod retention;
#[cfg(test)]
mod returns;
#[cfg(test)]
mod saved_webhooks;
#[cfg(test)]
mod sdk_host;
#[cfg(test)]
mod selfie;
#[cfg(test)]
mod selfie_callbacks;
#[cfg(test)]
mod selfie_pictures;
#[cfg(test)]
mod signals;
#[cfg(test)]
mod starts;
#[cfg(test)]
mod traces;
#[cfg(test)]
mod webhooks;
