//! A problem as a page: what is wrong and where to go from here.

use super::Context;
use super::layout::{Head, page as frame};
use crate::serve::problem::Problem;
use crate::serve::site::Site;
use crate::serve::visit::Visit;
use crate::text::visible;
use maud::{Markup, html};

/// The page of a problem.
pub fn page(site: &Site, visit: &Visit, problem: &Problem) -> Markup {
    let cx = Context::new(site, visit);
    let lang = cx.lang();
    let title = lang.of(&problem.title()).to_owned();
    let main = html! {
        h1 { (title) }
        p.lead { (visible(lang.of(&problem.detail))) }
        p {
            a href=(cx.href("/")) { (cx.t("Retour à l'accueil", "Back to the home page")) }
            " · "
            a href=(cx.href("/browse")) { (cx.t("Parcourir les données", "Browse the data")) }
        }
        p.quiet { (cx.t("Code", "Status")) " " (problem.status.as_u16()) }
    };
    frame(
        cx,
        &Head {
            title,
            ..Head::default()
        },
        &main,
    )
}
