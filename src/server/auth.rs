//! Who may call: bearer tokens from a file.

use std::sync::Arc;

use http::HeaderMap;
use http::header::AUTHORIZATION;
use subtle::{Choice, ConstantTimeEq};

use super::reload::Watched;
use crate::config::{Auth, ConfigError};

/// Shorter tokens can be guessed.
const MIN_TOKEN_BYTES: usize = 16;

/// The tokens, any of which admits a call.
pub(crate) struct Tokens(Vec<Vec<u8>>);

/// The tokens that the settings name, if they name any.
///
/// # Errors
/// When the file cannot be used, by the name of the setting.
pub(crate) fn load(auth: &Auth) -> Result<Option<Arc<Watched<Tokens>>>, ConfigError> {
    let Some(path) = &auth.auth_tokens else {
        return Ok(None);
    };
    Watched::load("bearer tokens", vec![path.clone()], |files| {
        Tokens::parse(files.first().map(Vec::as_slice).unwrap_or_default())
    })
    .map(Some)
    .map_err(|why| ConfigError::new("auth_tokens", why))
}

impl Tokens {
    /// One token a line; empty lines and lines that begin with # say nothing.
    fn parse(file: &[u8]) -> Result<Self, String> {
        let mut tokens = Vec::new();
        for (index, line) in file.split(|&byte| byte == b'\n').enumerate() {
            let token = line.trim_ascii();
            if token.is_empty() || token.starts_with(b"#") {
                continue;
            }
            // The line's number, never its content, which is a secret.
            if token.len() < MIN_TOKEN_BYTES {
                return Err(format!("line {}: shorter than {MIN_TOKEN_BYTES} bytes", index + 1));
            }
            if !token.iter().all(u8::is_ascii_graphic) {
                return Err(format!("line {}: white space or a character not of ASCII", index + 1));
            }
            tokens.push(token.to_vec());
        }
        if tokens.is_empty() { Err("no token in it".to_owned()) } else { Ok(Tokens(tokens)) }
    }

    /// Whether the headers of a call bring one of the tokens. Takes as long whichever token it is,
    /// and however much of it is right; only the length of a token could be told from the time.
    pub(crate) fn admit(&self, headers: &HeaderMap) -> bool {
        let given = headers.get(AUTHORIZATION).map(|value| value.as_bytes()).and_then(bearer);
        let given = given.unwrap_or_default();
        let equal = self
            .0
            .iter()
            .fold(Choice::from(0), |equal, token| equal | token.as_slice().ct_eq(given));
        equal.into()
    }
}

/// What follows `Bearer `, a word that may be written in any case.
fn bearer(value: &[u8]) -> Option<&[u8]> {
    const SCHEME: &[u8] = b"bearer ";
    let (scheme, token) = value.split_at_checked(SCHEME.len())?;
    scheme.eq_ignore_ascii_case(SCHEME).then(|| token.trim_ascii())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(value: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(AUTHORIZATION, http::HeaderValue::from_static(value))])
    }

    #[test]
    fn any_token_of_the_file_admits() {
        let tokens = Tokens::parse(
            b"# newsroom\n  first-token-0123456789\n\nsecond-token-0123456789\r\n#third-token-0123456789\n",
        )
        .unwrap_or_else(|why| panic!("{why}"));
        for good in [
            "Bearer first-token-0123456789",
            "bearer second-token-0123456789",
            "BEARER   second-token-0123456789 ",
        ] {
            assert!(tokens.admit(&headers(good)), "{good}");
        }
        for bad in [
            "",
            "Bearer",
            "Bearer ",
            "Bearer first-token-012345678",
            "Bearer first-token-01234567890",
            "Bearer third-token-0123456789",
            "Bearer #third-token-0123456789",
            "Basic first-token-0123456789",
            "first-token-0123456789",
        ] {
            assert!(!tokens.admit(&headers(bad)), "{bad:?} was let in");
        }
        assert!(!tokens.admit(&HeaderMap::new()));
    }

    #[test]
    fn files_that_would_let_too_many_in_are_refused() {
        let cases: [(&[u8], &str); 4] = [
            (b"", "no token"),
            (b"# only a comment\n\n", "no token"),
            (b"a-token-0123456789\nshort\n", "line 2: shorter"),
            (b"two words 0123456789", "line 1: white space"),
        ];
        for (file, says) in cases {
            let why = Tokens::parse(file).err().unwrap_or_default();
            assert!(why.contains(says), "{why}");
        }
    }
}
