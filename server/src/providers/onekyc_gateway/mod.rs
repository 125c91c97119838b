//! The gateways behind OneKYC's products: the partner token, Initiate Flow, Get Submission Details and the completion
//! callback are the same for the framed web app and for the web SDK (BE API guide). No adapter: what two adapters share.

pub(crate) mod account;
pub(crate) mod callback;
pub(crate) mod calls;
pub(crate) mod mapping;
pub(crate) mod rehearsal;
pub(crate) mod setup;
pub(crate) mod wire;

#[cfg(test)]
mod tests;

pub(crate) use account::Account;
pub(crate) use calls::Gateway;
pub(crate) use wire::Memo;
