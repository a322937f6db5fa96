//! Which path goes to which handler.

use super::data::form::Form;
use super::middleware::inner;
use super::problem::Problem;
use super::served::Served;
use super::site::Site;
use super::visit::Visit;
use super::{
    api, assets, catalog, data, dumps, ontology, operations, pages, reconcile, sitemap, sparql,
    store, tables, thing, update, validation, versions,
};
use crate::graph::dump::Format;
use axum::Router;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{MethodRouter, get, post};
use std::sync::Arc;

/// The whole server over one site.
pub fn served(site: Arc<Site>) -> Served {
    Served::new(routes(site))
}

#[expect(clippy::too_many_lines, reason = "a list of routes")]
fn routes(site: Arc<Site>) -> Router {
    let mut router = Router::new()
        .route("/", get(pages::home::get))
        .route("/sparql", get(sparql::get).post(sparql::post))
        .route("/sparql/terms.json", get(pages::sparql::help::terms))
        .route("/update", post(update::post))
        .route("/store", stored())
        .route("/store/{*path}", stored())
        .route("/id/{*path}", get(thing::redirect))
        .route("/page/{*path}", get(pages::thing::get))
        .route("/data/{*path}", get(data::get))
        .route("/browse", get(pages::browse::classes))
        .route("/browse/{*class}", get(pages::browse::things))
        .route("/queries", get(pages::query::list))
        .route("/queries/{name}", get(pages::query::get))
        .route("/catalog", get(catalog::get))
        .route("/catalog/{file}", get(catalog::profiled))
        .route("/dataset/{slug}", get(catalog::dataset))
        .route("/graph/{*path}", get(catalog::graph))
        .route("/.well-known/void", get(catalog::void::get))
        .route("/sitemap.xml", get(sitemap::get))
        .route("/version", get(versions::list))
        .route("/version/diff", get(versions::diff))
        .route("/version/{name}/{file}", get(versions::file))
        .route("/cite", get(pages::cite::get))
        .route("/CITATION.cff", get(pages::cite::file))
        .route("/dump", get(pages::downloads::get))
        .route("/dump/{file}", get(dumps::get))
        .route("/dump/tables/{file}", get(tables::get))
        .route("/check", get(validation::get))
        .route("/check.json", get(validation::get))
        .route("/check.ttl", get(validation::get))
        .route("/shapes.ttl", get(validation::shapes))
        .route("/.well-known/sparql-examples", get(api::examples::get))
        .route("/about", get(pages::text::get))
        .route("/about/{name}", get(pages::text::get))
        .route("/api", get(pages::api::get))
        .route("/api/openapi.json", get(api::openapi::get))
        .route("/api/{name}", get(api::get))
        .route("/map", get(pages::map::get))
        .route("/map.geojson", get(pages::map::geojson))
        .route("/network", get(pages::network::get))
        .route("/network.json", get(pages::network::twin))
        .route("/near", get(pages::near::get))
        .route("/report", get(pages::report::get))
        .route("/search", get(pages::search::get))
        .route("/search.json", get(pages::search::search_json))
        .route("/search-index.json", get(pages::search::search_index))
        .route("/suggest.json", get(pages::search::suggest))
        .route("/ontology", get(ontology::get))
        .route("/ontology/{version}", get(ontology::version));
    for form in Form::all() {
        let path = format!("/ontology.{}", form.extension());
        router = router.route(&path, get(ontology::data));
    }
    for format in Format::ALL {
        let path = format!("/catalog.{}", format.extension());
        router = router.route(&path, get(catalog::data));
    }
    router
        .merge(reconcile::routes())
        .route("/assets/{file}", get(assets::get))
        .route("/favicon.ico", get(assets::icon))
        .route("/robots.txt", get(assets::robots))
        .route("/health", get(operations::health))
        .route("/ready", get(operations::ready))
        .route("/metrics", get(operations::metrics))
        .fallback(not_found)
        .method_not_allowed_fallback(wrong_method)
        .layer(axum::middleware::from_fn_with_state(site.clone(), inner))
        .with_state(site)
}

/// The graph store, whose graphs are named by a parameter or by the address.
fn stored() -> MethodRouter<Arc<Site>> {
    get(store::get)
        .put(store::put)
        .post(store::post)
        .delete(store::delete)
}

async fn not_found(visit: Visit) -> Response {
    Problem::not_found(&visit.path).into_response()
}

async fn wrong_method(visit: Visit) -> Response {
    let method = crate::text::shortened(visit.method.as_str(), 40).into_owned();
    let problem = Problem::new(
        StatusCode::METHOD_NOT_ALLOWED,
        format!(
            "La méthode {method} n'est pas permise à cette adresse ; l'en-tête Allow dit lesquelles le sont."
        ),
        format!(
            "The method {method} is not allowed at this address; the Allow header says which are."
        ),
    );
    problem.header(header::CONNECTION, "close").into_response()
}
