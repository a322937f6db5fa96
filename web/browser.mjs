// What readers do, in chromium: each step says what failed, all failures are told at the end.
// Usage: node browser.mjs ADDRESS FOLDER-FOR-PICTURES
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { launch } from "./chromium.mjs";

const [address, pictures] = process.argv.slice(2);
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const failures = [];
const check = (truth, said) => { if (!truth) { failures.push(said); console.log(`FAILED ${said}`); } };

const browser = await launch();

// A page that tells of errors, and of every request that leaves the site.
async function open(path, options = {}) {
  const context = await browser.newContext({ locale: "fr-FR", viewport: { width: 1200, height: 900 }, ...options });
  const page = await context.newPage();
  page.on("request", (request) => {
    const elsewhere = !request.url().startsWith(address) && !request.url().startsWith("data:");
    check(!elsewhere, `${path}: asks ${request.url()}`);
  });
  page.on("console", (message) => check(message.type() !== "error" || /status of 40[04]/.test(message.text()), `${path}: ${message.text()}`));
  page.on("pageerror", (error) => check(false, `${path}: ${error.message}`));
  const answer = await page.goto(address + path, { waitUntil: "load" });
  return { context, page, answer };
}

const PAGES = [
  "/", "/search?q=creuse", "/search?q=zzzzzz", "/near", "/near?postal=23000", "/near?postal=Saint-Denis", "/map", "/map?map=departments&status=laureate",
  "/browse", "/browse/Project", "/page/project/groupe-neo-56", "/page/project/figeacteurs", "/page/organisation/groupe-neo-56",
  "/page/territory/departement-23", "/page/territory/region-74", "/page/sector/recyclage", "/page/call/ptce-2015", "/queries",
  "/queries/paires-de-copartenaires", "/queries/projets-sur-la-carte", "/sparql", "/sparql?query=SELECT%20*%20%7B%7D%20LIMIT%20x",
  "/sparql?query=SELECT%20*%20%7B%3Fs%20%3Fp%20%3Fo%7D%20LIMIT%205", "/sparql?example=nombre-de-projets", "/sparql?query=SELECT%20%3Fs%20(COUNT(*)%20AS%20%3Fn)%20%7B%3Fs%20%3Fp%20%3Fo%7D%20GROUP%20BY%20%3Fs%20LIMIT%204", "/network", "/page/organisation/caisse-des-depots",
  "/ontology", "/dump", "/catalog", "/dataset/organisations", "/cite", "/check", "/version", "/api", "/about", "/about/legal",
  "/about/accessibility", "/report", "/nothing-here",
];

// axe finds nothing on any type of page, in both languages and themes, wide and narrow.
const looks = [
  { name: "fr-light", lang: "fr", options: {} },
  { name: "en-light", lang: "en", options: {} },
  { name: "en-dark", lang: "en", options: { colorScheme: "dark" } },
  { name: "fr-phone", lang: "fr", options: { viewport: { width: 360, height: 740 }, colorScheme: "dark" } },
];
const todo = looks.flatMap((look) => PAGES.map((path) => ({ look, path })));
async function walk() {
  for (let next = todo.shift(); next; next = todo.shift()) {
    const { look, path } = next;
    const sign = path.includes("?") ? "&" : "?";
    const { context, page, answer } = await open(`${path}${sign}lang=${look.lang}`, { ...look.options, bypassCSP: true });
    if (answer.status() === 404 && path !== "/nothing-here") { await context.close(); check(false, `${path} is not there`); continue; }
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() => axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }));
    for (const { id, nodes } of violations) check(false, `${look.name} ${path}: ${id}: ${nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(" | ")}`);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    check(wide <= 0, `${look.name} ${path}: ${wide} px too wide`);
    await page.screenshot({ path: `${pictures}/${look.name}${path.replace(/[^a-z0-9]+/gi, "-").slice(0, 60)}.png`, fullPage: true });
    await context.close();
  }
}
await Promise.all([walk(), walk(), walk()]);

// A stranger finds the projects of their department in three actions on a phone: type a place, send it,
// follow the link to the department. Everything is touched as it stands on the screen.
for (const javaScriptEnabled of [true, false]) {
  const { context, page } = await open("/", { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true, javaScriptEnabled });
  await page.fill("#q", "23000 Guéret");
  await page.tap("form.search button[type=submit]");
  await page.waitForURL(/\/search\?q=/);
  await page.tap(".place a[href*='department=']");
  await page.waitForURL(/department=/);
  const names = await page.locator(".hit .name").allTextContents();
  const shown = await page.locator(".hit .name >> nth=0").boundingBox();
  check(names.length > 0, "the projects of a department in three actions");
  check(shown !== null && shown.y < 740 * 2, `the first of them stands ${Math.round(shown?.y ?? 0)} px down`);
  await context.close();
}

