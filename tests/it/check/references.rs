//! Tables of names and places beside the data: what would keep a server from starting is told before.

use super::Publication;
use std::fs;

#[test]
fn a_table_of_places_in_another_encoding_is_told_once_with_its_line() {
    let publication = Publication::valid();
    fs::create_dir(publication.path("data/reference")).expect("a folder");
    let text = fs::read_to_string(publication.path("ptce.toml")).expect("settings");
    let settings = text
        + "[gazetteer]\ncommunes = \"data/reference/communes.csv\"\naliases = \"data/reference/aliases.csv\"\n\
           [territory]\ncommunes = \"data/reference/communes.csv\"\n";
    let rows = b"code,name,departement,postal,lat,lon\n21231,Dijon,21,21000,47.3,5.0\n42218,Saint-\xc9tienne,42,42000,45.4,4.4\n";
    publication
        .write("ptce.toml", settings.as_bytes())
        .write("data/reference/communes.csv", rows)
        .write(
            "data/reference/aliases.csv",
            b"alias,kind,code\nSainte,commune,42218\n",
        )
        .says(&["data/reference/communes.csv:3:13: error[T003]: the file is not UTF-8: byte C9 looks like `É` in Windows-1252 (Latin-1)"]);
}

#[test]
fn a_table_of_places_with_semicolons_is_told_to_have_them() {
    let publication = Publication::valid();
    fs::create_dir(publication.path("data/reference")).expect("a folder");
    let text = fs::read_to_string(publication.path("ptce.toml")).expect("settings");
    let settings = text
        + "[gazetteer]\ncommunes = \"data/reference/communes.csv\"\n\
           [territory]\ncommunes = \"data/reference/communes.csv\"\n";
    publication
        .write("ptce.toml", settings.as_bytes())
        .write(
            "data/reference/communes.csv",
            b"code;name;departement;postal;lat;lon\n21231;Dijon;21;21000;47,3;5,0\n",
        )
        .says(&["data/reference/communes.csv:1:5: error[T005]: the file is separated by semicolons, not by commas"]);
}
