//! What is counted for the catalogue, once somebody asks.

use crate::catalog::Content;
use oxigraph::model::Quad;
use std::sync::Arc;
use tokio::sync::OnceCell;

/// What was counted.
#[derive(Default)]
pub struct Counted {
    pub(in crate::serve) content: OnceCell<Arc<Content>>,
    pub(in crate::serve) void: OnceCell<Arc<Vec<Quad>>>,
}

impl Counted {
    /// Keeps what was counted for whoever asks next, even where who asked has hung up.
    pub(in crate::serve) fn keep(&self, content: Content) -> Arc<Content> {
        let content = Arc::new(content);
        // Refused while others wait for the same, who then keep it themselves.
        let _ = self.content.set(Arc::clone(&content));
        content
    }
}
