//! `/version`: the versions that are kept; `/version/{name}/graph.{extension}`: an earlier one, whole,
//! under an address that never changes; `/version/diff?from=&to=`: what changed between two of them.
//!
//! In: the folder of versions, where there is one. Out: a list for people and programs, and files. Only
//! the public snapshot of a version is ever opened.

use super::data;
use super::held::dumps::Wanted;
use super::held::versions::{Compared, Comparison, Listed};
use super::labels::Labels;
use super::negotiate;
use super::pages;
use super::problem::Problem;
use super::reply::{Reply, attachment};
use super::signposts;
use super::site::Site;
use super::visit::Visit;
use super::written::written;
use crate::diff::Difference;
use crate::graph::Dataset;
use crate::graph::dump::Format;
use crate::snapshot::Snapshot;
use crate::text::shortened;
use crate::version::{self, SNAPSHOT};
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::Response;
use serde_json::json;
use std::io;
use std::path::Path;
use std::sync::Arc;

/// Digits that a version must at least be named by.
const DIGITS: usize = 8;

fn unreadable() -> Problem {
    Problem::new(
        StatusCode::INTERNAL_SERVER_ERROR,
        "Les versions conservées ne peuvent pas être lues.",
        "The versions that are kept cannot be read.",
    )
}

/// The name of the public part of a version: restricted quads are told behind it, in the names of folders
/// and of what readers are served.
fn public(name: &str) -> &str {
    name.split("-r").next().unwrap_or(name)
}

/// The versions, the one that is served first.
///
/// # Errors
/// 500 when the folder cannot be read.
pub fn listed(site: &Site) -> Result<Vec<Listed>, Problem> {
    let mut all = vec![Listed {
        name: public(&site.version).to_owned(),
        quads: site.graphs.values().sum(),
        current: true,
    }];
    if let Some(folder) = &site.versions {
        for kept in version::kept(folder).map_err(|_| unreadable())? {
            // What is damaged cannot be had.
            let Some(quads) = kept.quads else { continue };
            let name = public(&kept.name).to_owned();
            if all.iter().all(|one| one.name != name) {
                all.push(Listed {
                    name,
                    quads,
                    current: false,
                });
            }
        }
    }
    Ok(all)
}

/// True where a request wants a page rather than JSON.
///
/// # Errors
/// 406 where it wants neither.
fn wants_page(visit: &Visit) -> Result<bool, Problem> {
    let offers = [("application/json", false), (negotiate::HTML, true)];
    let chosen = negotiate::media(visit.accept().as_deref(), &offers);
    let page = chosen.map(|(_, page)| *page);
    page.ok_or_else(|| Problem::not_acceptable(offers.map(|(offer, _)| offer)))
}

/// GET `/version`.
pub async fn list(State(site): State<Arc<Site>>, visit: Visit) -> Result<Response, Problem> {
    let all = listed(&site)?;
    if wants_page(&visit)? {
        return Ok(pages::versions::get(&site, &visit, &all));
    }
    let versions: Vec<_> = all
        .iter()
        .map(|one| {
            json!({
                "version": one.name,
                "quads": one.quads,
                "current": one.current,
                "files": site.dumps.formats(one.quads).iter().map(|format| {
                    let extension = format.extension();
                    format!("{}/version/{}/graph.{extension}", site.public_url, one.name)
                }).collect::<Vec<_>>(),
            })
        })
        .collect();
    let body = json!({ "versions": versions }).to_string();
    let reply = Reply::new().vary("Accept");
    Ok(reply.by_body(&visit, "application/json", body))
}

