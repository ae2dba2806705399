//! The rpcs of the API: from a request to the pool and back.

pub mod convert;
