//! The providers that ship with the server.
