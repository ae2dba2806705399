//! Values that people write in settings: times, sizes and addresses.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

/// Reads a time such as `250ms`, `30s`, `5m` or `1h`; `0` needs no unit.
///
/// # Errors
/// A sentence that says what is wrong, for text that is not such a time.
pub fn parse_duration(text: &str) -> Result<Duration, String> {
    let (number, unit) = split_unit(text);
    let number: u64 = number.parse().map_err(|_| {
        "expected a whole number and a unit, such as 250ms, 30s, 5m or 1h".to_owned()
    })?;
    let milliseconds = match unit {
        "ms" => Some(number),
        "s" => number.checked_mul(1_000),
        "m" => number.checked_mul(60_000),
        "h" => number.checked_mul(3_600_000),
        "" if number == 0 => Some(0),
        "" => return Err("a unit is missing: ms, s, m or h".to_owned()),
        other => return Err(format!("unknown unit {other:?}: use ms, s, m or h")),
    };
    milliseconds.map(Duration::from_millis).ok_or_else(|| "the time is too long".to_owned())
}

/// Reads a size in bytes such as `65536`, `64KiB`, `4MiB` or `1GiB`.
///
/// # Errors
/// A sentence that says what is wrong, for text that is not such a size.
pub fn parse_bytes(text: &str) -> Result<usize, String> {
    let (number, unit) = split_unit(text);
    let number: usize = number
        .parse()
        .map_err(|_| "expected a whole number of bytes, KiB, MiB or GiB".to_owned())?;
    let scale = match unit {
        "" | "B" => 1,
        "KiB" => 1 << 10,
        "MiB" => 1 << 20,
        "GiB" => 1 << 30,
        other => return Err(format!("unknown unit {other:?}: use B, KiB, MiB or GiB")),
    };
    number.checked_mul(scale).ok_or_else(|| "the size is too large".to_owned())
}

fn split_unit(text: &str) -> (&str, &str) {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = text.split_at(digits);
    (number, unit.trim_start())
}

/// Where to listen: a TCP address or a Unix socket.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum ListenAddress {
    /// `127.0.0.1:50051`, `[::]:50051`; port 0 takes a free one.
    Tcp(SocketAddr),
    /// `unix:/run/pullquote.sock`.
    Unix(PathBuf),
}

impl ListenAddress {
    /// The address at which a client on the same machine reaches a server that listens here:
    /// loopback for "every address".
    #[must_use]
    pub fn reachable(&self) -> ListenAddress {
        match self {
            ListenAddress::Tcp(address) if address.ip().is_unspecified() => {
                let loopback = match address.ip() {
                    IpAddr::V4(_) => IpAddr::V4(Ipv4Addr::LOCALHOST),
                    IpAddr::V6(_) => IpAddr::V6(Ipv6Addr::LOCALHOST),
                };
                ListenAddress::Tcp(SocketAddr::new(loopback, address.port()))
            }
            other => other.clone(),
        }
    }
}

impl FromStr for ListenAddress {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if let Some(path) = text.strip_prefix("unix:") {
            if path.is_empty() {
                return Err("a path is missing after unix:".to_owned());
            }
            return Ok(ListenAddress::Unix(PathBuf::from(path)));
        }
        text.parse().map(ListenAddress::Tcp).map_err(|_| {
            "expected an IP address and port, such as 0.0.0.0:50051 or [::]:50051, or unix:/path"
                .to_owned()
        })
    }
}

impl fmt::Display for ListenAddress {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ListenAddress::Tcp(address) => address.fmt(out),
            ListenAddress::Unix(path) => write!(out, "unix:{}", path.display()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times() {
        assert_eq!(parse_duration("250ms"), Ok(Duration::from_millis(250)));
        assert_eq!(parse_duration("30s"), Ok(Duration::from_secs(30)));
        assert_eq!(parse_duration("5 m"), Ok(Duration::from_secs(300)));
        assert_eq!(parse_duration("2h"), Ok(Duration::from_secs(7200)));
        assert_eq!(parse_duration("0"), Ok(Duration::ZERO));
        for bad in [
            "",
            "s",
            "30",
            "-1s",
            "1.5s",
            "3 weeks",
            "99999999999999999999s",
            "18446744073709551615h",
        ] {
            assert!(parse_duration(bad).is_err(), "{bad:?} was taken");
        }
    }

    #[test]
    fn sizes() {
        assert_eq!(parse_bytes("0"), Ok(0));
        assert_eq!(parse_bytes("512"), Ok(512));
        assert_eq!(parse_bytes("64KiB"), Ok(65_536));
        assert_eq!(parse_bytes("4 MiB"), Ok(4_194_304));
        assert_eq!(parse_bytes("1GiB"), Ok(1_073_741_824));
        for bad in ["", "MiB", "4MB", "1e3", "-1", "18446744073709551615GiB"] {
            assert!(parse_bytes(bad).is_err(), "{bad:?} was taken");
        }
    }

    #[test]
    fn addresses() {
        for good in ["127.0.0.1:0", "[::]:50051", "unix:/run/pullquote.sock"] {
            let address: ListenAddress = good.parse().unwrap();
            assert_eq!(address.to_string(), good);
        }
        for bad in ["", "50051", "localhost:50051", "unix:", "1.2.3.4", "1.2.3.4:99999"] {
            assert!(bad.parse::<ListenAddress>().is_err(), "{bad:?} was taken");
        }
        let everywhere: ListenAddress = "0.0.0.0:50051".parse().unwrap();
        assert_eq!(everywhere.reachable().to_string(), "127.0.0.1:50051");
        let everywhere: ListenAddress = "[::]:50051".parse().unwrap();
        assert_eq!(everywhere.reachable().to_string(), "[::1]:50051");
    }
}
