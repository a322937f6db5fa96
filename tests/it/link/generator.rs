//! A register of invented organisations in real communes, and the same organisations as people write
//! them elsewhere: legal form moved, acronym, misprint, words left out, town added, homonyms, and names
//! that the register does not hold. Seeded: the same seed gives the same files.

use std::fmt::Write as _;

const NOUNS: [&str; 180] = [
    "Arbalète",
    "Argile",
    "Aubépine",
    "Aurore",
    "Avoine",
    "Balise",
    "Barque",
    "Basilic",
    "Belvédère",
    "Besace",
    "Bobine",
    "Bocage",
    "Bruyère",
    "Cabane",
    "Cadran",
    "Campanule",
    "Canopée",
    "Capucine",
    "Carillon",
    "Cascade",
    "Cerisier",
    "Châtaigne",
    "Chevêche",
    "Cigogne",
    "Citadelle",
    "Cocagne",
    "Colombe",
    "Comptoir",
    "Coquelicot",
    "Corbeille",
    "Cormoran",
    "Coudrier",
    "Courlis",
    "Creuset",
    "Dédale",
    "Dolmen",
    "Dragonne",
    "Églantine",
    "Embellie",
    "Encrier",
    "Érable",
    "Escargot",
    "Estuaire",
    "Fabulette",
    "Faïence",
    "Falaise",
    "Fanfare",
    "Farandole",
    "Filature",
    "Flambeau",
    "Forge",
    "Fougère",
    "Framboise",
    "Frégate",
    "Fuseau",
    "Gabare",
    "Galet",
    "Genêt",
    "Girouette",
    "Glaneuse",
    "Goéland",
    "Grange",
    "Grelot",
    "Grillon",
    "Guinguette",
    "Hameçon",
    "Herbier",
    "Héron",
    "Hêtre",
    "Houblon",
    "Jonquille",
    "Lavande",
    "Lierre",
    "Littoral",
    "Loutre",
    "Manivelle",
    "Marelle",
    "Marronnier",
    "Mélèze",
    "Mésange",
    "Meule",
    "Mirabelle",
    "Mosaïque",
    "Murmure",
    "Myrtille",
    "Nacelle",
    "Nénuphar",
    "Noisette",
    "Oriflamme",
    "Orme",
    "Palombe",
    "Papyrus",
    "Parenthèse",
    "Pastel",
    "Pelote",
    "Perce-neige",
    "Pervenche",
    "Phare",
    "Pivoine",
    "Platane",
    "Potager",
    "Prunelle",
    "Quincaille",
    "Rabot",
    "Racine",
    "Ramage",
    "Réglisse",
    "Résine",
    "Romarin",
    "Rouet",
    "Sablier",
    "Safran",
    "Sauge",
    "Sillage",
    "Sorbier",
    "Source",
    "Tamis",
    "Tartane",
    "Thym",
    "Tilleul",
    "Tisane",
    "Toupie",
    "Tresse",
    "Trèfle",
    "Truelle",
    "Turbine",
    "Vague",
    "Varangue",
    "Vergnes",
    "Vigie",
    "Violette",
    "Zéphyr",
    "Passerelle",
    "Ricochet",
    "Tremplin",
    "Horizon",
    "Solstice",
    "Ressource",
    "Pépinière",
    "Étincelle",
    "Boussole",
    "Fabrique",
    "Ruche",
    "Traverse",
    "Escale",
    "Lanterne",
    "Charpente",
    "Clairière",
    "Moisson",
    "Navette",
    "Oseraie",
    "Palissade",
    "Quenouille",
    "Rivage",
    "Semence",
    "Tisserand",
    "Vannerie",
    "Abeille",
    "Bergerie",
    "Cordée",
    "Draille",
    "Écluse",
    "Fontaine",
    "Garrigue",
    "Hirondelle",
    "Jachère",
    "Luciole",
    "Marmite",
    "Noria",
    "Olivier",
    "Pressoir",
    "Roseau",
    "Sarment",
    "Tournesol",
    "Verger",
    "Alambic",
    "Balancier",
    "Calebasse",
    "Dentelle",
    "Épinette",
];
const THINGS: [&str; 93] = [
    "aînés",
    "apprentis",
    "archives",
    "ateliers",
    "bergers",
    "bocages",
    "bibliothèques",
    "brasseurs",
    "cartes",
    "céramiques",
    "charpentes",
    "chantiers",
    "châtaignes",
    "citoyens",
    "comptes",
    "conteurs",
    "costumes",
    "cyclistes",
    "danses",
    "épices",
    "étangs",
    "étoiles",
    "fanfares",
    "fermes",
    "fleurs",
    "fournils",
    "fruits",
    "galets",
    "gestes",
    "granges",
    "guitares",
    "haies",
    "herbes",
    "images",
    "inventions",
    "jeux",
    "langues",
    "légumes",
    "lumières",
    "luthiers",
    "mers",
    "minotiers",
    "montagnes",
    "mots",
    "nageurs",
    "oiseaux",
    "parents",
    "passages",
    "patrimoines",
    "photographes",
    "pierres",
    "plantes",
    "potiers",
    "randonneurs",
    "récits",
    "ruches",
    "sentiers",
    "sources",
    "tapis",
    "théâtres",
    "tisserands",
    "toits",
    "troupeaux",
    "vents",
    "vergers",
    "vignes",
    "villages",
    "voisins",
    "voyageurs",
    "jardins",
    "vélos",
    "livres",
    "quartiers",
    "saveurs",
    "métiers",
    "rivières",
    "collines",
    "enfants",
    "artisans",
    "paysans",
    "recycleurs",
    "bâtisseurs",
    "cuisines",
    "musiques",
    "forêts",
    "chemins",
    "outils",
    "semences",
    "abeilles",
    "lavoirs",
    "moulins",
    "marais",
    "terrasses",
];
const FORMS: [(&str, &str, &str); 6] = [
    ("Association", "9220", "association"),
    ("Association", "9220", "association"),
    ("SCIC", "5558", "scic"),
    ("SARL", "5499", "sarl"),
    ("SAS", "5710", "sas"),
    ("SCOP", "5458", "scop"),
];

