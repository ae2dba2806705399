//! The API: the messages of `proto/`, the gRPC server and client, and the proto3 JSON mapping, all
//! generated from the `.proto` files when the crate is built.
//!
//! Messages implement serde's traits by the [proto3 JSON mapping]: names in camelCase, enums by
//! name. Fields that hold their default are written too; unset messages are not.
//!
//! [proto3 JSON mapping]: https://protobuf.dev/programming-guides/json/

mod any;

pub use any::Any;
pub use pullquote::v1;

/// The package `pullquote`.
pub mod pullquote {
    /// Version 1 of the API.
    #[allow(missing_docs, unreachable_pub, rustdoc::all, clippy::all, reason = "generated")]
    pub mod v1 {
        include!(concat!(env!("OUT_DIR"), "/pullquote.v1.rs"));
        include!(concat!(env!("OUT_DIR"), "/pullquote.v1.serde.rs"));
    }
}

/// The package `google`.
pub mod google {
    /// Error statuses and their details.
    #[allow(missing_docs, unreachable_pub, rustdoc::all, clippy::all, reason = "generated")]
    pub mod rpc {
        include!(concat!(env!("OUT_DIR"), "/google.rpc.rs"));
        include!(concat!(env!("OUT_DIR"), "/google.rpc.serde.rs"));
    }
}

/// The descriptors of the API and of all that it imports, as an encoded `FileDescriptorSet`: what
/// server reflection serves.
pub const DESCRIPTORS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/descriptors.bin"));
