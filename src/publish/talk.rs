//! Talking to a portal or a store: a request is sent again after a wait where that can do no harm.
//!
//! In: a request. Out: the answer. 429, 5xx and broken connections are tried again, up
//! to [`TRIES`] times, each wait twice as long as the one before or as long as `Retry-After` says. A
//! request that creates something is tried again only after 429: whoever sent it looks first whether
//! the thing is there.

use crate::client::http::{self, Answer, Request};
use crate::diag::Diagnostic;
use serde_json::Value;
use std::time::Duration;

/// How often a request is sent at most.
const TRIES: u32 = 5;
/// How long an answer may take where nothing else is said.
const LIMIT: Duration = Duration::from_secs(60);
/// The longest wait that a portal may ask for.
const LONGEST: Duration = Duration::from_secs(120);

/// What is talked to.
#[derive(Clone, Copy)]
pub struct Interface {
    /// Its name.
    pub name: &'static str,
    /// The header that carries the secret.
    pub header: &'static str,
    /// The result in an answer of JSON; none where the interface never answers so.
    pub result: fn(Value) -> Option<Value>,
}

/// A portal and the one who talks to it.
pub struct Talk {
    address: String,
    interface: Interface,
    token: String,
    wait: Duration,
    limit: Duration,
}

/// Why a request came to nothing.
pub enum Failed {
    /// The portal refused it.
    Refused(Answer),
    /// It may or may not have been carried out: 5xx, or a broken connection.
    Unknown(String),
    /// The portal is at this address.
    Moved(String),
    /// What answers is no such portal; the beginning of what it says.
    Foreign(String),
    /// What the user is told.
    Told(Diagnostic),
}

impl Failed {
    /// True where every further request would fare the same.
    pub fn ends(&self) -> bool {
        match self {
            Self::Unknown(_) | Self::Moved(_) | Self::Foreign(_) => true,
            Self::Refused(answer) => matches!(answer.status, 401 | 403),
            Self::Told(_) => false,
        }
    }
}

impl Talk {
    /// Talks to an address; without a secret where `token` is empty.
    pub fn new(address: &str, interface: Interface, token: &str, wait: Duration) -> Self {
        Self {
            address: address.trim_end_matches('/').to_owned(),
            interface,
            token: token.to_owned(),
            wait,
            limit: LIMIT,
        }
    }

    /// The same, where an answer may take as long as this.
    #[must_use]
    pub fn patient(self, limit: Duration) -> Self {
        Self { limit, ..self }
    }

    /// Sends a request for JSON and gives the result in the answer; `path` starts with `/`.
    ///
    /// # Errors
    /// What the portal refused, that nobody knows what became of it, or that no portal answers.
    pub fn call(
        &self,
        method: &'static str,
        path: &str,
        body: Option<&Value>,
    ) -> Result<Value, Failed> {
        let mut request = Request::new(method, format!("{}{path}", self.address))
            .header("accept", "application/json");
        if let Some(body) = body {
            request = request.json(body);
        }
        let answer = self.send(request)?;
        let json = serde_json::from_slice(&answer.body).ok();
        json.and_then(self.interface.result)
            .ok_or_else(|| foreign(&answer.body))
    }

    /// Sends any request, with the secret.
    ///
    /// # Errors
    /// As [`Talk::call`].
    pub fn send(&self, mut request: Request) -> Result<Answer, Failed> {
        if !self.token.is_empty() {
            request = request.header(self.interface.header, &self.token);
        }
        let mut wait = self.wait;
        let mut tries = 1;
        loop {
            let (asked, failed) = match http::send(&request, self.limit) {
                Ok(answer) if (200..300).contains(&answer.status) => return Ok(answer),
                Ok(answer) if answer.status == 429 => (answer.retry_after, Failed::Refused(answer)),
                Ok(answer) if answer.status >= 500 => {
                    let said = format!("{}: {}", answer.status, said(&answer));
                    (answer.retry_after, Failed::Unknown(said))
                }
                Ok(answer) => return Err(self.refused(&request.url, answer)),
                Err(sentence) => (None, Failed::Unknown(sentence)),
            };
            let harmless = request.method != "POST" || matches!(failed, Failed::Refused(_));
            if tries == TRIES || !harmless {
                return Err(failed);
            }
            let asked = asked.map(Duration::from_secs);
            std::thread::sleep(asked.map_or(wait, |asked| asked.max(wait)).min(LONGEST));
            wait *= 2;
            tries += 1;
        }
    }

