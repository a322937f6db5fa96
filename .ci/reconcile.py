"""Asks a running service what its specification lets ask, and judges the answers by its JSON schemas.

Usage: reconcile.py SPECIFICATION ADDRESS. Exit status 1 when a schema refuses an answer, when a request
that is right is refused, or one that is wrong is not.
"""

import json
import sys
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

from jsonschema import Draft7Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT7

specs, address = Path(sys.argv[1]), sys.argv[2]
judged, wrong = 0, []


def tell(what, said):
    wrong.append(what)
    print(f"{what}: {said}")


class Version:
    """The schemas and examples of one version, and the root of the service that speaks it."""

    def __init__(self, name, root):
        self.name, self.root, self.folder = name, root, specs / name
        registry = Registry(retrieve=self.retrieve)
        self.judges = {
            path.stem: Draft7Validator(json.loads(path.read_text()), registry=registry)
            for path in (self.folder / "schemas").glob("*.json")
        }
        assert len(self.judges) >= 8, f"the schemas of {name} are missing"

    def retrieve(self, iri):
        file = urllib.parse.urlsplit(iri).path.rsplit("/", 1)[-1]
        # The schema of OpenAPI 2, which manifests refer to, stands beside the others.
        file = "openapi.json" if file == "schema.json" else file
        contents = json.loads((self.folder / "schemas" / file).read_text())
        return Resource.from_contents(contents, default_specification=DRAFT7)

    def judge(self, schema, what, answer):
        global judged
        judged += 1
        for error in list(self.judges[schema].iter_errors(answer))[:3]:
            tell(f"{self.name} {what}", f"{error.json_path}: {error.message[:300]}")

    def examples(self, schema, kind):
        paths = sorted((self.folder / "examples" / schema / kind).glob("*.json"))
        assert paths, f"no {kind} examples of {schema}"
        return [(path.stem, json.loads(path.read_text())) for path in paths]


def ask(path, body=None, media_type="application/json"):
    headers = {"Accept": "*/*", "Content-Type": media_type}
    request = urllib.request.Request(address + path, body and body.encode(), headers)
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status, answer.headers.get_content_type(), answer.read()
    except urllib.error.HTTPError as answer:
        return answer.code, answer.headers.get_content_type(), answer.read()


def good(what, path, body=None, media_type="application/json"):
    status, kind, answer = ask(path, body, media_type)
    if (status, kind) != (200, "application/json"):
        tell(what, f"{status} {kind} {answer[:300]!r}")
        return None
    return json.loads(answer)


def form(name, value):
    return urllib.parse.urlencode({name: json.dumps(value)})


FORM = "application/x-www-form-urlencoded"


def senders(version):
    """The ways to send a batch, and an extension."""
    if version.name == "0.2":
        return (
            [lambda batch: ("/reconcile", form("queries", batch), FORM), lambda batch: ("/reconcile?" + form("queries", batch), None, FORM)],
            lambda asked: ("/reconcile", form("extend", asked), FORM),
        )
    return (
        [lambda batch: (version.root + "/match", json.dumps(batch), "application/json")],
        lambda asked: (version.root + "/extend", json.dumps(asked), "application/json"),
    )


def candidates(version, batches):
    schema = "reconciliation-query-batch"
    for way, send in enumerate(batches):
        for name, batch in version.examples(schema, "valid"):
            answer = good(f"{version.name} {name}", *send(batch))
            if answer is not None:
                version.judge("reconciliation-result-batch", f"{name}, way {way}", answer)
        for name, batch in version.examples(schema, "invalid"):
            status = ask(*send(batch))[0]
            if status != 400:
                tell(f"{version.name} {name}", f"{status} for what the schema refuses")
        names = ["Rennes Métropole", "CC de la région d'Audruicq", "Alès", "zzyzx"]
        if version.name == "0.2":
            real = {f"q{at}": {"query": name} for at, name in enumerate(names)}
            found = lambda answer: sum(len(one["result"]) for one in answer.values())
        else:
            real = {"queries": [{"conditions": [{"matchType": "name", "propertyValue": name}]} for name in names]}
            found = lambda answer: sum(len(one["candidates"]) for one in answer["results"])
        version.judge(schema, "our own batch", real)
        answer = good(f"{version.name} real names", *send(real))
        version.judge("reconciliation-result-batch", "real names", answer)
        if found(answer) < 3:
            tell(f"{version.name} real names", "no candidates, so nothing was judged")


