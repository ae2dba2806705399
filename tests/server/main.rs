//! The server over real sockets: each test has a server of its own.

mod abuse;
mod auth;
mod connections;
mod drain;
mod health;
mod http;
mod process;
mod reflection;
mod support;
mod tls;
mod web;
