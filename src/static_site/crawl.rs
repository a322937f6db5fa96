//! Everything that links reach, asked for once and written.
//!
//! In: the server, addresses to start from. Out: files in the folder, what redirects, what is broken.
//! The set of files does not depend on the order in which answers come.

use super::address::{Address, file, has_ending, is_file, of_link, page};
use super::rules::Rules;
use super::{Written, html, notice, sitemap, unwritable};
use crate::diag::{Diagnostic, Diagnostics};
use crate::serve::data::form::Form;
use crate::serve::inside::{Answer, Inside};
use crate::whole_file::Folder;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::Path;
use tokio::task::JoinSet;

/// Requests at the same time.
const AT_ONCE: usize = 6;

/// Where every crawl starts.
const SEEDS: [&str; 6] = [
    "/",
    "/dump",
    "/queries",
    "/browse",
    "/robots.txt",
    "/favicon.ico",
];
/// Where a crawl starts as well, where the server has it.
const MAYBE: [&str; 14] = [
    "/catalog.ttl",
    "/catalog.rdf",
    "/catalog.jsonld",
    "/catalog/dcat-ap.rdf",
    "/catalog/dcat-ap.ttl",
    "/catalog/udata.ttl",
    "/catalog/udata.rdf",
    "/cite",
    "/.well-known/void",
    "/sitemap.xml",
    "/catalog",
    "/ontology",
    "/shapes.ttl",
    "/CITATION.cff",
];

/// What a crawl found.
#[derive(Default)]
pub struct Found {
    /// Counts, and links that lead nowhere.
    pub written: Written,
    redirects: BTreeMap<String, (u16, String)>,
    gone: BTreeSet<String>,
    types: BTreeMap<String, String>,
    negotiated: BTreeMap<String, String>,
    tables: BTreeSet<String>,
}

impl Found {
    /// What hosts must be told.
    pub fn rules(&self) -> Rules {
        Rules {
            redirects: self.redirects.clone(),
            gone: self.gone.clone(),
            types: self.types.clone(),
            negotiated: self.negotiated.clone(),
            tables: self.tables.clone(),
        }
    }

    /// Where a link leads in the end, where that is elsewhere.
    fn leads(&self, link: &str) -> Option<String> {
        let mut to = &self.redirects.get(link.split('#').next()?)?.1;
        // As many steps as hosts and browsers follow.
        for _ in 0..20 {
            match self.redirects.get(to) {
                Some((_, next)) => to = next,
                None => break,
            }
        }
        Some(html::with_fragment(to, link))
    }

    /// Finds the addresses that answer with a page or with data: those whose page and Turtle stand side
    /// by side, and those of named graphs, whose data is a dump.
    fn negotiate(&mut self, written: &BTreeSet<String>) {
        for file in written {
            let address = file.strip_suffix(".ttl");
            if let Some(address) = address.filter(|a| written.contains(&format!("{a}.html"))) {
                let both = format!("/{address}");
                if written.contains(&format!("{address}.csv")) {
                    self.tables.insert(both.clone());
                }
                self.negotiated.insert(both.clone(), both);
            }
        }
        for (from, (_, to)) in &self.redirects {
            let dataset = to.strip_prefix("/dataset/");
            if let Some(name) = dataset.filter(|_| from.starts_with("/graph/")) {
                let dump = format!("/dump/{name}");
                self.negotiated.insert(from.clone(), dump);
            }
        }
    }
}

struct Crawl<'a> {
    folder: &'a Folder,
    public_url: &'a str,
    open: VecDeque<(Address, String)>,
    known: BTreeSet<String>,
    written: BTreeSet<String>,
    found: Found,
}