    /// Sends a request that creates something; where it is not known what became of it, `look` says
    /// whether the thing is there now, and it is sent again where it is not.
    ///
    /// # Errors
    /// As [`Talk::call`].
    pub fn create(
        &self,
        path: &str,
        body: &Value,
        look: &mut dyn FnMut() -> Result<Option<Value>, Failed>,
    ) -> Result<Value, Failed> {
        let mut wait = self.wait;
        let mut tries = 1;
        loop {
            match self.call("POST", path, Some(body)) {
                Err(Failed::Unknown(sentence)) => {
                    if tries == TRIES {
                        return Err(Failed::Unknown(sentence));
                    }
                    std::thread::sleep(wait.min(LONGEST));
                    if let Some(there) = look()? {
                        return Ok(there);
                    }
                    wait *= 2;
                    tries += 1;
                }
                other => return other,
            }
        }
    }

    /// A refusal, or the address that a redirect leads to, without what was asked for there.
    fn refused(&self, asked: &str, answer: Answer) -> Failed {
        let location = answer.location.as_deref();
        let location = location.filter(|_| (300..400).contains(&answer.status));
        let asked_for = asked.strip_prefix(&self.address).unwrap_or_default();
        let to = location.and_then(|to| oxiri::Iri::parse(asked).ok()?.resolve(to).ok());
        match to {
            Some(to) => {
                let to = to.as_str();
                let to = to.strip_suffix(asked_for).unwrap_or(to);
                Failed::Moved(crate::text::visible(to).into_owned())
            }
            None => Failed::Refused(answer),
        }
    }

    /// What failed as a diagnostic; `what` names the dataset or resource.
    pub fn diagnostic(&self, what: &str, failed: &Failed) -> Diagnostic {
        let address = &self.address;
        match failed {
            Failed::Told(diagnostic) => diagnostic.clone(),
            Failed::Moved(to) => {
                Diagnostic::error("U007", format!("{address} sends {what} on to {to}")).help(
                    format!("donner l'adresse {to} à la place (--to, --update ou --graph-store) ; si c'est celle d'une page de connexion, vérifier le jeton"),
                    format!("give the address {to} instead (--to, --update or --graph-store); if it is that of a page to log in, check the token"),
                )
            }
            Failed::Foreign(said) => {
                let name = self.interface.name;
                let text = format!("{address} does not answer for {what} as {name} does: {said}");
                Diagnostic::error("U007", text).help(
                    "vérifier l'adresse et le genre du portail (--to udata ou --to ckan) ; une page de connexion demande un autre jeton",
                    "check the address and the kind of the portal (--to udata or --to ckan); a page to log in wants another token",
                )
            }
            Failed::Unknown(sentence) => Diagnostic::error(
                "U002",
                format!("{address} gives no answer for {what}: {sentence}"),
            )
            .help(
                "recommencer plus tard : ce qui est fait reste, et le prochain envoi reprend où celui-ci s'est arrêté",
                "try again later: what is done stays, and the next push goes on where this one ended",
            ),
            Failed::Refused(answer) => {
                let (fr, en) = advice(answer.status);
                let text = format!(
                    "{address} refuses {what} ({}): {}",
                    answer.status,
                    said(answer)
                );
                Diagnostic::error("U003", text).help(fr, en)
            }
        }
    }
}

/// What answers in another way than the interface does.
pub fn foreign(said: &[u8]) -> Failed {
    let said = String::from_utf8_lossy(said);
    let said = crate::text::visible(said.trim()).into_owned();
    Failed::Foreign(crate::text::shortened(&said, 100).into_owned())
}

/// What to do about a status.
pub fn advice(status: u16) -> (&'static str, &'static str) {
    match status {
        401 | 403 => (
            "vérifier le jeton (--token-file ou PTCE_TOKEN) et les droits de son propriétaire dans l'organisation",
            "check the token (--token-file or PTCE_TOKEN) and the rights of its owner in the organisation",
        ),
        404 => (
            "vérifier l'adresse du portail et l'organisation",
            "check the address of the portal and the organisation",
        ),
        429 => (
            "le portail demande d'attendre ; recommencer plus tard",
            "the portal asks to wait; try again later",
        ),
        _ => (
            "corriger le champ nommé dans ptce.toml, puis renvoyer",
            "mend the field named in ptce.toml, then push again",
        ),
    }
}

/// What an answer says, field by field where it does.
fn said(answer: &Answer) -> String {
    let json = answer.json();
    let errors = json
        .get("errors")
        .or_else(|| json.get("error"))
        .filter(|errors| errors.is_object());
    let text = match errors.and_then(Value::as_object) {
        Some(fields) => fields
            .iter()
            .filter(|(name, _)| *name != "__type")
            .map(|(name, value)| format!("{name}: {}", plain(value)))
            .collect::<Vec<_>>()
            .join("; "),
        None => match json.get("message") {
            Some(message) => plain(message),
            None => String::from_utf8_lossy(&answer.body).trim().to_owned(),
        },
    };
    crate::text::shortened(&crate::text::visible(&text), 500).into_owned()
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(list) => list.iter().map(plain).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}
