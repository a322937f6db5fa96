//! `/catalog`: what open-data portals are told, for people and in every syntax of RDF.
//!
//! In: a site. Out: DCAT-AP, and the same in the profile of udata below `/catalog/`. The data is
//! counted when it is first asked for, and never again for the same version.

pub mod void;

use super::data;
use super::negotiate::{self, HTML};
use super::pages;
use super::problem::Problem;
use super::reply::Reply;
use super::signposts;
use super::site::Site;
use super::visit::Visit;
use crate::catalog::content::{FileFacts, FileKind};
use crate::catalog::statements::PREFIXES;
use crate::catalog::{Catalogue, Content, Profile, content, dcat};
use crate::graph::Dataset;
use crate::graph::dump::{self, Format};
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::Response;
use oxigraph::model::Quad;
use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;

fn failed() -> Problem {
    Problem::new(
        StatusCode::INTERNAL_SERVER_ERROR,
        "Le catalogue ne peut pas être calculé.",
        "The catalogue cannot be made.",
    )
}

impl Site {
    /// What is published, counted.
    ///
    /// # Errors
    /// 500 when the data cannot be read or written.
    pub async fn content(&self) -> Result<Arc<Content>, Problem> {
        let count = || async {
            let (base, version) = (self.config.base.clone(), self.version.clone());
            let inputs = self.inputs.clone();
            let beside = self.files_beside().await?;
            let kept = Arc::clone(&self.catalogue);
            if !self.dumps.fit() {
                let graphs = self.graphs.clone();
                let Some(snapshot) = self.engine.snapshot().cloned() else {
                    let content = Content::without_dumps(&graphs, &base, &version, inputs, beside);
                    return Ok(Arc::new(content));
                };
                let measure = move || {
                    let quads = snapshot.quads().map_err(io::Error::other)?;
                    let quads = quads.map(|quad| quad.map_err(io::Error::other));
                    Content::of_passing(quads, &graphs, &base, &version, inputs, beside)
                };
                let work = async move {
                    let measured = tokio::task::spawn_blocking(measure).await;
                    let measured = measured.ok().and_then(Result::ok);
                    let measured = measured.ok_or_else(failed)?;
                    Ok(kept.keep(measured))
                };
                return self.dumps.copies.turn(work).await;
            }
            let counted = self.dumps.of_all(move |dataset| {
                let content = Content::of(dataset, &base, &version, inputs, beside);
                content.ok().map(|content| kept.keep(content))
            });
            counted.await?.ok_or_else(failed)
        };
        self.catalogue.content.get_or_try_init(count).await.cloned()
    }

    /// How many bytes a graph, or all, takes as N-Quads that are streamed: what was counted already, or is
    /// counted now for who wants a part of them (RFC 9110 §14).
    ///
    /// # Errors
    /// As [`Site::content`].
    pub async fn length(&self, graph: Option<&str>, visit: &Visit) -> Result<Option<u64>, Problem> {
        if self.dumps.fit() {
            return Ok(None);
        }
        let content = match self.catalogue.content.get() {
            Some(content) => Arc::clone(content),
            None if visit.headers.contains_key(header::RANGE) => self.content().await?,
            None => return Ok(None),
        };
        Ok(content.length(graph, self.dumps.quads()))
    }

    /// The tables and places of each graph, as `[[catalog.datasets]]` names them.
    async fn files_beside(&self) -> Result<BTreeMap<String, Vec<FileFacts>>, Problem> {
        let tables = self.tables.files(&self.config).await?;
        let mut beside = BTreeMap::new();
        for dataset in &self.config.catalog.datasets {
            let files: &mut Vec<_> = beside.entry(self.config.iri(&dataset.graph)).or_default();
            for name in &dataset.tables {
                if let Some(file) = tables.get(&format!("{name}.csv")) {
                    files.push(FileFacts::of("tables/", name, FileKind::Csv, &file.bytes));
                }
            }
            for name in &dataset.geojson {
                if let Some(file) = self.places(name).await? {
                    let kind = FileKind::GeoJson;
                    files.push(FileFacts::of("tables/", name, kind, &file.bytes));
                }
            }
        }
        Ok(beside)
    }