/// Crawls and writes.
///
/// # Errors
/// `W002` a file cannot be written, `W003` the server fails.
pub async fn crawl(
    inside: &Inside,
    things: Vec<String>,
    public_url: &str,
    folder: &Folder,
    tell: &mut impl FnMut(usize),
) -> Result<Found, Diagnostics> {
    let mut crawl = Crawl::new(folder, public_url);
    let seeds = SEEDS.iter().chain(&MAYBE).map(|path| (*path).to_owned());
    for path in seeds.chain(things) {
        for english in [false, true] {
            if let Some(address) = of_link(&path, english) {
                crawl.add(address, "");
            }
        }
    }
    crawl.lost_page(inside).await?;
    let mut running = JoinSet::new();
    loop {
        while running.len() < AT_ONCE
            && let Some((address, from)) = crawl.open.pop_front()
        {
            let inside = inside.clone();
            running.spawn(async move {
                let accept = if is_file(&address.asked) {
                    "*/*"
                } else {
                    "text/html, */*;q=0.1"
                };
                let answer = inside.get(&address.asked, accept).await;
                (address, from, answer)
            });
        }
        let Some(done) = running.join_next().await else {
            break;
        };
        let (address, from, answer) = done.map_err(|error| failed("/", &error.to_string()))?;
        let answer = answer.map_err(|why| failed(&address.asked, &why))?;
        crawl.take(&address, &from, answer)?;
        tell(crawl.written.len());
    }
    crawl.lead_on()?;
    crawl.found.written.broken.sort();
    crawl.found.negotiate(&crawl.written);
    Ok(crawl.found)
}

/// True for the pages of the search.
fn is_search(kept: &str) -> bool {
    let kept = kept.strip_prefix("/en").unwrap_or(kept);
    kept == "/search" || kept.starts_with("/search/")
}

/// True for the pages of the stored questions.
fn is_question(kept: &str) -> bool {
    let kept = kept.strip_prefix("/en").unwrap_or(kept);
    kept.starts_with("/queries/")
}

fn failed(address: &str, why: &str) -> Diagnostic {
    Diagnostic::error("W003", format!("`{address}` was not answered: {why}")).help(
        "corriger la publication (ptce check), puis recommencer ; rien n'a été changé",
        "mend the publication (ptce check), then try again; nothing was changed",
    )
}

impl<'a> Crawl<'a> {
    fn new(folder: &'a Folder, public_url: &'a str) -> Self {
        Self {
            folder,
            public_url,
            open: VecDeque::new(),
            known: BTreeSet::new(),
            written: BTreeSet::new(),
            found: Found::default(),
        }
    }

