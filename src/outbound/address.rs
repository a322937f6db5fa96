//! Which addresses are of the public Internet, and a resolver that gives no other.
//!
//! A name is resolved here, looked at, and connected to as it was looked at, so that a name that is
//! resolved anew to another address (DNS rebinding) leads nowhere.

use reqwest::Url;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

/// What the resolver says of a name that leads to private addresses only.
pub(super) const PRIVATE: &str = "the name leads to a private network";

/// The address that stands in an IRI in numbers, in any of the ways that numbers are written.
pub(super) fn written(url: &Url) -> Option<IpAddr> {
    let host = url.host_str()?;
    let bare = host
        .strip_prefix('[')
        .and_then(|host| host.strip_suffix(']'));
    bare.unwrap_or(host).parse().ok()
}

/// True for an address that anybody on the Internet may reach (IANA special-purpose registries,
/// RFC 6890 and what updates it).
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let special = match (a, b, c) {
        // This network, private, loopback, multicast and what is reserved.
        (0 | 10 | 127 | 224..=255, _, _) => true,
        // Between a provider and its customers.
        (100, 64..=127, _) => true,
        // Link-local, with the metadata services of clouds.
        (169, 254, _) => true,
        (172, 16..=31, _) => true,
        // Protocol assignments, documentation, relays of IPv6, private.
        (192, 0, 0 | 2) | (192, 88, 99) | (192, 168, _) => true,
        // Measurements between networks, documentation.
        (198, 18 | 19, _) | (198, 51, 100) | (203, 0, 113) => true,
        _ => false,
    };
    !special
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let [a, b, c, d, e, f, g, h] = address.segments();
    let inner = |high: u16, low: u16| {
        let [w, x] = high.to_be_bytes();
        let [y, z] = low.to_be_bytes();
        is_public_v4(Ipv4Addr::new(w, x, y, z))
    };
    match (a, b) {
        // An address of IPv4, translated (RFC 6052) or carried (RFC 3056).
        (0x64, 0xff9b) => (c, d, e, f) == (0, 0, 0, 0) && inner(g, h),
        (0x2002, _) => inner(b, c),
        // Protocol assignments with Teredo, documentation.
        (0x2001, 0..=0x01ff | 0x0db8) | (0x3fff, 0..=0x0fff) => false,
        // Global unicast; loopback, mapped, local and multicast addresses are outside.
        (0x2000..=0x3fff, _) => true,
        _ => false,
    }
}

/// A resolver that gives public addresses only.
#[derive(Debug)]
pub(super) struct Public;

impl Resolve for Public {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let public: Vec<SocketAddr> = found.filter(|found| is_public(found.ip())).collect();
            if public.is_empty() {
                return Err(PRIVATE.into());
            }
            Ok(Box::new(public.into_iter()) as Addrs)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn special_addresses_are_not_public() {
        for address in [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "127.0.0.1",
            "127.9.9.9",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.8",
            "192.0.2.1",
            "192.168.1.1",
            "198.18.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:8.8.8.8",
            "64:ff9b::a9fe:a9fe",
            "64:ff9b:1::808:808",
            "2002:7f00:1::",
            "2001::1",
            "2001:db8::1",
            "3fff::1",
            "fc00::1",
            "fd00:ec2::254",
            "fe80::1",
            "fec0::1",
            "ff02::1",
        ] {
            assert!(
                !is_public(address.parse().expect("an address")),
                "{address}"
            );
        }
    }

    #[test]
    fn others_are() {
        for address in [
            "8.8.8.8",
            "100.63.0.1",
            "172.32.0.1",
            "192.0.1.1",
            "223.255.255.1",
            "2001:4860:4860::8888",
            "2a00::1",
            "64:ff9b::808:808",
            "2002:808:808::1",
        ] {
            assert!(is_public(address.parse().expect("an address")), "{address}");
        }
    }

    #[test]
    fn numbers_are_known_however_they_are_written() {
        for address in [
            "http://2130706433/",
            "http://0x7f.1/",
            "http://0177.0.0.1/",
            "http://127.1:8080/",
            "http://[::1]/",
            "http://[::ffff:7f00:1]/",
            "http://127.0.0.1./",
        ] {
            let ip = written(&Url::parse(address).expect("an address"));
            assert_eq!(ip.map(is_public), Some(false), "{address}");
        }
        let name = Url::parse("http://localhost/").expect("an address");
        assert_eq!(written(&name), None);
    }

    #[tokio::test]
    async fn a_name_that_leads_home_is_refused() {
        let name: Name = "localhost".parse().expect("a name");
        let refused = Public.resolve(name).await.err().expect("refused");
        assert_eq!(refused.to_string(), PRIVATE);
    }
}
