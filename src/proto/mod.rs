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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::v1;

    #[test]
    fn json_has_an_offset_of_zero_and_no_message_that_is_unset() {
        let span = v1::Span { start: 0, end: 2, text: "Hi".to_owned() };
        let quote = v1::Quote {
            kind: v1::QuoteKind::Direct.into(),
            content: vec![span],
            confidence: 0.5,
            ..v1::Quote::default()
        };
        let expected = json!({
            "kind": "QUOTE_KIND_DIRECT",
            "content": [{ "start": 0, "end": 2, "text": "Hi" }],
            "quoted": [],
            "confidence": 0.5,
        });
        assert_eq!(serde_json::to_value(&quote).unwrap(), expected);
        assert_eq!(serde_json::from_value::<v1::Quote>(expected).unwrap(), quote);
    }

    #[test]
    fn json_requests_are_read_by_either_name_of_a_field_and_of_an_enum_value() {
        let expected = v1::AnalyzeOptions {
            analyses: vec![v1::AnalysisType::Quotes.into()],
            offset_unit: v1::OffsetUnit::Utf16.into(),
            omit_text: true,
            min_confidence: 0.0,
        };
        for options in [
            json!({ "analyses": ["ANALYSIS_TYPE_QUOTES"], "offsetUnit": "OFFSET_UNIT_UTF16", "omitText": true }),
            json!({ "analyses": [4], "offset_unit": 2, "omit_text": true }),
        ] {
            assert_eq!(serde_json::from_value::<v1::AnalyzeOptions>(options).unwrap(), expected);
        }
        for options in [
            json!({ "analyses": ["ANALYSIS_TYPE_MOOD"] }),
            json!({ "offsetUnit": 9 }),
            json!({ "omitTexts": true }),
        ] {
            assert!(serde_json::from_value::<v1::AnalyzeOptions>(options).is_err());
        }
    }
}
