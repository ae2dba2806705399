//! `google.protobuf.Any` with a JSON form for the error details that the service sends.
//!
//! By the proto3 JSON mapping an `Any` is the JSON of the message that it holds with one more
//! field, `@type`, which takes knowing that message. The known ones are those of `google.rpc` that
//! errors carry.

use prost::{Message, Name};
use serde::de::{DeserializeOwned, Error as _};
use serde::ser::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};

use super::google::rpc;

const TYPE_FIELD: &str = "@type";
const TYPE_PREFIX: &str = "type.googleapis.com/";

/// The JSON of a message.
type Fields = Map<String, Value>;

/// A message of any type: its name and its encoding.
#[derive(Clone, PartialEq, Eq, Hash, Message)]
pub struct Any {
    /// The name of the type after a prefix that ends in `/`.
    #[prost(string, tag = "1")]
    pub type_url: String,
    /// The encoded message.
    #[prost(bytes = "vec", tag = "2")]
    pub value: Vec<u8>,
}

impl Any {
    /// Packs `message`.
    pub fn pack<M: Message + Name>(message: &M) -> Self {
        let type_url = format!("{TYPE_PREFIX}{}", M::full_name());
        Any { type_url, value: message.encode_to_vec() }
    }

    /// The message within, when it is an `M`.
    pub fn unpack<M: Message + Name + Default>(&self) -> Option<M> {
        if self.type_name() != M::full_name() {
            return None;
        }
        M::decode(self.value.as_slice()).ok()
    }

    fn type_name(&self) -> &str {
        self.type_url.rsplit('/').next().unwrap_or_default()
    }
}

impl Serialize for Any {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let form = JsonForm::of(self.type_name()).ok_or_else(|| unknown(&self.type_url));
        let mut fields =
            form.and_then(|form| (form.write)(&self.value)).map_err(S::Error::custom)?;
        fields.insert(TYPE_FIELD.to_owned(), Value::String(self.type_url.clone()));
        fields.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Any {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut fields = Fields::deserialize(deserializer)?;
        let Some(Value::String(type_url)) = fields.remove(TYPE_FIELD) else {
            return Err(D::Error::missing_field(TYPE_FIELD));
        };
        let mut any = Any { type_url, value: Vec::new() };
        let form = JsonForm::of(any.type_name()).ok_or_else(|| unknown(&any.type_url));
        any.value = form.and_then(|form| (form.read)(fields)).map_err(D::Error::custom)?;
        Ok(any)
    }
}

fn unknown(type_url: &str) -> String {
    format!("no JSON form is known of {type_url:?}")
}

/// How to turn the encoding of one type into JSON and back.
struct JsonForm {
    write: fn(&[u8]) -> Result<Fields, String>,
    read: fn(Fields) -> Result<Vec<u8>, String>,
}

impl JsonForm {
    fn of(type_name: &str) -> Option<Self> {
        Self::when::<rpc::ErrorInfo>(type_name)
            .or_else(|| Self::when::<rpc::BadRequest>(type_name))
            .or_else(|| Self::when::<rpc::RetryInfo>(type_name))
            .or_else(|| Self::when::<rpc::RequestInfo>(type_name))
    }

    fn when<M>(type_name: &str) -> Option<Self>
    where
        M: Message + Name + Default + Serialize + DeserializeOwned,
    {
        let form = JsonForm { write: write::<M>, read: read::<M> };
        (type_name == M::full_name()).then_some(form)
    }
}

fn write<M: Message + Default + Serialize>(encoded: &[u8]) -> Result<Fields, String> {
    let message = M::decode(encoded).map_err(|error| error.to_string())?;
    match serde_json::to_value(message).map_err(|error| error.to_string())? {
        Value::Object(fields) => Ok(fields),
        other => Err(format!("expected a message, found {other}")),
    }
}

fn read<M: Message + DeserializeOwned>(fields: Fields) -> Result<Vec<u8>, String> {
    let message: M =
        serde_json::from_value(Value::Object(fields)).map_err(|error| error.to_string())?;
    Ok(message.encode_to_vec())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn json_is_the_message_with_its_type() {
        let info = rpc::ErrorInfo {
            reason: "QUEUE_FULL".to_owned(),
            domain: "pullquote".to_owned(),
            metadata: [("queuedDocuments".to_owned(), "64".to_owned())].into(),
        };
        let any = Any::pack(&info);
        let value = serde_json::to_value(&any).unwrap();
        let expected = json!({
            "@type": "type.googleapis.com/google.rpc.ErrorInfo",
            "reason": "QUEUE_FULL",
            "domain": "pullquote",
            "metadata": { "queuedDocuments": "64" },
        });
        assert_eq!(value, expected);
        let back: Any = serde_json::from_value(value).unwrap();
        assert_eq!(back.unpack(), Some(info));
    }

    #[test]
    fn a_type_without_json_form_is_an_error() {
        let any = Any { type_url: "example.com/some.Type".to_owned(), value: vec![1] };
        assert!(serde_json::to_string(&any).is_err());
        assert!(serde_json::from_value::<Any>(json!({ "@type": "x/some.Type" })).is_err());
        assert!(serde_json::from_value::<Any>(json!({ "reason": "QUEUE_FULL" })).is_err());
    }

    #[test]
    fn unpacks_only_its_own_type() {
        let any = Any::pack(&rpc::RequestInfo::default());
        assert_eq!(any.unpack::<rpc::ErrorInfo>(), None);
        assert_eq!(any.unpack(), Some(rpc::RequestInfo::default()));
    }
}