// Search, narrow, read, go back to the whole, with the same addresses without scripts.
for (const javaScriptEnabled of [true, false]) {
  const { context, page } = await open("/search", { javaScriptEnabled });
  await page.fill("#q", "recyclages");
  await page.click("form.search button[type=submit]");
  await page.waitForURL(/q=recyclages/);
  await page.click(".facets a[href*='status=laureate']");
  await page.waitForURL(/status=laureate/);
  const names = await page.locator(".hit .name").allTextContents();
  check(names.length === 3, `three laureates for recycling, found ${names.length}`);
  await page.click(".hit .name a >> nth=0");
  await page.waitForURL(/\/page\/project\//);
  check((await page.locator("h1").count()) === 1, "one heading on the page of a project");
  await page.click("header .language a");
  await page.waitForURL(/lang=en/);
  check((await page.getAttribute("html", "lang")) === "en", "the language is switched");
  await context.close();
}

// The map: choose a status, follow a region, zoom.
{
  const { context, page } = await open("/map");
  await page.selectOption("select[name=status]", "laureate");
  await page.click("form.filters button");
  await page.waitForURL(/status=laureate/);
  check((await page.textContent("caption")).includes("14"), "14 laureates on the map");
  const before = await page.getAttribute("svg[data-zoom]", "viewBox");
  await page.click(".zoom button >> nth=0");
  check((await page.getAttribute("svg[data-zoom]", "viewBox")) !== before, "the map is enlarged");
  await page.click("table td a >> nth=0");
  await page.waitForURL(/\/search\?region=/);
  await context.close();
}

// A query: wrong, mended, downloaded.
{
  const { context, page } = await open("/sparql");
  await page.fill("#query", "SELECT ?x WHERE { ?x a }");
  await page.click("form.editor button[type=submit]");
  await page.waitForSelector("[role=alert] .caret");
  const place = await page.evaluate(() => [document.activeElement.id, document.activeElement.selectionStart]);
  check(place[0] === "query" && place[1] === "SELECT ?x WHERE { ".length, `the cursor stands at the error: ${place}`);
  await page.fill("#query", "SELECT (COUNT(*) AS ?n) WHERE { ?x a <https://w3id.org/ptce/ontology#Project> }");
  await page.click("form.editor button[type=submit]");
  await page.waitForSelector("table.results");
  check((await page.textContent("table.results td")).trim() === "99", "99 projects");
  const [download] = await Promise.all([page.waitForEvent("download"), page.click(".downloads a >> text=csv")]);
  check((await download.path()) !== null, "the answer is downloaded");
  await context.close();
}

// The editor completes words of the data, declares their prefixes, and draws the answer.
{
  const { context, page } = await open("/sparql?example=nombre-de-projets");
  check((await page.inputValue("#query")).includes("COUNT"), "a stored query is in the editor");
  await page.fill("#query", "SELECT ?kind (COUNT(?o) AS ?n) { ?o ");
  await page.focus("#query");
  await page.keyboard.press("End");
  await page.keyboard.type("ptce:organisationK", { delay: 10 });
  await page.waitForSelector("#words [role=option]");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.keyboard.type(" ?kind } GROUP BY ?kind");
  const text = await page.inputValue("#query");
  check(text.startsWith("PREFIX ptce: <https://w3id.org/ptce/ontology#>\n"), "the prefix is declared");
  check(text.includes("?o ptce:organisationKind ?kind"), `the word is completed: ${text}`);
  await page.keyboard.press("Control+Enter");
  await page.waitForSelector("figure.chart");
  check(/query=PREFIX/.test(page.url()), "the address can be shared");
  await context.close();
}

// The same form without scripts: an error with its caret, an answer.
{
  const { context, page } = await open("/sparql", { javaScriptEnabled: false });
  await page.fill("#query", "SELECT ?x WHERE { ?x a }");
  await page.click("form.editor button[type=submit]");
  check((await page.textContent(".caret")).trimEnd().endsWith("^"), "a caret without scripts");
  await page.fill("#query", "ASK {}");
  await page.click("form.editor button[type=submit]");
  check((await page.textContent(".truth")) === "oui", "an answer without scripts");
  await context.close();
}

// The network: a disc leads to its project, the same stands in the list, motion is not needed.
{
  const { context, page } = await open("/network", { reducedMotion: "reduce" });
  const discs = await page.locator("figure.network a.hub").count();
  const listed = await page.locator(".folds details").count();
  check(discs > 90 && discs === listed, `${discs} discs and ${listed} lists`);
  const moving = await page.evaluate(() => document.getAnimations().length);
  check(moving === 0, "nothing moves where motion is not wanted");
  await page.locator("figure.network a.hub >> nth=0").press("Enter");
  await page.waitForURL(/\/page\/project\//);
  await context.close();
}

// By keyboard alone: skip link, search with suggestions, a result.
{
  const { context, page } = await open("/search");
  await page.keyboard.press("Tab");
  check((await page.evaluate(() => document.activeElement.getAttribute("href"))) === "#main", "the first stop skips to the content");
  await page.keyboard.press("Enter");
  await page.focus("#q");
  await page.keyboard.type("groupe neo", { delay: 20 });
  await page.waitForSelector(".suggestions li");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/page\//);
  check((await page.textContent("h1")).includes("Néo"), "a suggestion is followed by keyboard");
  await page.waitForLoadState("load");
  const reachable = await page.locator("a[href], button, input, select, textarea, summary, [tabindex='0']").evaluateAll(
    (all) => all.filter((one) => one.checkVisibility()).map((one, at) => { one.dataset.stop = at; return at; }).length);
  const stops = new Set();
  for (let i = 0; i < reachable; i++) {
    await page.keyboard.press("Tab");
    const { stop, seen, at } = await page.evaluate(() => {
      const { activeElement: here } = document, inside = here.querySelector("path, circle, rect") ?? here;
      const lined = getComputedStyle(here).outlineStyle !== "none" || getComputedStyle(inside).strokeWidth === "2.4px";
      return { stop: here.dataset.stop, seen: lined, at: here.outerHTML.slice(0, 120) };
    });
    stops.add(stop);
    check(seen, `focus is seen on ${at}`);
  }
  check(stops.size === reachable, `the keyboard reaches ${stops.size} of ${reachable}`);
  await context.close();
}

// On paper everything is unfolded, also without scripts.
{
  const { context, page } = await open("/page/territory/region-74", { javaScriptEnabled: false });
  const folded = page.locator("main details:not([open]) li >> nth=-1");
  const seen = () => folded.evaluate((item) => item.checkVisibility() && item.getBoundingClientRect().height > 0);
  check(!(await seen()), "what folds is folded on a screen");
  await page.emulateMedia({ media: "print" });
  check(await seen(), "what folds is unfolded on paper");
  await context.close();
}

// On a phone no button lies over the map.
{
  const { context, page } = await open("/map", { viewport: { width: 320, height: 740 } });
  const [bar, map] = [await page.locator(".zoom").boundingBox(), await page.locator("svg[data-zoom]").boundingBox()];
  check(bar.y + bar.height <= map.y && bar.x + bar.width <= 320, "the buttons stand above the map");
  await context.close();
}

// On a phone a word of a table is not broken.
{
  const { context, page } = await open("/queries/projets-par-region-de-2016", { viewport: { width: 320, height: 740 } });
  const lines = await page.locator("table.results tr:has-text('Normandie') td >> nth=0").evaluate((cell) => {
    const range = document.createRange();
    range.selectNodeContents(cell);
    return new Set([...range.getClientRects()].map((box) => box.top)).size;
  });
  check(lines === 1, `a word of a table stands on one line, found ${lines}`);
  await context.close();
}

// Nothing moves when a page has loaded, and pages are small.
for (const path of ["/", "/page/project/groupe-neo-56", "/map", "/sparql"]) {
  const { context, page, answer } = await open(path);
  const shift = await page.evaluate(() => new Promise((resolve) => {
    const found = { sum: 0, moved: [] };
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        found.sum += entry.value;
        for (const { node, previousRect: { x, y }, currentRect: to } of entry.sources) found.moved.push(`${(node?.outerHTML ?? node?.nodeValue)?.slice(0, 80)} ${x},${y} to ${to.x},${to.y}`);
      }
    }).observe({ type: "layout-shift", buffered: true });
    setTimeout(() => resolve(found), 300);
  }));
  check(shift.sum < 0.01, `${path}: layout shift ${shift.sum}: ${shift.moved.join(" | ")}`);
  const size = (await answer.body()).length;
  check(size < 60000, `${path}: ${size} bytes`);
  await context.close();
}

await browser.close();
if (failures.length) { console.log(`${failures.length} failed`); process.exit(1); }
console.log("the browser found nothing wrong");
