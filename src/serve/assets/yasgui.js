// Starts Yasgui in the place of the form, which stays for browsers without scripts. It asks this site
// alone: prefixes and words come from here, nothing is sent or looked up elsewhere.
"use strict";
(async () => {
  const form = document.querySelector("form.editor");
  const area = form?.querySelector("textarea");
  if (!area || !window.Yasgui) return;
  const { Yasgui } = window;
  const { prefixes, terms } = await (await fetch(area.dataset.terms)).json();
  const whole = ({ word }) => {
    if (word.startsWith("<")) return word.slice(1, -1);
    const [prefix, local] = word.split(/:(.*)/);
    return prefixes[prefix] + local;
  };
  const words = (kinds) => terms.filter(({ kind }) => kinds.includes(kind)).map(whole);
  for (const [name, kinds] of [["class", ["class", "term"]], ["property", ["property", "term"]]]) {
    Yasgui.Yasqe.forkAutocompleter(name, { name: `${name}-here`, persistenceId: null, bulk: true, get: () => words(kinds) });
  }
  Yasgui.Yasqe.forkAutocompleter("prefixes", {
    name: "prefixes-here", persistenceId: null, bulk: true,
    get: () => Object.entries(prefixes).map(([prefix, namespace]) => `${prefix}: <${namespace}>`).sort(),
  });
  Yasgui.Yasqe.defaults.autocompleters = ["prefixes-here", "class-here", "property-here", "variables"];
  Yasgui.Yasr.defaults.prefixes = prefixes;
  // The policy of this site allows no style written into the page: what moves the borders of columns adds
  // its rules to the head each time, which become a sheet of the document once.
  const { head } = document;
  const append = head.appendChild.bind(head);
  const rules = new Set();
  head.appendChild = (node) => {
    if (!(node instanceof HTMLStyleElement)) return append(node);
    if (node.textContent.includes(".grip-") && !rules.has(node.textContent)) {
      rules.add(node.textContent);
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(node.textContent);
      document.adoptedStyleSheets.push(sheet);
    }
    return node;
  };
  const box = document.createElement("div");
  box.id = "yasgui";
  form.before(box);
  form.hidden = true;
  window.yasgui = new Yasgui(box, {
    persistenceId: null,
    populateFromUrl: false,
    copyEndpointOnNewTab: false,
    endpointCatalogueOptions: { getData: () => [] },
    requestConfig: { endpoint: new URL(form.action, location).href, method: "GET" },
    yasqe: { value: area.value, createShareableLink: (yasqe) => `${location.origin}/sparql?query=${encodeURIComponent(yasqe.getValue())}` },
  });
  window.yasgui.getTab().getYasqe().setValue(area.value);
})();