def things(version):
    """Suggestions; the identifiers of a thousand things, and the names of all properties."""
    ids, offset = [], 0
    for what, schema in [("type", "types"), ("property", "properties"), ("entity", "entities")]:
        for prefix in ["", "re", "rennes"]:
            path = f"{version.root}/suggest/{what}?prefix={prefix}&limit=50"
            version.judge(f"suggest-{schema}-response", f"suggest {what} {prefix}", good(path, path))
    while offset < 1000:
        page = good("things", f"{version.root}/suggest/entity?prefix=&limit=50&offset={offset}")["result"]
        if not page:
            break
        ids += [one["id"] for one in page]
        offset += len(page)
    properties = good("properties", f"{version.root}/suggest/property?prefix=&limit=50")["result"]
    for kind in good("types", f"{version.root}/suggest/type?prefix=")["result"]:
        path = f"{version.root}/extend/propose?type={kind['id']}&limit=9"
        version.judge("data-extension-property-proposal", path, good(path, path))
    return ids, [one["id"] for one in properties]


def values(version, extend, ids, properties):
    schema = "data-extension-query"
    for name, asked in version.examples(schema, "valid"):
        # They name properties of another service: refused, with the name.
        status, _, answer = ask(*extend(asked))
        named = asked["properties"][0]["id"].encode()
        if status != 400 or named not in answer:
            tell(f"{version.name} {name}", f"{status} for a property that is not known")
        for one, known in zip(asked["properties"], properties, strict=False):
            one["id"] = known
        asked["ids"] = ids[: len(asked["ids"])]
        version.judge("data-extension-response", name, good(f"{version.name} {name}", *extend(asked)))
    everything = {"ids": ids, "properties": [{"id": one} for one in properties]}
    version.judge(schema, "our own extension", everything)
    answer = good(f"{version.name} all values", *extend(everything))
    version.judge("data-extension-response", "all values", answer)
    cells = cells_of(answer["rows"])
    kinds = {key for cell in cells for key in cell}
    if not {"id", "str", "int"} <= kinds:
        tell(f"{version.name} all values", f"only {sorted(kinds)} were judged")
    # Things among the values are things of this service, which its view leads to.
    for one in sorted({cell["id"] for cell in cells if "id" in cell})[:300]:
        path = f"{version.root}/preview?id={urllib.parse.quote(one, safe='')}"
        for path in [path, path + "&view"]:
            status, kind, _ = ask(path)
            if (status, kind) != (200, "text/html"):
                tell(path, f"{status} {kind}")


def cells_of(rows):
    if isinstance(rows, dict):
        return [cell for row in rows.values() for cells in row.values() for cell in cells]
    return [cell for row in rows for one in row["properties"] for cell in one["values"]]


def main():
    for version in [Version("0.2", "/reconcile"), Version("1.0-draft", "/reconcile/1.0")]:
        # A judge that cannot say no judges nothing.
        for schema in ["manifest", "reconciliation-result-batch", "data-extension-response"]:
            for kind in ["valid", "invalid"]:
                for name, example in version.examples(schema, kind):
                    if version.judges[schema].is_valid(example) != (kind == "valid"):
                        tell(f"{version.name} {schema} {name}", f"the judge is wrong about an example that is {kind}")
        manifest = good("manifest", version.root)
        version.judge("manifest", "manifest", manifest)
        batches, extend = senders(version)
        candidates(version, batches)
        ids, properties = things(version)
        values(version, extend, ids, properties)
        print(f"{version.name}: {len(ids)} things, {len(properties)} properties")
    print(f"{judged} documents judged, {len(wrong)} wrong")
    sys.exit(1 if wrong or judged < 50 else 0)


main()
