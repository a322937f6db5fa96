//! What stands in the folder where only a server can answer: `/sparql`, a search of names by the
//! browser itself in the place of `/search`, and files in the place of the endpoint that `/cite` names.

/// The notice, in the frame of another page of the same language: its head, its navigation, its foot.
pub fn sparql(frame: &str, english: bool) -> String {
    let (title, text, dump) = if english {
        (
            "Queries need a server",
            "This copy of the publication is made of files: it answers no SPARQL query. Download the data and query it on your own machine, or start the server with `ptce serve`.",
            "Download the data",
        )
    } else {
        (
            "Les questions ont besoin d'un serveur",
            "Cette copie de la publication est faite de fichiers\u{A0}: elle ne répond à aucune question SPARQL. Téléchargez les données pour les interroger chez vous, ou lancez le serveur avec « ptce serve ».",
            "Télécharger les données",
        )
    };
    let link = if english { "/dump?lang=en" } else { "/dump" };
    let main = maud::html! {
        h1 { (title) }
        p.lead { (text) }
        p { a href=(link) { (dump) } }
    };
    let inner = |open: &str, close: &str| {
        let start = frame.find(open)?;
        let start = start + frame[start..].find('>')? + 1;
        Some((start, start + frame[start..].find(close)?))
    };
    let mut page = frame.to_owned();
    if let Some((start, end)) = inner("<main", "</main>") {
        page.replace_range(start..end, &main.into_string());
    }
    if let Some((start, end)) = inner("<title", "</title>") {
        page.replace_range(start..end, title);
    }
    page
}

/// The page of the search with a field that looks in the index, which needs JavaScript; without it the
/// list of all things stays. What narrows a search on the server leads nowhere here and is gone.
pub fn search(page: &str, english: bool) -> String {
    let label = match english {
        true => "Search the names",
        false => "Chercher parmi les noms",
    };
    let field = maud::html! {
        div data-index data-src="/search-index.json" hidden {
            label for="names" { (label) }
            input #names type="search" autocomplete="off" maxlength="100";
            p role="status" {}
            ol.hits {}
        }
    };
    in_place(page, "<section class=\"facets\"", &field.into_string())
}

/// The page that says how to cite, with files to read in the place of an endpoint to ask.
pub fn cite(page: &str, english: bool) -> String {
    let (heading, text, answers, data) = if english {
        (
            "Read from Python or R",
            "This copy of the publication is made of files: it has no SPARQL endpoint. Each stored question gives its answer in CSV, which read.csv in R and the module csv of Python open by its address; the whole data can be downloaded.",
            "Questions and answers",
            "Download the data",
        )
    } else {
        (
            "Lire depuis Python ou R",
            "Cette copie de la publication est faite de fichiers\u{A0}: elle n'a pas de point d'accès SPARQL. Chaque question enregistrée donne sa réponse en CSV, que read.csv de R et le module csv de Python ouvrent par son adresse\u{202F}; les données entières se téléchargent.",
            "Questions et réponses",
            "Télécharger les données",
        )
    };
    let lang = if english { "?lang=en" } else { "" };
    let section = maud::html! {
        section aria-labelledby="programs" {
            h2 #programs { (heading) }
            p { (text) }
            p { a href=(format!("/queries{lang}")) { (answers) } " · " a href=(format!("/dump{lang}")) { (data) } }
        }
    };
    let open = "<section aria-labelledby=\"programs\"";
    in_place(page, open, &section.into_string())
}

/// A page with something else in the place of the section that begins so.
fn in_place(page: &str, open: &str, other: &str) -> String {
    let mut page = page.to_owned();
    let section = page.find(open).and_then(|start| {
        let length = page[start..].find("</section>")? + "</section>".len();
        Some(start..start + length)
    });
    if let Some(range) = section {
        page.replace_range(range, other);
    }
    page
}
