//! Web and e-mail addresses inside running text.

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::lexicon;

/// Where the address that may start at some place ends.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum AddressEnd {
    /// It ends here.
    At(usize),
    /// There is no address that starts before here.
    NoneBefore(usize),
}

static TOP_LEVEL_DOMAINS: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    lexicon::entries(include_str!("../lexicon/neutral/top_level_domains.txt")).collect()
});

/// The longest local part of an e-mail address (RFC 5321, 4.5.3.1.1).
const LONGEST_LOCAL_PART: usize = 64;
/// The longest host name (RFC 1035, 2.3.4).
const LONGEST_HOST: usize = 253;

/// Whether `word`, followed by `rest`, starts a URL: "https" and "://…".
pub(super) fn is_scheme(word: &[u8], rest: &[u8]) -> bool {
    const SCHEMES: [&[u8]; 5] = [b"http", b"https", b"ftp", b"ws", b"wss"];
    rest.starts_with(b"://") && SCHEMES.iter().any(|scheme| word.eq_ignore_ascii_case(scheme))
}

/// Where the URL ends whose part after the scheme, or host name, starts at `at`: before white space
/// or a mark that closes, without the punctuation of the sentence around it (RFC 3986, appendix C).
/// Linear.
pub(super) fn url_end(text: &str, at: usize) -> usize {
    let Some(rest) = text.get(at..) else { return at };
    let stops = |c: char| {
        c.is_whitespace()
            || c.is_control()
            || matches!(c, '"' | '<' | '>' | '“' | '”' | '‘' | '’' | '«' | '»' | '|' | '`' | '^')
            || matches!(c, '{' | '}' | '\\' | '、' | '。' | '，' | '）' | '（' | '」' | '…' | '—')
    };
    let mut url = &rest[..rest.find(stops).unwrap_or(rest.len())];
    let mut unopened = url.matches(')').count().saturating_sub(url.matches('(').count());
    loop {
        url = match url.as_bytes().last() {
            Some(b'.' | b',' | b';' | b':' | b'!' | b'?' | b'\'' | b'*' | b'_' | b']') => {
                &url[..url.len() - 1]
            }
            Some(b')') if unopened > 0 => {
                unopened -= 1;
                &url[..url.len() - 1]
            }
            _ => return at + url.len(),
        };
    }
}

/// Where the host name that starts at `at`, with the path after it, ends: "example.org",
/// "www.example.org/news". Reads no further than it says.
pub(super) fn host_end(text: &str, at: usize) -> AddressEnd {
    let bytes = text.as_bytes();
    let is_host = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-');
    let rest = bytes.get(at..).unwrap_or_default();
    let whole = rest.iter().position(|byte| !is_host(byte)).unwrap_or(rest.len());
    let mut host = &rest[..whole];
    while let [head @ .., b'.' | b'-'] = host {
        host = head;
    }
    let end = at + host.len();
    let Ok(host) = std::str::from_utf8(host) else { return AddressEnd::NoneBefore(at + whole) };
    let starts_www = host.get(..4).is_some_and(|www| www.eq_ignore_ascii_case("www."));
    let last = host.rsplit('.').next().unwrap_or_default();
    let known = TOP_LEVEL_DOMAINS.contains(last)
        || (!host.bytes().any(|byte| byte.is_ascii_lowercase())
            && host.len() > 4
            && matches!(last, "COM" | "ORG" | "NET" | "EDU" | "GOV"));
    let is_address = host.len() <= LONGEST_HOST
        && host.contains('.')
        && !host.contains("..")
        && (starts_www || known);
    if !is_address {
        return AddressEnd::NoneBefore(at + whole);
    }
    match bytes.get(end) {
        Some(b'/') => AddressEnd::At(url_end(text, end)),
        Some(b':') if bytes.get(end + 1).is_some_and(u8::is_ascii_digit) => {
            AddressEnd::At(url_end(text, end))
        }
        _ => AddressEnd::At(end),
    }
}

/// Start and end of the e-mail address whose "@" is at `at`. Constant time.
pub(super) fn email_bounds(bytes: &[u8], at: usize) -> Option<(usize, usize)> {
    let is_local = |byte: &u8| {
        byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'%' | b'+' | b'-')
    };
    let before = &bytes[at.saturating_sub(LONGEST_LOCAL_PART)..at];
    let local = before.iter().rev().take_while(|byte| is_local(byte)).count();
    let mut start = at - local;
    while bytes.get(start).is_some_and(|byte| !byte.is_ascii_alphanumeric() && *byte != b'_') {
        start += 1;
    }
    let is_host = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-');
    let after = bytes.get(at + 1..)?;
    let mut host = &after[..after.iter().take(LONGEST_HOST).take_while(is_host).count()];
    while let [head @ .., b'.' | b'-'] = host {
        host = head;
    }
    let is_email = start < at && host.contains(&b'.') && host[0].is_ascii_alphanumeric();
    is_email.then_some((start, at + 1 + host.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_end_before_the_punctuation_around_them() {
        for (text, url) in [
            ("example.org/a_(b).", "example.org/a_(b)"),
            ("example.org/a).", "example.org/a"),
            ("example.org/a?b=c&d=e, and", "example.org/a?b=c&d=e"),
            ("example.org/\u{201D} he", "example.org/"),
        ] {
            assert_eq!(&text[..url_end(text, 0)], url);
        }
    }

    #[test]
    fn hosts_need_a_known_domain() {
        assert_eq!(host_end("news.example.com, he", 0), AddressEnd::At(16));
        assert_eq!(host_end("www.example.lan is", 0), AddressEnd::At(15));
        assert_eq!(host_end("ended.The next", 0), AddressEnd::NoneBefore(9));
        assert_eq!(host_end("example.org:8080/x y", 0), AddressEnd::At(18));
    }

    #[test]
    fn emails_hold_dots_but_do_not_end_in_one() {
        let text = b"to j.doe+news@mail.example.org. Then";
        let at = text.iter().position(|&byte| byte == b'@').unwrap_or_default();
        assert_eq!(email_bounds(text, at), Some((3, 30)));
        assert_eq!(email_bounds(b"5@10", 1), None);
    }
}
