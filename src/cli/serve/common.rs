//! What every source of one server is made with: arguments, limits, the program, who may be called.
//!
//! In: a publication and where its quads come from. Out: a source to serve.

use super::{Arguments, Merged};
use crate::diag::{Diagnostic, Diagnostics};
use crate::engine::Tally;
use crate::name::Lexicon;
use crate::outbound::{Allowed, Outbound};
use crate::publication::Publication;
use crate::publication::config::{DefaultGraph, Service};
use crate::serve::{Origin, Source};
use crate::settings::Settings;
use crate::territory::Atlas;
use std::path::PathBuf;
use std::sync::Arc;

/// What the sources of one server share.
pub(super) struct Common {
    pub arguments: Arguments,
    pub settings: Settings,
    pub program: PathBuf,
    pub tally: Arc<Tally>,
    pub roles: bool,
}

impl Common {
    /// A source; `described` when the publication describes the quads. Its address is not known yet.
    pub fn source(
        &self,
        publication: &Publication,
        origin: Origin,
        described: bool,
    ) -> Result<Source, Diagnostics> {
        let arguments = &self.arguments;
        if described {
            // The engine would name no file of a query that it cannot read.
            crate::check::queries(publication).into_result()?;
        }
        Ok(Source {
            origin,
            queries: match described {
                true => publication.stored_queries()?,
                false => Vec::new(),
            },
            config: described.then(|| publication.config.clone()),
            merged: arguments.default_graph.map(|merged| match merged {
                Merged::Union => DefaultGraph::Union,
                Merged::Own => DefaultGraph::Own,
            }),
            settings: self.settings,
            program: self.program.clone(),
            tally: Arc::clone(&self.tally),
            public_url: String::new(),
            outbound: outbound(arguments, &publication.config.sparql.services)?,
            atlas: Arc::new(match described {
                true => Atlas::read(publication)?,
                false => Atlas::default(),
            }),
            lexicon: Arc::new(match described {
                true => Lexicon::read(publication)?,
                false => Lexicon::default(),
            }),
            files: described.then(|| publication.files.clone()),
            roles: self.roles,
            writable: arguments.writable,
            verify: arguments.verify,
            trouble: Arc::default(),
        })
    }
}

/// Who calls services: those of the publication and of the command line.
fn outbound(arguments: &Arguments, services: &[Service]) -> Result<Outbound, Diagnostic> {
    let more = [&arguments.allow_service, &arguments.allow_private_service];
    let all = services.iter().chain(more.into_iter().flatten());
    let allowed = all
        .map(|service| {
            let (iri, private) = service.parts();
            Allowed::new(iri, private)
        })
        .collect::<Result<Vec<_>, _>>();
    allowed
        .and_then(Outbound::new)
        .map_err(|error| Diagnostic::error("S010", format!("services cannot be called: {error}")))
}
