//! Stand-ins of two portals: as much of their interfaces as a push needs, and faults on demand.

use serde_json::{Value, json};
use std::collections::VecDeque;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// A fault that answers a request in the place of the portal.
#[derive(Debug, Clone)]
pub enum Fault {
    /// A status with headers and a body; nothing is carried out.
    Answer(u16, &'static str, &'static str),
    /// The request is carried out, and then the status is sent.
    After(u16),
    /// The connection is cut.
    Cut,
}

/// One request.
#[derive(Debug, Clone)]
pub struct Asked {
    pub method: String,
    pub path: String,
    pub token: String,
    pub body: Value,
}

/// What the portal holds.
#[derive(Default)]
pub struct State {
    pub records: Vec<Value>,
    pub asked: Vec<Asked>,
    /// Faults for the requests to come, by the part of `METHOD path` that they wait for.
    pub faults: VecDeque<(&'static str, Fault)>,
    next: u64,
}

impl State {
    /// The requests that would change something.
    pub fn writes(&self) -> usize {
        self.asked
            .iter()
            .filter(|asked| asked.method != "GET")
            .count()
    }
}

pub struct StandIn {
    pub address: String,
    pub state: Arc<Mutex<State>>,
}

type Answer = (u16, Value);

impl StandIn {
    pub fn udata() -> Self {
        Self::start(udata)
    }

    pub fn ckan() -> Self {
        Self::start(ckan)
    }

    fn start(portal: fn(&mut State, &Asked) -> Answer) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = format!("http://{}", listener.local_addr().expect("an address"));
        let state = Arc::new(Mutex::new(State::default()));
        let shared = Arc::clone(&state);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                serve(stream, &shared, portal);
            }
        });
        Self { address, state }
    }

    pub fn fault(&self, at: &'static str, fault: Fault) {
        self.state
            .lock()
            .expect("a lock")
            .faults
            .push_back((at, fault));
    }

    /// Forgets what was asked.
    pub fn forget(&self) {
        self.state.lock().expect("a lock").asked.clear();
    }
}

fn read(stream: &TcpStream) -> Option<Asked> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let mut words = line.split(' ');
    let (method, path) = (words.next()?.to_owned(), words.next()?.to_owned());
    let (mut length, mut token) = (0, String::new());
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim().split_once(": ") else {
            break;
        };
        match name.to_ascii_lowercase().as_str() {
            "content-length" => length = value.parse().ok()?,
            "x-api-key" | "authorization" => token = value.to_owned(),
            _ => {}
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    let body = serde_json::from_slice(&body).unwrap_or(Value::Null);
    Some(Asked {
        method,
        path,
        token,
        body,
    })
}

fn serve(mut stream: TcpStream, state: &Mutex<State>, portal: fn(&mut State, &Asked) -> Answer) {
    let Some(asked) = read(&stream) else {
        return;
    };
    let mut state = state.lock().expect("a lock");
    state.asked.push(asked.clone());
    let place = format!("{} {}", asked.method, asked.path);
    let due = state
        .faults
        .front()
        .is_some_and(|(at, _)| place.contains(at));
    let fault = if due { state.faults.pop_front() } else { None };
    let (status, headers, body) = match fault.map(|(_, fault)| fault) {
        Some(Fault::Cut) => return,
        Some(Fault::Answer(status, headers, body)) => (status, headers, body.to_owned()),
        Some(Fault::After(status)) => {
            portal(&mut state, &asked);
            (status, "", "out of breath".to_owned())
        }
        None => {
            let (status, body) = portal(&mut state, &asked);
            (status, "", body.to_string())
        }
    };
    let _ = write!(
        stream,
        "HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n{headers}\r\n{body}",
        body.len()
    );
}

/// An identifier that nobody has yet.
fn fresh(state: &mut State) -> String {
    state.next += 1;
    format!("id-{}", state.next)
}

fn merge(record: &mut Value, fields: &Value) {
    for (name, value) in fields.as_object().into_iter().flatten() {
        record[name] = value.clone();
    }
}