/// A linear congruential generator (Knuth's constants), good enough for invented names.
pub struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % sides
    }

    fn of<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.roll(list.len())]
    }
}

struct Organisation {
    siren: String,
    name: String,
    form: usize,
    commune: usize,
}

/// The two files, and for each source the identifier it should be linked to, empty for none.
pub struct Pairs {
    pub register: String,
    pub sources: String,
    pub truth: Vec<(String, String)>,
}

/// `targets` rows of a register as SIRENE writes it, `sources` names, three in ten without counterpart.
pub fn pairs(communes: &str, targets: usize, sources: usize, seed: u64) -> Pairs {
    let communes: Vec<(&str, &str, &str)> = communes
        .lines()
        .skip(1)
        .filter_map(|line| {
            let mut cells = line.split(',');
            Some((cells.next()?, cells.next()?, cells.next()?))
        })
        .collect();
    let mut dice = Dice(seed.wrapping_mul(977).wrapping_add(12345));
    let mut register = String::from(
        "siren,denominationUniteLegale,sigleUniteLegale,categorieJuridiqueUniteLegale,codeCommuneEtablissement,economieSocialeSolidaireUniteLegale\n",
    );
    let mut all: Vec<Organisation> = Vec::with_capacity(targets);
    for number in 0..targets {
        // Three in a hundred bear the name of another organisation in another commune.
        let name = if number > 100 && dice.roll(100) < 3 {
            all[dice.roll(number)].name.clone()
        } else {
            let commune = communes[dice.roll(communes.len())].1.to_owned();
            invented(&mut dice, &commune)
        };
        let organisation = Organisation {
            siren: siren(30_000_000 + number as u64),
            name,
            form: dice.roll(FORMS.len()),
            commune: dice.roll(communes.len()),
        };
        let sigle = if dice.roll(8) == 0 {
            initials(&organisation.name)
        } else {
            String::new()
        };
        let _ = writeln!(
            register,
            "{},{},{sigle},{},{},O",
            organisation.siren,
            shouted(&organisation.name),
            FORMS[organisation.form].1,
            communes[organisation.commune].0,
        );
        all.push(organisation);
    }
    let mut text = String::from("id,name,form,commune,department\n");
    let mut truth = Vec::with_capacity(sources);
    for number in 0..sources {
        let id = format!("https://example.org/id/{number}");
        let (organisation, linked) = if dice.roll(10) < 3 {
            let commune = communes[dice.roll(communes.len())].1.to_owned();
            let (form, place) = (dice.roll(FORMS.len()), dice.roll(communes.len()));
            (
                Organisation {
                    siren: String::new(),
                    name: invented(&mut dice, &commune),
                    form,
                    commune: place,
                },
                false,
            )
        } else {
            let known = &all[dice.roll(all.len())];
            let copy = Organisation {
                siren: known.siren.clone(),
                name: known.name.clone(),
                form: known.form,
                commune: known.commune,
            };
            (copy, true)
        };
        let place = communes[organisation.commune];
        let written = written(&mut dice, &organisation, place.1);
        let (commune, department) = match dice.roll(10) {
            0 => ("", ""),
            1..=3 => ("", place.2),
            _ => (place.0, place.2),
        };
        let form = if dice.roll(3) == 0 {
            FORMS[organisation.form].2
        } else {
            ""
        };
        let _ = writeln!(
            text,
            "{id},\"{}\",{form},{commune},{department}",
            written.replace('"', "")
        );
        truth.push((
            id,
            if linked {
                organisation.siren
            } else {
                String::new()
            },
        ));
    }
    Pairs {
        register,
        sources: text,
        truth,
    }
}

