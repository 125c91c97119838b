//! The simulator as its clients see it: real HTTP.

#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking, also outside its own function"
)]

mod bankid_authorize;
mod bankid_control;
mod bankid_exchange;
mod bankid_grant;
mod bankid_id_token;
mod bankid_keys;
mod bankid_merchant;
mod bankid_page;
mod bankid_permissions;
mod bankid_returns;
mod bankid_token;
mod bankid_uri;
mod bankid_verifier;
mod browser;
mod callbacks;
mod control;
mod external;
mod faults;
mod frankieone_approval;
mod frankieone_config;
mod frankieone_errors;
mod frankieone_flow;
mod frankieone_harness;
mod frankieone_idp;
mod frankieone_myinfo;
mod frankieone_openid;
mod frankieone_personas;
mod frankieone_session;
mod harness;
mod onekyc_details;
mod onekyc_initiate;
mod onekyc_page;
mod onekyc_web_app;
mod scenario_list;
mod selfie;
mod selfie_gateways;
mod selfie_reference;
mod selfie_sdk;
mod signicat_create;
mod signicat_pages;
mod signicat_scenarios;
mod signicat_status;
mod signicat_token;