    /// The catalogue over what was counted.
    pub fn catalogue_of<'a>(&'a self, content: &'a Content) -> Catalogue<'a> {
        Catalogue {
            config: &self.config,
            content,
            address: &self.public_url,
            endpoint: self.endpoint,
        }
    }

    /// True where a graph's files have this name.
    pub fn has_graph_named(&self, slug: &str) -> bool {
        let known = self.graphs.keys().map(String::as_str);
        let slugs = content::slugs(known, &self.config.base);
        slugs.iter().any(|(_, name)| name == slug)
    }

    /// The graph whose files have this name, and whether it was withdrawn.
    ///
    /// # Errors
    /// 410 where the publication says that it was withdrawn, 404 where there is none.
    pub fn graph_named(&self, slug: &str, asked: &str) -> Result<String, Problem> {
        let settings = &self.config.catalog.datasets;
        let known = self.graphs.keys().map(String::as_str);
        let mut slugs = content::slugs(known, &self.config.base);
        let declared: Vec<String> = settings
            .iter()
            .map(|one| self.config.iri(&one.graph))
            .collect();
        let gone = declared.iter().map(String::as_str);
        let gone = gone.filter(|iri| !self.graphs.contains_key(*iri));
        slugs.extend(content::slugs(gone, &self.config.base));
        let found = slugs.into_iter().find(|(_, name)| name == slug);
        let (iri, _) = found.ok_or_else(|| Problem::not_found(asked))?;
        let one = settings
            .iter()
            .find(|one| self.config.iri(&one.graph) == iri);
        if let Some(reason) = one.and_then(|one| one.withdrawn.as_ref()) {
            return Err(Problem::new(
                StatusCode::GONE,
                format!("Ce jeu de données a été retiré : {}", reason.fr),
                format!("This dataset was withdrawn: {}", reason.en),
            ));
        }
        if self.graphs.contains_key(&iri) {
            Ok(iri)
        } else {
            Err(Problem::not_found(asked))
        }
    }
}

/// The media types that RDF is offered in.
fn offers() -> Vec<(&'static str, Option<Format>)> {
    let mut offers = vec![(HTML, None)];
    offers.extend(Format::ALL.map(|format| (format.media_type(), Some(format))));
    offers.push(("application/json", Some(Format::JsonLd)));
    offers.push(("application/xml", Some(Format::RdfXml)));
    offers
}

/// What a request wants: a page, or RDF under one of its media types.
///
/// # Errors
/// 406 where it wants neither.
fn wanted(visit: &Visit) -> Result<(&'static str, Option<Format>), Problem> {
    // Each stands behind its name as a whole, to outlive the list.
    let offers: Vec<_> = offers().into_iter().map(|one| (one.0, one)).collect();
    let chosen = negotiate::media(visit.accept().as_deref(), &offers).map(|(_, one)| *one);
    chosen.ok_or_else(|| Problem::not_acceptable(offers.iter().map(|(name, _)| *name)))
}

/// The profile that `?profile=` names.
fn profile(visit: &Visit) -> Result<Profile, Problem> {
    let Some(name) = visit.parameters.get("profile") else {
        return Ok(Profile::DcatAp);
    };
    Profile::named(name).ok_or_else(|| {
        let names = Profile::ALL.map(Profile::name).join(", ");
        let asked = crate::text::shortened(name, 40).into_owned();
        Problem::bad_request(
            format!("Le profil {asked} n'existe pas ; il y a {names}."),
            format!("There is no profile {asked}; there are {names}."),
        )
    })
}

/// GET `/catalog`.
pub async fn get(State(site): State<Arc<Site>>, visit: Visit) -> Result<Response, Problem> {
    let profile = profile(&visit)?;
    match wanted(&visit)? {
        (_, None) => pages::catalog::get(&site, &visit).await,
        (media_type, Some(format)) => written(&site, &visit, profile, media_type, format).await,
    }
}

