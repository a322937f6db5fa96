// The editor of the feature `editor` in chromium: it starts, asks this site alone, answers a query; the
// form stays for browsers without scripts. Usage: node editor.mjs ADDRESS PICTURE.
import { launch } from "./chromium.mjs";

const [address, picture] = process.argv.slice(2);
const failures = [];
const check = (truth, said) => { if (!truth) { failures.push(said); console.log(`FAILED ${said}`); } };
const browser = await launch();
const open = async (options) => {
  const page = await (await browser.newContext({ viewport: { width: 1200, height: 900 }, ...options })).newPage();
  page.on("request", (request) => {
    const here = request.url().startsWith(address) || /^(data|blob):/.test(request.url());
    check(here, `asks ${request.url()}`);
  });
  page.on("console", (message) => check(message.type() !== "error", message.text()));
  page.on("pageerror", (error) => check(false, error.message));
  await page.goto(`${address}/sparql`, { waitUntil: "load", timeout: 90000 });
  return page;
};

const page = await open({});
await page.waitForSelector("#yasgui .CodeMirror", { timeout: 60000 });
check(await page.isHidden("form.editor"), "the form makes room");
await page.evaluate(() => window.yasgui.getTab().getYasqe().setValue(
  "SELECT (COUNT(*) AS ?n) WHERE { ?x a <https://w3id.org/ptce/ontology#Project> }"));
await page.click(".yasqe_queryButton");
await page.waitForFunction(() => document.querySelector("#yasgui .yasr_results")?.textContent.includes("99"), null, { timeout: 60000 });
await page.screenshot({ path: picture, fullPage: true });

const plain = await open({ javaScriptEnabled: false });
check(await plain.isVisible("form.editor textarea"), "the form without scripts");

await browser.close();
if (failures.length) { console.log(`${failures.length} failed`); process.exit(1); }
console.log("the editor works and asks nobody else");
