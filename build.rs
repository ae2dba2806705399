//! Generates the API's types, its gRPC server and client, and its JSON mapping from `proto/`.
//!
//! The protos are compiled by protox, so that neither protoc nor any system package is needed. The
//! same descriptors go into the binary for server reflection.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::{env, fs};

use prost::Message;

const PROTO_DIRS: [&str; 2] = ["proto", "third_party/proto"];
const PROTOS: [&str; 2] = ["pullquote/v1/analysis.proto", "google/rpc/error_details.proto"];
const PACKAGES: [&str; 2] = [".pullquote.v1", ".google.rpc"];

/// Types that are not generated here: Rust's own form of them, with their own JSON.
const EXTERN_TYPES: [(&str, &str); 2] =
    [(".google.protobuf", "::pbjson_types"), (".google.protobuf.Any", "crate::proto::Any")];

fn main() -> Result<(), Box<dyn Error>> {
    for dir in PROTO_DIRS {
        rerun_if_changed(Path::new(dir))?;
    }
    println!("cargo:rerun-if-changed=build.rs");

    let descriptors = protox::compile(PROTOS, PROTO_DIRS)?;
    let encoded = descriptors.encode_to_vec();
    let out_dir = PathBuf::from(env::var_os("OUT_DIR").ok_or("OUT_DIR is not set")?);
    fs::write(out_dir.join("descriptors.bin"), &encoded)?;

    let mut code = tonic_prost_build::configure().compile_well_known_types(true);
    for (proto, rust) in EXTERN_TYPES {
        code = code.extern_path(proto, rust);
    }
    let mut messages = tonic_prost_build::Config::new();
    messages.enable_type_names();
    code.compile_fds_with_config(descriptors, messages)?;

    let mut json = pbjson_build::Builder::new();
    for (proto, rust) in EXTERN_TYPES {
        json.extern_path(proto, rust);
    }
    // Fields are written even when they hold their default: a `start` of 0 that is left out trips
    // whoever reads the JSON without the proto at hand.
    json.register_descriptors(&encoded)?.emit_fields().build(&PACKAGES)?;
    Ok(())
}

/// Names every file below `dir` to cargo. A directory alone would not do: cargo watches its list of
/// entries by their modification times, which misses a file that is replaced by an older one.
fn rerun_if_changed(dir: &Path) -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-changed={}", dir.display());
    for entry in fs::read_dir(dir)? {
        let path = entry?.path();
        if path.is_dir() {
            rerun_if_changed(&path)?;
        } else {
            println!("cargo:rerun-if-changed={}", path.display());
        }
    }
    Ok(())
}