/// GET `/version/{name}/graph.{extension}`.
pub async fn file(State(site): State<Arc<Site>>, visit: Visit) -> Result<Response, Problem> {
    let missing = || Problem::not_found(&visit.path);
    let rest = visit.path.strip_prefix("/version/").unwrap_or_default();
    let (asked, file) = rest.split_once('/').ok_or_else(missing)?;
    let format = file.strip_prefix("graph.").and_then(data::format);
    let format = format.ok_or_else(missing)?;
    let all = listed(&site)?;
    let mut named = all
        .iter()
        .filter(|one| asked.len() >= DIGITS && one.name.starts_with(asked));
    let (Some(one), None) = (named.next(), named.next()) else {
        return Err(missing());
    };
    if one.name != asked {
        let to = format!("/version/{}/{file}", one.name);
        return Ok(Reply::new().redirect(StatusCode::SEE_OTHER, to));
    }
    let extension = format.extension();
    let latest = format!("{}/dump/graph.{extension}", site.public_url);
    let mut links = signposts::of_data(&site);
    links.push(signposts::link(
        &latest,
        "latest-version",
        format.media_type(),
    ));
    let history = format!("{}/version", site.public_url);
    links.push(signposts::link(&history, "version-history", ""));
    let kept = format!("{}.{extension}", one.name.get(..12).unwrap_or_default());
    if !site.dumps.formats(one.quads).contains(&format) {
        return Err(site.dumps.copies.too_many());
    }
    let order = site.dumps.order(one.quads);
    // Where there is a folder, readers are given its public snapshot like everybody.
    let served = one.current && (site.version == one.name || site.versions.is_none());
    let tagged = if served { &site.version } else { &one.name };
    let reply = Reply::immutable()
        .tag(&["version", tagged, extension, order])
        .header(header::LINK, links.join(", "))
        .header(header::CONTENT_DISPOSITION, attachment(&kept));
    if let Some(response) = reply.not_modified(&visit) {
        return Ok(response);
    }
    let body = if served {
        let length = site.length(None, &visit).await?;
        let body = site.dumps.body(None, format, length, visit.client);
        body.await?
    } else {
        let folder = site.versions.clone().ok_or_else(missing)?;
        let name = one.name.clone();
        if site.dumps.copies.fit(one.quads) {
            let read = blocking(move || read(&folder, &name, format));
            site.dumps.copies.run(one.quads, read).await?.into()
        } else {
            let open = blocking(move || snapshot(&folder, &name).map_err(|_| unreadable()));
            let snapshot = Arc::new(open.await?);
            let all = Wanted::default();
            site.dumps.streamed(snapshot, all, visit.client).await?
        }
    };
    Ok(reply.ok(format.media_type(), body))
}

/// Reads on a thread that may wait.
async fn blocking<T: Send + 'static>(
    read: impl FnOnce() -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
    let read = tokio::task::spawn_blocking(read).await;
    read.unwrap_or_else(|_| Err(unreadable()))
}

/// GET `/version/diff`: `from` and `to` name versions; without `to`, the one that is served.
pub async fn diff(State(site): State<Arc<Site>>, visit: Visit) -> Result<Response, Problem> {
    let all = listed(&site)?;
    let asked = |name: &str| {
        let start = public(visit.parameters.get(name).unwrap_or(&site.version));
        let named = |one: &&Listed| start.len() >= DIGITS && one.name.starts_with(start);
        all.iter().find(named).ok_or_else(|| unknown(name, start))
    };
    let (from, to) = (asked("from")?, asked("to")?);
    let is_page = wants_page(&visit)?;
    let form = if is_page { "html" } else { "json" };
    let reply = site
        .reply(&["diff", &from.name, &to.name, form, visit.lang.code()])
        .vary("Accept, Accept-Language");
    if let Some(response) = reply.not_modified(&visit) {
        return Ok(response);
    }
    // Both are in memory at once.
    if from.name != to.name && !site.dumps.copies.fit(from.quads + to.quads) {
        return Err(Problem::bad_request(
            "ces versions sont trop grandes pour être comparées ici ; ptce diff le fait",
            "these versions are too large to be compared here; ptce diff does it",
        ));
    }
    let comparison = compared(&site, from, to).await?;
    if is_page {
        return Ok(pages::versions::diff(&site, &visit, &comparison, reply));
    }
    let mut body = comparison.difference.json();
    if let Some(body) = body.as_object_mut() {
        body.insert("from".to_owned(), json!(from.name));
        body.insert("to".to_owned(), json!(to.name));
    }
    Ok(reply.ok("application/json", body.to_string()))
}

