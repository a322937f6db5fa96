//! The sitemap as files: its parts, which a server tells by a query string, have addresses of their own.
//!
//! In: what the server answers. Out: what stands in the folder, and the parts that it names.

use super::address::Address;
use super::html::Rewritten;

const PATH: &str = "/sitemap.xml";
const PART: &str = "/sitemap.xml?part=";

/// True for the sitemap and its parts, as they are asked for.
pub fn is_one(asked: &str) -> bool {
    asked == PATH || asked.starts_with(PART)
}

/// The sitemap without the address that only a server has, and with files as its parts.
pub fn rewrite(text: &str, public_url: &str) -> Rewritten {
    let served = format!("<loc>{public_url}/reconcile</loc>");
    let mut done = Rewritten {
        text: String::with_capacity(text.len()),
        links: Vec::new(),
    };
    let lines = text.split_inclusive('\n');
    for line in lines.filter(|line| !line.contains(&served)) {
        let Some((before, number, after)) = part(line) else {
            done.text += line;
            continue;
        };
        let address = Address {
            asked: format!("{PART}{number}"),
            kept: format!("/sitemap-{number}.xml"),
        };
        done.text += &format!("{before}{}{after}", address.kept);
        done.links.push(address);
    }
    done
}

/// The number of the part that a line of an index names, with what stands around its address.
fn part(line: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = line.split_once(PART)?;
    let end = rest.find("</loc>")?;
    let (number, after) = rest.split_at(end);
    before
        .starts_with("<sitemap>")
        .then_some((before, number, after))
}
