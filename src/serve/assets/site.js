// What pages can do beyond links and forms. Each part works without it, and each looks for its own
// mark in the page. Nothing is stored, nothing goes to another host.
"use strict";
(() => {
  const french = document.documentElement.lang === "fr";
  const say = (fr, en) => (french ? fr : en);

  // Names to choose from while typing (a combobox of the ARIA Authoring Practices).
  for (const input of document.querySelectorAll("input[data-suggest]")) {
    const list = document.createElement("ul");
    list.id = `${input.id}-names`;
    list.className = "suggestions";
    list.role = "listbox";
    list.hidden = true;
    list.setAttribute("aria-label", say("Propositions", "Suggestions"));
    input.parentElement.append(list);
    input.role = "combobox";
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-expanded", "false");
    input.setAttribute("aria-controls", list.id);
    let timer, asked = 0, at = -1;
    const show = (open) => {
      list.hidden = !open;
      input.setAttribute("aria-expanded", String(open));
      if (!open) { at = -1; input.removeAttribute("aria-activedescendant"); }
    };
    const ask = async () => {
      const text = input.value.trim();
      const number = ++asked;
      if (text.length < 2) return show(false);
      try {
        const lang = document.documentElement.lang;
        const answer = await fetch(`${input.dataset.suggest}?q=${encodeURIComponent(text)}&lang=${lang}`);
        const [, names, kinds, pages] = await answer.json();
        if (number !== asked) return;
        list.replaceChildren(...names.map((name, i) => {
          const item = document.createElement("li");
          item.role = "option";
          item.id = `${list.id}-${i}`;
          item.dataset.page = pages[i];
          const kind = document.createElement("span");
          kind.className = "quiet";
          kind.textContent = kinds[i];
          item.append(name, " ", kind);
          item.addEventListener("mousedown", (event) => { event.preventDefault(); go(item); });
          return item;
        }));
        show(names.length > 0);
      } catch { show(false); }
    };
    const go = (item) => {
      const page = item.dataset.page;
      if (!page) return;
      const lang = new URLSearchParams(location.search).get("lang");
      location.href = lang ? `${page}${page.includes("?") ? "&" : "?"}lang=${lang}` : page;
    };
    const move = (step) => {
      const items = [...list.children];
      if (!items.length) return;
      items[at]?.removeAttribute("aria-selected");
      at = (at + step + items.length) % items.length;
      items[at].setAttribute("aria-selected", "true");
      items[at].scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", items[at].id);
    };
    input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, 120); });
    input.addEventListener("blur", () => show(false));
    input.addEventListener("keydown", (event) => {
      if (list.hidden) return;
      if (event.key === "ArrowDown") { event.preventDefault(); move(1); }
      if (event.key === "ArrowUp") { event.preventDefault(); move(-1); }
      if (event.key === "Escape") { event.preventDefault(); show(false); }
      if (event.key === "Enter" && at >= 0) { event.preventDefault(); go(list.children[at]); }
    });
  }

  // The visitor's position, asked for by a button and put in the address once.
  for (const button of document.querySelectorAll("[data-locate]")) {
    if (!navigator.geolocation) continue;
    button.hidden = false;
    const status = document.querySelector("[data-locate-status]");
    button.addEventListener("click", () => {
      status.textContent = say("Recherche de la position…", "Looking for the position…");
      navigator.geolocation.getCurrentPosition(
        ({ coords }) => {
          const parameters = new URLSearchParams(location.search);
          parameters.delete("postal");
          parameters.set("lat", coords.latitude.toFixed(2));
          parameters.set("lon", coords.longitude.toFixed(2));
          location.search = parameters;
        },
        () => { status.textContent = say("La position n'est pas connue ; donner un code postal.", "The position is not known; give a postal code."); },
        { maximumAge: 600000, timeout: 10000 },
      );
    });
  }

  // A search without a server, in a copy made of files: the names that have all words typed.
  for (const box of document.querySelectorAll("[data-index]")) {
    const input = box.querySelector("input"), list = box.querySelector("ol"), status = box.querySelector("p");
    const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").replace(/[’ʼ]/g, "'").toLowerCase();
    let index;
    const load = async () => {
      const { kinds, things } = await (await fetch(box.dataset.src)).json();
      return things.map(([kind, page, fr, en, more]) => ({
        name: french ? fr : en, kind: kinds[french ? "fr" : "en"][kind], page: french ? page : `/en${page}`,
        text: plain(`${fr} ${en} ${more}`),
      }));
    };
    input.addEventListener("input", async () => {
      const words = plain(input.value).split(/\s+/).filter(Boolean);
      if (words.join("").length < 2) { list.replaceChildren(); status.textContent = ""; return; }
      index ??= load();
      let things;
      try { things = await index; } catch { index = undefined; return; }
      const hits = things.filter((one) => words.every((word) => one.text.includes(word)));
      status.textContent = say(`${hits.length} noms`, `${hits.length} names`);
      list.replaceChildren(...hits.slice(0, 50).map((one) => {
        const item = document.createElement("li"), link = document.createElement("a"), kind = document.createElement("span");
        item.className = "hit";
        link.href = one.page;
        link.textContent = one.name;
        kind.className = "quiet";
        kind.textContent = ` ${one.kind}`;
        item.append(link, kind);
        return item;
      }));
    });
    box.hidden = false;
  }

  // Pictures that can be enlarged: buttons; the keyboard reaches them like any other.
  for (const picture of document.querySelectorAll("svg[data-zoom]")) {
    const whole = picture.getAttribute("viewBox").split(" ").map(Number);
    let [x, y, width, height] = whole;
    const show = () => picture.setAttribute("viewBox", `${x} ${y} ${width} ${height}`);
    const zoom = (factor) => {
      const [cx, cy] = [x + width / 2, y + height / 2];
      width = Math.min(whole[2], width * factor);
      height = Math.min(whole[3], height * factor);
      x = Math.min(Math.max(whole[0], cx - width / 2), whole[0] + whole[2] - width);
      y = Math.min(Math.max(whole[1], cy - height / 2), whole[1] + whole[3] - height);
      show();
    };
    const pan = (dx, dy) => {
      x = Math.min(Math.max(whole[0], x + dx), whole[0] + whole[2] - width);
      y = Math.min(Math.max(whole[1], y + dy), whole[1] + whole[3] - height);
      show();
    };
    const bar = document.createElement("div");
    bar.className = "zoom";
    const buttons = [
      ["+", say("Agrandir", "Zoom in"), () => zoom(0.6)],
      ["−", say("Réduire", "Zoom out"), () => zoom(1 / 0.6)],
      ["←", say("Vers la gauche", "Left"), () => pan(-width / 4, 0)],
      ["→", say("Vers la droite", "Right"), () => pan(width / 4, 0)],
      ["↑", say("Vers le haut", "Up"), () => pan(0, -height / 4)],
      ["↓", say("Vers le bas", "Down"), () => pan(0, height / 4)],
    ];
    for (const [sign, name, act] of buttons) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = sign;
      button.setAttribute("aria-label", name);
      button.title = name;
      button.addEventListener("click", act);
      bar.append(button);
    }
    picture.before(bar);
  }
})();
