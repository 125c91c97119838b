//! The identity providers behind FrankieOne: Singpass MyInfo v3, and OpenID Connect ones. All of them share the login and
//! consent pages; the simulator's people are the same everywhere.

pub(crate) mod claims;
pub(crate) mod consent;
pub(crate) mod grants;
pub(crate) mod myinfo_authorise;
pub(crate) mod myinfo_person;
pub(crate) mod myinfo_token;
pub(crate) mod openid_authorize;
pub(crate) mod openid_discovery;
pub(crate) mod openid_token;
pub(crate) mod pages;
pub(crate) mod person;
pub(crate) mod personas;
pub(crate) mod registry;
