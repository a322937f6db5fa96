// What readers do, in chromium: each step says what failed, all failures are told at the end.
// Usage: node browser.mjs ADDRESS FOLDER-FOR-PICTURES
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const [address, pictures] = process.argv.slice(2);
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const failures = [];
const check = (truth, said) => { if (!truth) { failures.push(said); console.log(`FAILED ${said}`); } };

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-dev-shm-usage"],
});

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
  "/sparql?query=SELECT%20*%20%7B%3Fs%20%3Fp%20%3Fo%7D%20LIMIT%205", "/ontology", "/dump", "/catalog", "/cite", "/api", "/about", "/about/legal",
  "/about/accessibility", "/report", "/nothing-here",
];

// axe finds nothing on any type of page, in both languages and themes, wide and narrow.
const looks = [
  { name: "fr-light", lang: "fr", options: {} },
  { name: "en-dark", lang: "en", options: { colorScheme: "dark" } },
  { name: "fr-phone", lang: "fr", options: { viewport: { width: 360, height: 740 }, colorScheme: "dark" } },
];
for (const look of looks) {
  for (const path of PAGES) {
    const sign = path.includes("?") ? "&" : "?";
    const { context, page, answer } = await open(`${path}${sign}lang=${look.lang}`, { ...look.options, bypassCSP: true });
    if (answer.status() === 404 && path !== "/nothing-here") { await context.close(); check(path === `${path} is not there`); continue; }
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() => axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }));
    for (const { id, nodes } of violations) check(false, `${look.name} ${path}: ${id}: ${nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(" | ")}`);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    check(wide <= 0, `${look.name} ${path}: ${wide} px too wide`);
    await page.screenshot({ path: `${pictures}/${look.name}${path.replace(/[^a-z0-9]+/gi, "-").slice(0, 60)}.png`, fullPage: true });
    await context.close();
  }
}

// A stranger finds the projects of their department in three actions on a phone.
{
  const { context, page } = await open("/", { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });
  await page.fill("#q", "Guéret");
  await page.press("#q", "Enter");
  await page.waitForURL(/\/search/);
  check((await page.textContent("main")).includes("Mobilités innovantes en zone rurale"), "the projects of a department in three actions");
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
  await page.waitForSelector("[role=alert]");
  await page.fill("#query", "SELECT (COUNT(*) AS ?n) WHERE { ?x a <https://w3id.org/ptce/ontology#Project> }");
  await page.click("form.editor button[type=submit]");
  await page.waitForSelector("table.results");
  check((await page.textContent("table.results td")).trim() === "99", "99 projects");
  const [download] = await Promise.all([page.waitForEvent("download"), page.click(".downloads a >> text=csv")]);
  check((await download.path()) !== null, "the answer is downloaded");
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
  const stops = new Set();
  for (let i = 0; i < 15; i++) {
    await page.keyboard.press("Tab");
    stops.add(await page.evaluate(() => document.activeElement.outerHTML.slice(0, 120)));
    const seen = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle !== "none");
    check(seen, "focus is seen");
  }
  check(stops.size === 15, "focus moves on");
  await context.close();
}

// Nothing moves when a page has loaded, and pages are small.
for (const path of ["/", "/page/project/groupe-neo-56", "/map"]) {
  const { context, page, answer } = await open(path);
  const shift = await page.evaluate(() => new Promise((resolve) => {
    let sum = 0;
    new PerformanceObserver((list) => { for (const entry of list.getEntries()) sum += entry.value; }).observe({ type: "layout-shift", buffered: true });
    setTimeout(() => resolve(sum), 300);
  }));
  check(shift < 0.01, `${path}: layout shift ${shift}`);
  const size = (await answer.body()).length;
  check(size < 60000, `${path}: ${size} bytes`);
  await context.close();
}

await browser.close();
if (failures.length) { console.log(`${failures.length} failed`); process.exit(1); }
console.log("the browser found nothing wrong");
