//! The rpcs, over real sockets.

mod batch;
mod fixture;
mod overload;
mod stream;
mod transport;
mod unary;
mod validation;