/// udata: what it gives back differs from what it was sent as in the real one: the organisation is an
/// object, days are moments, tags are sorted, the whole record has fields of its own.
fn udata(state: &mut State, asked: &Asked) -> Answer {
    if asked.token != "secret-token" {
        return (401, json!({"message": "Invalid API Key"}));
    }
    let parts: Vec<&str> = asked.path.trim_matches('/').split('/').collect();
    match (asked.method.as_str(), parts.as_slice()) {
        ("GET", ["api", "1", "me", "org_datasets"]) => (200, json!(state.records)),
        ("GET", ["api", "1", "datasets", id]) => found(state, id),
        ("POST", ["api", "1", "datasets"]) => {
            if asked.body["title"]
                .as_str()
                .is_none_or(|title| title.len() < 3)
            {
                let errors = json!({"title": ["This field is required."]});
                return (
                    400,
                    json!({"message": "Validation failed", "errors": errors}),
                );
            }
            let id = fresh(state);
            let mut record = json!({"id": id, "resources": [], "deleted": null, "quality": {}});
            merge(&mut record, &asked.body);
            shaped(&mut record);
            state.records.push(record.clone());
            (201, record)
        }
        ("PUT", ["api", "1", "datasets", id]) => {
            let Some(record) = state.records.iter_mut().find(|one| one["id"] == **id) else {
                return (404, json!({"message": "Not found"}));
            };
            merge(record, &asked.body);
            shaped(record);
            (200, record.clone())
        }
        ("POST", ["api", "1", "datasets", id, "resources"]) => {
            let own = fresh(state);
            let record = state.records.iter_mut().find(|one| one["id"] == **id);
            let mut file = asked.body.clone();
            file["id"] = json!(own);
            let list = record.and_then(|one| one["resources"].as_array_mut());
            list.expect("a dataset").push(file.clone());
            (201, file)
        }
        ("PUT", ["api", "1", "datasets", id, "resources", rid]) => {
            let record = state.records.iter_mut().find(|one| one["id"] == **id);
            let list = record.and_then(|one| one["resources"].as_array_mut());
            let mut files = list.expect("a dataset").iter_mut();
            let file = files.find(|one| one["id"] == **rid).expect("a resource");
            merge(file, &asked.body);
            (200, file.clone())
        }
        _ => (404, json!({"message": format!("no {}", asked.path)})),
    }
}

fn found(state: &State, id: &str) -> Answer {
    match state.records.iter().find(|one| one["id"] == *id) {
        Some(record) => (200, record.clone()),
        None => (404, json!({"message": "Not found"})),
    }
}

fn shaped(record: &mut Value) {
    if let Some(id) = record["organization"].as_str() {
        record["organization"] = json!({"id": id, "name": "Une organisation"});
    }
    for end in ["start", "end"] {
        let day = record["temporal_coverage"][end]
            .as_str()
            .unwrap_or_default();
        if day.len() == 10 {
            record["temporal_coverage"][end] = json!(format!("{day}T00:00:00+00:00"));
        }
    }
}

/// CKAN: everything is an action; what it gives back has more fields than it was sent, tags with
/// identifiers, sizes as numbers, extras in another order.
fn ckan(state: &mut State, asked: &Asked) -> Answer {
    let denied = json!({"success": false, "error": {"__type": "Authorization Error", "message": "Access denied"}});
    if asked.token != "secret-token" {
        return (403, denied);
    }
    let action = asked.path.trim_start_matches("/api/3/action/");
    let (action, query) = action.split_once('?').unwrap_or((action, ""));
    let done = |result: &Value| (200, json!({"success": true, "result": result}));
    match action {
        "package_show" => {
            let name = query.trim_start_matches("id=");
            match state.records.iter().find(|one| one["name"] == *name) {
                Some(record) => done(record),
                None => (
                    404,
                    json!({"success": false, "error": {"message": "Not found"}}),
                ),
            }
        }
        "package_create" => {
            let taken = state
                .records
                .iter()
                .any(|one| one["name"] == asked.body["name"]);
            if taken || asked.body["owner_org"].is_null() {
                let error = json!({"__type": "Validation Error", "owner_org": ["An organization must be provided"]});
                return (409, json!({"success": false, "error": error}));
            }
            let id = fresh(state);
            let mut record = json!({"id": id, "state": "active"});
            merge(&mut record, &asked.body);
            dressed(state, &mut record);
            state.records.push(record.clone());
            done(&record)
        }
        "package_patch" => {
            let place = state
                .records
                .iter()
                .position(|one| one["id"] == asked.body["id"]);
            let Some(place) = place else {
                return (404, json!({"success": false}));
            };
            let mut record = state.records[place].clone();
            merge(&mut record, &asked.body);
            dressed(state, &mut record);
            state.records[place] = record.clone();
            done(&record)
        }
        _ => (
            400,
            json!({"success": false, "error": {"message": "no such action"}}),
        ),
    }
}

fn dressed(state: &mut State, record: &mut Value) {
    if let Some(org) = record["owner_org"].as_str() {
        record["organization"] = json!({"id": "org-1", "name": org});
        record["owner_org"] = json!("org-1");
    }
    for tag in record["tags"].as_array_mut().into_iter().flatten() {
        tag["id"] = json!("t");
        tag["display_name"] = tag["name"].clone();
    }
    if let Some(extras) = record["extras"].as_array_mut() {
        extras.sort_by_key(|one| one["key"].to_string());
    }
    for file in record["resources"].as_array_mut().into_iter().flatten() {
        if file["id"].is_null() {
            state.next += 1;
            file["id"] = json!(format!("r-{}", state.next));
        }
        file["state"] = json!("active");
        // CKAN has names of its own for some formats.
        if file["format"] == "RDF/XML" {
            file["format"] = json!("RDF");
        }
    }
}
