//! Webhooks to clients: the worker of the real server sends them to real receivers on this machine.

mod bench;
mod contents;
mod endings;
mod erasure;
mod fairness;
mod killed;
mod leases;
mod ownership;
mod publishing;
mod receiver;
mod redelivery;
mod refusals;
mod retention;
mod schedule;
mod signatures;
mod stopping;
