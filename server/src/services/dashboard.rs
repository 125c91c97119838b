//! What the dashboard shows and does. Every function asks what the operator may do.
