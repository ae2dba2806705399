//! The rpcs, over real sockets.

mod batch;
mod fixture;
mod intake;
mod overload;
mod stream;

mod unary;
mod validation;
