//! Pages for people, complete without scripts, in French and English. One file a page kind;
//! [`layout`] is what they share, [`value`] how a term looks.

pub mod answer;
pub mod api;
pub mod browse;
pub mod catalog;
pub mod cite;
pub mod dataset;
pub mod downloads;
pub mod fold;
pub mod foot;
pub mod home;
pub mod layout;
pub mod map;
pub mod near;
pub mod network;
pub mod ontology;
pub mod problem;
pub mod query;
pub mod reconcile;
pub mod report;
pub mod search;
pub mod sparql;
pub mod text;
pub mod thing;
pub mod trouble;
pub mod validation;
pub mod value;
pub mod versions;

use super::language::Lang;
use super::site::Site;
use super::visit::Visit;
use crate::text::Bilingual;
use crate::text::typography::french;
use std::borrow::Cow;

/// What every page is made with.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// What is served.
    pub site: &'a Site,
    /// What was asked.
    pub visit: &'a Visit,
}

impl<'a> Context<'a> {
    /// The context of an answer.
    pub fn new(site: &'a Site, visit: &'a Visit) -> Self {
        Self { site, visit }
    }

    /// The language of the page.
    pub fn lang(self) -> Lang {
        self.visit.lang
    }

    /// One of two texts by language, set as that language does. For texts of our own, not for data.
    pub fn t<'t>(self, fr: &'t str, en: &'t str) -> Cow<'t, str> {
        self.visit.lang.pick(french(fr), Cow::Borrowed(en))
    }

    /// A text of the publisher in the language of the page, set as that language does.
    pub fn of(self, text: &Bilingual) -> Cow<'_, str> {
        self.t(&text.fr, &text.en)
    }

    /// A local address that keeps a chosen language.
    pub fn href(self, address: &str) -> String {
        self.visit.href(address)
    }
}
