// The query editor: words to choose from while typing, prefixes declared by themselves, the cursor where
// the error is. The form works without it. Words come from this site alone.
"use strict";
(() => {
  const area = document.querySelector("textarea[data-terms]");
  if (!area) return;
  const french = document.documentElement.lang === "fr";
  let known, asked;
  const load = async () => {
    asked ??= fetch(area.dataset.terms).then((answer) => answer.json());
    try { known = await asked; } catch (error) { asked = undefined; throw error; }
  };

  // A list below the cursor (a listbox of the ARIA Authoring Practices that the text area owns).
  const frame = area.parentElement;
  const list = document.createElement("ul");
  list.id = "words";
  list.className = "suggestions";
  list.role = "listbox";
  list.hidden = true;
  list.setAttribute("aria-label", french ? "Mots possibles" : "Possible words");
  frame.append(list);
  area.setAttribute("aria-describedby", "typing-help");
  area.setAttribute("aria-controls", list.id);
  area.setAttribute("aria-autocomplete", "list");
  // The cursor where the error is.
  if (area.dataset.line) {
    const lines = area.value.split("\n");
    const line = Number(area.dataset.line), column = Number(area.dataset.column);
    const start = lines.slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0) + column - 1;
    area.focus();
    area.setSelectionRange(start, Math.min(start + 1, area.value.length));
  }

  let at = -1;
  const close = () => { list.hidden = true; at = -1; area.removeAttribute("aria-activedescendant"); };
  const before = () => area.value.slice(0, area.selectionStart);
  const word = () => /[\w:?$<-]*$/.exec(before())[0];

  // Where the cursor is: lines do not wrap and letters are of one width.
  const place = () => {
    const style = getComputedStyle(area);
    const lines = before().split("\n");
    const letter = document.createElement("canvas").getContext("2d");
    letter.font = style.font;
    const x = lines.at(-1).length * letter.measureText("m").width - area.scrollLeft;
    const y = lines.length * parseFloat(style.lineHeight) - area.scrollTop + parseFloat(style.paddingTop) + 4;
    list.style.top = `${Math.max(0, Math.min(y, area.clientHeight))}px`;
    list.style.left = `${Math.max(0, Math.min(x, frame.clientWidth - 320))}px`;
  };

  const choices = (typed) => {
    const wanted = typed.toLowerCase();
    const variables = [...new Set(area.value.match(/[?$]\w+/g) ?? [])].filter((name) => name !== typed);
    if (/^[?$]/.test(typed)) return variables.filter((name) => name.startsWith(typed)).map((name) => ({ word: name, name: "", count: 0 }));
    const hits = known.terms.filter(({ word, name }) => word.toLowerCase().startsWith(wanted)
      || word.toLowerCase().includes(`:${wanted}`) || name.toLowerCase().startsWith(wanted));
    const rank = ({ word, own, count }) => (word.toLowerCase().startsWith(wanted) ? 0 : 1) + (own ? 0 : 0.5) - count / 1e9;
    hits.sort((a, b) => rank(a) - rank(b) || a.word.localeCompare(b.word));
    const prefixes = Object.keys(known.prefixes).filter((prefix) => wanted && prefix.startsWith(wanted)).map((prefix) => ({ word: `${prefix}:`, name: known.prefixes[prefix], count: 0 }));
    return [...prefixes, ...hits];
  };

  const show = async (forced) => {
    if (!forced && word().length < 2) return close();
    await load();
    const typed = word();
    if (!forced && typed.length < 2) return close();
    const items = choices(typed).slice(0, 12).filter(({ word }) => word !== typed);
    list.replaceChildren(...items.map(({ word, name, count }, i) => {
      const item = document.createElement("li");
      item.role = "option";
      item.id = `word-${i}`;
      item.dataset.word = word;
      const code = document.createElement("code");
      code.textContent = word;
      const about = document.createElement("span");
      about.className = "quiet";
      about.textContent = count ? `${name} (${count.toLocaleString(document.documentElement.lang)})` : name;
      item.append(code, " ", about);
      item.addEventListener("mousedown", (event) => { event.preventDefault(); take(item); });
      return item;
    }));
    list.hidden = !items.length;
    at = -1;
    if (items.length) place();
  };

  const move = (step) => {
    const items = [...list.children];
    items[at]?.removeAttribute("aria-selected");
    at = (at + step + items.length) % items.length;
    items[at].setAttribute("aria-selected", "true");
    items[at].scrollIntoView({ block: "nearest" });
    area.setAttribute("aria-activedescendant", items[at].id);
  };

  const take = (item) => {
    const end = area.selectionStart, start = end - word().length;
    area.setRangeText(item.dataset.word, start, end, "end");
    close();
    declare();
    area.focus();
  };

  // Prefixes that are used and known are declared above, the cursor staying where it is.
  const declare = () => {
    if (!known) return;
    const bare = area.value.replace(/<[^>\s]*>|"[^"\n]*"|#[^\n]*/g, " ");
    const used = [...new Set([...bare.matchAll(/(?:^|[^\w:?$-])([A-Za-z][\w-]*):(?=\w)/g)].map((match) => match[1]))];
    const declared = new Set([...area.value.matchAll(/prefix\s+([\w-]*):/gi)].map((match) => match[1]));
    const missing = used.filter((prefix) => known.prefixes[prefix] && !declared.has(prefix));
    if (!missing.length) return;
    const lines = missing.map((prefix) => `PREFIX ${prefix}: <${known.prefixes[prefix]}>\n`).join("");
    const [start, end] = [area.selectionStart, area.selectionEnd];
    area.setRangeText(lines, 0, 0);
    area.setSelectionRange(start + lines.length, end + lines.length);
  };

  area.addEventListener("input", () => show(false));
  area.addEventListener("blur", close);
  area.addEventListener("keydown", (event) => {
    if (event.ctrlKey && event.key === " ") { event.preventDefault(); show(true); return; }
    if (event.ctrlKey && event.key === "Enter") { event.preventDefault(); area.form.requestSubmit(); return; }
    if (list.hidden) return;
    if (event.key === "ArrowDown") { event.preventDefault(); move(1); }
    if (event.key === "ArrowUp") { event.preventDefault(); move(-1); }
    if (event.key === "Escape") { event.preventDefault(); close(); }
    if ((event.key === "Enter" || event.key === "Tab") && at >= 0) { event.preventDefault(); take(list.children[at]); }
  });
  area.form.addEventListener("submit", (event) => {
    if (known) return declare();
    event.preventDefault();
    load().then(declare).finally(() => area.form.submit());
  });
})();
