//! What stands in the folder where only a server can answer: `/sparql`, `/near` and `/api`, a search of names by the
//! browser itself in the place of `/search`, and files in the place of the endpoint that `/cite` names;
//! the values that a stored question was answered for in the place of the form that chooses them.

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
    framed(frame, title, &main.into_string())
}

/// The notice in the place of what is near, which only a server can look up.
pub fn near(frame: &str, english: bool) -> String {
    let (title, text, browse) = if english {
        (
            "What is near needs a server",
            "This copy of the publication is made of files: it cannot look up a postal code, a commune or a position. A server started with `ptce serve` can.",
            "Browse the data",
        )
    } else {
        (
            "Chercher près de chez soi demande un serveur",
            "Cette copie de la publication est faite de fichiers\u{A0}: elle ne peut chercher ni un code postal, ni une commune, ni une position. Un serveur lancé avec « ptce serve » le peut.",
            "Parcourir les données",
        )
    };
    let link = if english {
        "/browse?lang=en"
    } else {
        "/browse"
    };
    let main = maud::html! {
        h1 { (title) }
        p.lead { (text) }
        p { a href=(link) { (browse) } }
    };
    framed(frame, title, &main.into_string())
}

/// The questions with the answers that stand in files, in the place of an interface with parameters and
/// of its description (OpenAPI), which speaks of a server.
pub fn api(page: &str, english: bool) -> String {
    let (title, text) = if english {
        (
            "Answers for programs",
            "This copy of the publication is made of files: each stored question has its answer here in JSON, for the values that stand beside it, and other formats on its page. Parameters, other pages of an answer, searches and reconciliation need a server, which `ptce serve` starts.",
        )
    } else {
        (
            "Des réponses pour les programmes",
            "Cette copie de la publication est faite de fichiers\u{A0}: chaque question enregistrée a ici sa réponse en JSON, pour les valeurs dites à côté d'elle, et d'autres formats sur sa page. Les paramètres, les autres pages d'une réponse, les recherches et la réconciliation ont besoin d'un serveur, que « ptce serve » lance.",
        )
    };
    let start = page.find("<dl class=\"questions\"").unwrap_or(page.len());
    let list = page[start..].split_inclusive("</dl>").next();
    let main = maud::html! {
        h1 { (title) }
        p.lead { (text) }
        // The markup is the server's own.
        (maud::PreEscaped(list.unwrap_or_default()))
    };
    let open = "<link rel=\"alternate\" type=\"application/json\"";
    framed(&replaced(page, open, ">", ""), title, &main.into_string())
}

/// A page with another title and other contents between its navigation and its foot.
fn framed(frame: &str, title: &str, main: &str) -> String {
    let inner = |open: &str, close: &str| {
        let start = frame.find(open)?;
        let start = start + frame[start..].find('>')? + 1;
        Some((start, start + frame[start..].find(close)?))
    };
    let mut page = frame.to_owned();
    if let Some((start, end)) = inner("<main", "</main>") {
        page.replace_range(start..end, main);
    }
    if let Some((start, end)) = inner("<title", "</title>") {
        page.replace_range(start..end, title);
    }
    page
}

/// The page that hosts show for every address that leads nowhere: it names none.
pub fn lost(page: &str, english: bool) -> String {
    let said = match english {
        true => "There is nothing at this address.",
        false => "Rien ne se trouve à cette adresse.",
    };
    let lead = format!("<p class=\"lead\">{said}</p>");
    replaced(page, "<p class=\"lead\"", "</p>", &lead)
}

/// The page of a stored question with the titles and the values of its parameters as text in the place
/// of its form, which is gone: an answer without them would not say what it is about.
pub fn question(page: &str) -> String {
    let (open, close) = ("<form class=\"parameters\"", "</form>");
    let Some(form) = page
        .find(open)
        .and_then(|start| page[start..].split(close).next())
    else {
        return page.to_owned();
    };
    let mut list = String::from("<dl>");
    for field in form.split("<label").skip(1) {
        let between = |from: &str, to: &str| {
            let (_, rest) = field.split_once(from)?;
            rest.split(to).next()
        };
        let typed = || {
            between("<input", ">")?
                .split(" value=\"")
                .nth(1)?
                .split('"')
                .next()
        };
        // The markup is the server's own: what is cut out of it is escaped already.
        let title = between(">", "</label>").unwrap_or_default();
        let value = between(" selected>", "</option>").or_else(typed);
        let value = value.filter(|value| !value.is_empty()).unwrap_or("–");
        list += &format!("<dt>{title}</dt><dd>{value}</dd>");
    }
    list += "</dl>";
    replaced(page, open, close, &list)
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
    replaced(page, open, "</section>", other)
}

/// A page with something else in the place of the first element that begins and ends so.
fn replaced(page: &str, open: &str, close: &str, other: &str) -> String {
    let mut page = page.to_owned();
    let element = page.find(open).and_then(|start| {
        let length = page[start..].find(close)? + close.len();
        Some(start..start + length)
    });
    if let Some(range) = element {
        page.replace_range(range, other);
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_becomes_its_title_and_its_value() {
        let page = "<h1>Q</h1><form class=\"parameters\" method=\"get\"><div><label for=\"p-a\">Nombre</label>\
                    <input id=\"p-a\" name=\"a\" value=\"2 &gt; 1\"></div><div><label for=\"p-b\">Région</label>\
                    <select name=\"b\"><option value=\"x\">X</option><option value=\"y\" selected>Y</option></select></div></form><p>";
        assert_eq!(
            question(page),
            "<h1>Q</h1><dl><dt>Nombre</dt><dd>2 &gt; 1</dd><dt>Région</dt><dd>Y</dd></dl><p>"
        );
        assert_eq!(question("<p>"), "<p>");
    }
}