fn invented(dice: &mut Dice, commune: &str) -> String {
    let (noun, thing) = (*dice.of(&NOUNS), *dice.of(&THINGS));
    let other = *dice.of(&NOUNS);
    match dice.roll(14) {
        10 => format!("Comité des fêtes de {commune}"),
        11 => format!("Union sportive {commune}"),
        12 => format!("{noun} des {thing} de {commune}"),
        13 => format!("Entraide et {thing} {noun}"),
        0 => format!("Les amis des {thing} de {commune}"),
        1 => format!("La {noun} des {thing}"),
        2 => format!("Régie de quartier de {commune}"),
        3 => format!("{noun} et {other}"),
        4 => format!("Centre social {noun} de {commune}"),
        5 => format!("Comité pour les {thing} du pays de {commune}"),
        6 => format!("Maison des {thing} {noun}"),
        7 => format!("{noun} {commune}"),
        8 => format!("Atelier coopératif des {thing} de {commune}"),
        _ => format!("{noun} solidaire {other}"),
    }
}

/// A name as somebody else writes it.
fn written(dice: &mut Dice, organisation: &Organisation, place: &str) -> String {
    let mut name = organisation.name.clone();
    let form = FORMS[organisation.form].0;
    for _ in 0..=dice.roll(2) {
        name = match dice.roll(9) {
            0 => misprinted(dice, &name),
            1 => shortened(dice, &name),
            2 => format!("{name} - {place}"),
            3 => format!("{form} {name}"),
            4 => format!("{name} ({form})"),
            5 => name
                .replace("Saint-", "St ")
                .replace("Sainte-", "Ste ")
                .replace("Centre", "Ctre"),
            6 => shouted(&name),
            7 if name.split(' ').count() > 3 => format!("{} ({})", name, initials(&name)),
            _ => name.to_lowercase(),
        };
    }
    name
}

fn misprinted(dice: &mut Dice, name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    let at = dice.roll(letters.len().max(2) - 1);
    let mut changed = letters.clone();
    match dice.roll(3) {
        0 => {
            changed.remove(at);
        }
        1 => changed.swap(at, at + 1),
        _ => changed.insert(at, letters[at]),
    }
    changed.into_iter().collect()
}

/// One word of four or more left out.
fn shortened(dice: &mut Dice, name: &str) -> String {
    let words: Vec<&str> = name.split(' ').collect();
    if words.len() < 4 {
        return name.to_owned();
    }
    let left_out = dice.roll(words.len() - 1);
    let kept = words
        .iter()
        .enumerate()
        .filter(|(at, _)| *at != left_out)
        .map(|(_, word)| *word);
    kept.collect::<Vec<_>>().join(" ")
}

fn initials(name: &str) -> String {
    let small = ["de", "des", "du", "la", "le", "les", "et", "pour"];
    let words = name
        .split([' ', '-'])
        .filter(|word| !small.contains(&word.to_lowercase().as_str()));
    shouted(
        &words
            .filter_map(|word| word.chars().next())
            .collect::<String>(),
    )
}

/// As registers write: capitals without accents.
fn shouted(name: &str) -> String {
    let plain = name.chars().map(|c| match c {
        'é' | 'è' | 'ê' | 'ë' | 'É' | 'È' => 'e',
        'à' | 'â' => 'a',
        'î' | 'ï' => 'i',
        'ô' | 'ö' => 'o',
        'û' | 'ù' | 'ü' => 'u',
        'ç' => 'c',
        '-' | '\'' => ' ',
        c => c,
    });
    plain.collect::<String>().to_uppercase()
}

/// Eight digits and their check digit.
fn siren(stem: u64) -> String {
    let digits = stem.to_string();
    let mut sum = 0;
    for (place, byte) in digits.bytes().rev().enumerate() {
        let digit = u64::from(byte - b'0') * if place % 2 == 0 { 2 } else { 1 };
        sum += if digit > 9 { digit - 9 } else { digit };
    }
    format!("{digits}{}", (10 - sum % 10) % 10)
}
