//! Tests: what is kept, and what is asked for next.

use super::*;

const INDEX: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>
<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">
<sitemap><loc>https://data.example.org/sitemap.xml?part=1</loc><lastmod>2016-01-14</lastmod></sitemap>
<sitemap><loc>https://data.example.org/sitemap.xml?part=2</loc></sitemap>
</sitemapindex>
";
const PART: &str = "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">
<url><loc>https://data.example.org/</loc></url>
<url><loc>https://data.example.org/reconcile</loc></url>
</urlset>
";

#[test]
fn parts_of_a_sitemap_are_files_that_its_index_names() {
    let around = tempfile::tempdir().expect("a folder");
    let folder = Folder::begin(&around.path().join("out")).expect("a folder");
    let mut crawl = Crawl::new(&folder, "https://data.example.org");
    let mut take = |address: &Address, body: &'static str| {
        let answer = Answer {
            status: 200,
            media_type: "application/xml".to_owned(),
            location: None,
            body: body.into(),
        };
        crawl.take(address, "", answer).expect("written");
        let name = address.kept.trim_start_matches('/');
        let written = std::fs::read_to_string(folder.path().join(name));
        let open: Vec<Address> = crawl.open.drain(..).map(|(address, _)| address).collect();
        (written.expect("a file"), open)
    };
    let start = of_link("/sitemap.xml", false).expect("an address");
    let (index, parts) = take(&start, INDEX);
    assert_eq!(
        index,
        INDEX
            .replace("/sitemap.xml?part=", "/sitemap-")
            .replace("</loc>", ".xml</loc>")
    );
    let asked: Vec<&str> = parts.iter().map(|part| part.asked.as_str()).collect();
    assert_eq!(asked, ["/sitemap.xml?part=1", "/sitemap.xml?part=2"]);
    assert_eq!(parts[1].kept, "/sitemap-2.xml");
    let (part, more) = take(&parts[1], PART);
    assert!(!part.contains("reconcile") && more.is_empty());
    assert_eq!(part.lines().count(), 3);
}