    /// An address below the announced one as an address of this site.
    fn inside<'t>(&self, to: &'t str) -> &'t str {
        html::below(to, self.public_url).unwrap_or(to)
    }

    fn add(&mut self, address: Address, from: &str) {
        // `/id/…` is a redirect for hosts, not a file.
        if address.asked.starts_with("/id/") || address.kept.starts_with("/en/id/") {
            return;
        }
        if self.known.insert(address.kept.clone()) {
            self.open.push_back((address, from.to_owned()));
        }
    }

    /// The page for an address that leads nowhere, which hosts show as `404.html`.
    async fn lost_page(&mut self, inside: &Inside) -> Result<(), Diagnostics> {
        let both = [false, true].map(|english| page("/404", english, None));
        self.known
            .extend(both.iter().map(|address| address.kept.clone()));
        for address in both {
            let answer = inside.get(&address.asked, "text/html").await;
            let answer = answer.map_err(|why| failed(&address.asked, &why))?;
            self.keep(&address, &answer)?;
        }
        Ok(())
    }

    fn take(&mut self, address: &Address, from: &str, answer: Answer) -> Result<(), Diagnostics> {
        match answer.status {
            200 => self.keep(address, &answer),
            300..=399 => {
                let english = address.kept.starts_with("/en");
                let to = answer.location.unwrap_or_default();
                let there = of_link(self.inside(&to), english);
                let kept = there.as_ref().map_or(to, |there| there.kept.clone());
                self.found
                    .redirects
                    .insert(address.kept.clone(), (answer.status, kept));
                if let Some(there) = there {
                    self.add(there, &address.kept);
                }
                self.add_data(&address.kept);
                Ok(())
            }
            410 => {
                self.found.gone.insert(address.kept.clone());
                self.add_data(&address.kept);
                Ok(())
            }
            404 if from.is_empty() => Ok(()),
            400..=499 => {
                let broken = (from.to_owned(), address.asked.clone());
                self.found.written.broken.push(broken);
                Ok(())
            }
            status => Err(failed(&address.asked, &format!("status {status}")).into()),
        }
    }

    /// The data of a thing whose page is no file, so that hosts are told where that is as well.
    fn add_data(&mut self, page: &str) {
        let Some(thing) = page.strip_prefix("/page/") else {
            return;
        };
        for form in Form::all() {
            let asked = format!("/data/{thing}.{}", form.extension());
            let kept = asked.clone();
            self.add(Address { asked, kept }, "");
        }
    }

    /// Lets links that lead on lead to the end at once, for hosts that follow no rules.
    fn lead_on(&self) -> Result<(), Diagnostics> {
        let pages = self.written.iter().filter(|path| path.ends_with(".html"));
        for path in pages.filter(|_| !self.found.redirects.is_empty()) {
            let failed = |error| unwritable(Path::new(path), &error);
            let page = std::fs::read_to_string(self.folder.path().join(path)).map_err(failed)?;
            let text = html::with_addresses(&page, |link| self.found.leads(link));
            if text != page {
                self.folder.write(path, text.as_bytes()).map_err(failed)?;
            }
        }
        Ok(())
    }

    fn keep(&mut self, address: &Address, answer: &Answer) -> Result<(), Diagnostics> {
        let html = answer.media_type == "text/html";
        if !html {
            // What is no page has no language of its own.
            if address.kept.starts_with("/en/") {
                return Ok(());
            }
            if !has_ending(&address.kept) {
                let kind = answer.media_type.clone();
                self.found.types.insert(address.kept.clone(), kind);
            }
            if sitemap::is_one(&address.asked) {
                let text = String::from_utf8_lossy(&answer.body);
                let done = sitemap::rewrite(&text, self.public_url);
                for part in done.links {
                    self.add(part, &address.kept);
                }
                return self.save(&address.kept, false, done.text.as_bytes());
            }
            return self.save(&address.kept, false, &answer.body);
        }
        let english = address.kept == "/en" || address.kept.starts_with("/en/");
        let text = String::from_utf8_lossy(&answer.body);
        let text = match address.kept.as_str() {
            "/sparql" | "/en/sparql" => notice::sparql(&text, english).into(),
            "/cite" | "/en/cite" => notice::cite(&text, english).into(),
            "/near" | "/en/near" => notice::near(&text, english).into(),
            "/api" | "/en/api" => notice::api(&text, english).into(),
            "/404" | "/en/404" => notice::lost(&text, english).into(),
            kept if is_question(kept) => notice::question(&text).into(),
            kept if is_search(kept) => notice::search(&text, english).into(),
            _ => text,
        };
        let done = html::rewrite(&text, english, self.public_url);
        for link in done.links {
            self.add(link, &address.kept);
        }
        self.save(&address.kept, true, done.text.as_bytes())
    }

    fn save(&mut self, kept: &str, html: bool, bytes: &[u8]) -> Result<(), Diagnostics> {
        let Some(path) = file(kept, html) else {
            self.found
                .written
                .broken
                .push((String::new(), kept.to_owned()));
            return Ok(());
        };
        if !self.written.insert(path.clone()) {
            return Ok(());
        }
        match html {
            true => self.found.written.pages += 1,
            false => self.found.written.files += 1,
        }
        self.folder
            .write(&path, bytes)
            .map_err(|error| unwritable(Path::new(&path), &error).into())
    }
}

#[cfg(test)]
mod tests;
