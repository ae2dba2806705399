//! The Pullquote service: the analysis core of `pullquote-core` behind gRPC and HTTP.

#![warn(clippy::unwrap_used, clippy::expect_used)]

pub mod config;
mod http_api;
pub mod metrics;
pub mod observer;
pub mod pool;
pub mod proto;
pub mod server;
pub mod service;
pub mod telemetry;