/// 404 for a version that is not kept.
fn unknown(parameter: &str, value: &str) -> Problem {
    let value = shortened(value, 80);
    Problem::new(
        StatusCode::NOT_FOUND,
        format!(
            "Le paramètre {parameter} nomme une version qui n'est pas gardée ici : « {value} ». Donner au moins {DIGITS} chiffres du nom d'une version de /version."
        ),
        format!(
            "The parameter {parameter} names a version that is not kept here: “{value}”. Give at least {DIGITS} digits of the name of a version at /version."
        ),
    )
}

async fn compared(site: &Site, from: &Listed, to: &Listed) -> Result<Arc<Comparison>, Problem> {
    let versions = [from.name.clone(), to.name.clone()];
    if from.name == to.name {
        return Ok(Arc::new(Comparison {
            versions,
            difference: Difference::default(),
            labels: Labels::default(),
        }));
    }
    let key = versions.join(" ");
    if let Some(comparison) = known(&site.compared, &key).await {
        return Ok(comparison);
    }
    let folder = site.versions.clone().ok_or_else(unreadable)?;
    let (naming, compared) = (site.pages.naming.clone(), Arc::clone(&site.compared));
    let compare = async move {
        // Who had the turn before may have asked for the same.
        if let Some(comparison) = known(&compared, &key).await {
            return Ok(comparison);
        }
        let compare = move || comparison(&folder, versions, &naming);
        let comparison = Arc::new(blocking(compare).await?);
        *compared.lock().await = Some((key, Arc::clone(&comparison)));
        Ok(comparison)
    };
    site.dumps.copies.run(from.quads + to.quads, compare).await
}

/// The comparison that was asked for last, where it is of these versions.
async fn known(compared: &Compared, key: &str) -> Option<Arc<Comparison>> {
    let last = compared.lock().await;
    let last = last.as_ref().filter(|(known, _)| known == key);
    last.map(|(_, comparison)| Arc::clone(comparison))
}

fn comparison(
    folder: &Path,
    versions: [String; 2],
    naming: &[String],
) -> Result<Comparison, Problem> {
    let dataset = |name: &str| dataset(folder, name).map_err(|_| unreadable());
    let (before, after) = (dataset(&versions[0])?, dataset(&versions[1])?);
    let difference = Difference::between(&before, &after);
    let quads = before.quads().iter().chain(after.quads());
    let labels = Labels::from_quads(quads, naming, &difference.iris());
    Ok(Comparison {
        versions,
        difference,
        labels,
    })
}

/// The public quads of a version that is kept, in a format.
fn read(folder: &Path, name: &str, format: Format) -> Result<Vec<u8>, Problem> {
    let dataset = dataset(folder, name).map_err(|_| unreadable())?;
    written(&dataset, format)
}

/// The public quads of a version that is kept.
fn dataset(folder: &Path, name: &str) -> io::Result<Dataset> {
    let quads = snapshot(folder, name)?.quads().and_then(Iterator::collect);
    Ok(Dataset::with_blank_nodes(quads.map_err(io::Error::other)?))
}

/// The public snapshot of a version that is kept.
fn snapshot(folder: &Path, name: &str) -> io::Result<Snapshot> {
    let kept = version::kept(folder)?;
    let own = |kept: &&version::Kept| kept.quads.is_some() && public(&kept.name) == name;
    let place = kept.iter().find(own).map(|kept| folder.join(&kept.name));
    let place = place.ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))?;
    Snapshot::open(&place.join(SNAPSHOT)).map_err(io::Error::other)
}
