//! The Pullquote service: the analysis core of `pullquote-core` behind gRPC and HTTP.

pub mod proto;
pub mod service;