/// GET `/dataset/{name}`: its page; in RDF it is described in the catalogue.
pub async fn dataset(State(site): State<Arc<Site>>, visit: Visit) -> Result<Response, Problem> {
    let slug = visit.path.strip_prefix("/dataset/").unwrap_or_default();
    let iri = site.graph_named(slug, &visit.path)?;
    match wanted(&visit)? {
        (_, None) => pages::dataset::get(&site, &visit, &iri).await,
        (_, Some(format)) => Ok(see_other(format!("/catalog.{}", format.extension()))),
    }
}

/// Leads to another address, by `Accept`.
fn see_other(to: String) -> Response {
    let reply = Reply::new().vary("Accept");
    reply.redirect(StatusCode::SEE_OTHER, to)
}

/// GET `/catalog.{extension}`.
pub async fn data(State(site): State<Arc<Site>>, visit: Visit) -> Result<Response, Problem> {
    let profile = profile(&visit)?;
    let format = visit.path.strip_prefix("/catalog.").and_then(data::format);
    let format = format.ok_or_else(|| Problem::not_found(&visit.path))?;
    written(&site, &visit, profile, format.media_type(), format).await
}

/// GET `/catalog/{profile}.{extension}`.
pub async fn profiled(State(site): State<Arc<Site>>, visit: Visit) -> Result<Response, Problem> {
    let file = visit.path.strip_prefix("/catalog/").unwrap_or_default();
    let found = file
        .rsplit_once('.')
        .and_then(|(name, extension)| Some((Profile::named(name)?, data::format(extension)?)));
    let (profile, format) = found.ok_or_else(|| Problem::not_found(&visit.path))?;
    written(&site, &visit, profile, format.media_type(), format).await
}

async fn written(
    site: &Site,
    visit: &Visit,
    profile: Profile,
    media_type: &str,
    format: Format,
) -> Result<Response, Problem> {
    let reply = document(site, visit, &["catalog", profile.name(), media_type]);
    if let Some(response) = reply.not_modified(visit) {
        return Ok(response);
    }
    let content = site.content().await?;
    let quads = dcat::quads(&site.catalogue_of(&content), profile);
    Ok(reply.ok(media_type, bytes(quads, format)?))
}

/// The head of a document about data.
fn document(site: &Site, visit: &Visit, parts: &[&str]) -> Reply {
    let mut links = signposts::of_data(site);
    if site.dumps.fit() {
        links.push(signposts::link(
            &format!("{}/.well-known/void", site.public_url),
            "describedby",
            "text/turtle",
        ));
    }
    let mut all = vec![visit.path.as_str()];
    all.extend(parts);
    site.reply(&all)
        .vary("Accept")
        .header(header::LINK, links.join(", "))
}

/// A document about data in a syntax; blank nodes are allowed here.
fn bytes(quads: Vec<Quad>, format: Format) -> Result<Vec<u8>, Problem> {
    let mut bytes = Vec::new();
    let dataset = Dataset::with_blank_nodes(quads);
    dump::write(&dataset, format, PREFIXES, &mut bytes).map_err(|_| failed())?;
    Ok(bytes)
}

/// GET `/graph/{path}`: a named graph is a dataset; its address leads to the page about it or to its
/// data, by `Accept`.
pub async fn graph(State(site): State<Arc<Site>>, visit: Visit) -> Result<Response, Problem> {
    let path = visit.path.trim_start_matches('/');
    let iri = format!("{}{path}", site.config.base);
    let known = site.graphs.keys().map(String::as_str);
    let declared = site.config.catalog.datasets.iter();
    let declared: Vec<String> = declared.map(|one| site.config.iri(&one.graph)).collect();
    let gone = declared.iter().map(String::as_str);
    let all = known.chain(gone.filter(|iri| !site.graphs.contains_key(*iri)));
    let slugs = content::slugs(all, &site.config.base);
    let found = slugs.into_iter().find(|(one, _)| *one == iri);
    let (_, slug) = found.ok_or_else(|| Problem::not_found(&visit.path))?;
    site.graph_named(&slug, &visit.path)?;
    Ok(see_other(match wanted(&visit)? {
        (_, None) => visit.href(&format!("/dataset/{slug}")),
        (_, Some(format)) => format!("/dump/{slug}.{}", format.extension()),
    }))
}
