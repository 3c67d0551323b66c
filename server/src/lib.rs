//! The server of Postura: it gives the services of `app` a database, an index and a network.

pub mod auth;
pub mod backups;
pub mod cli;
pub mod clock;
pub mod compose;
pub mod config;
mod drawing;
pub mod file_reader;
pub mod http;
pub mod launch;
pub mod memory;
pub mod metrics;
pub mod metrics_listener;
pub mod starter;
mod telemetry;
