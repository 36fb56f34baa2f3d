// Notes links whose words look as if they did not say where these lead, or say of two places the same.
(() => {
  "use strict";
  const own = globalThis.auditor && globalThis.auditor.own;
  if (!own || own.links) return;
  own.links = true;
  const { fold, plain, tokens, attribute, closest } = own;

  // Where a link leads, as far as can be told without going there.
  const targetOf = (link) => {
    if (link.href && typeof link.href === "string") {
      const url = new URL(link.href);
      const path = url.pathname.replace(/\/(index\.\w+)?$/, "/");
      return url.protocol.startsWith("http") ? `${url.host.replace(/^www\./, "")}${path}${url.search}${url.hash}` : url.href;
    }
    const act = attribute(link, "onclick");
    const place = /location(?:\.href)?\s*\+?=\s*['"]([^'"]+)['"]/.exec(act);
    return place ? new URL(place[1], location.href).href.replace(/^https?:\/\/(www\.)?/, "") : "";
  };

  // A number tells links apart, and so does a sign of a path: "Trips / Trips". Signs that only part things do not.
  const SIGNS = /[^\s\p{L}\p{M}|,.;·•\-–—()[\]]/u;

  // Whether nothing at all stands with a link that could say where it leads: no word in its paragraph, item, row
  // or list, no picture that has a name, and no name of what it lies in.
  const bareLink = (kit, link, around, place) => {
    const letters = /[\p{L}\p{N}]/u;
    if (letters.test(around)) return false;
    const within = (node) => place === kit.block(node) || place !== kit.block(kit.parentOf(link)) && place.contains(node);
    if (kit.of("img,svg,canvas,[role=img]").some((each) => !link.contains(each) && within(kit.parentOf(each) || each) && kit.heard(each) && kit.named(each))) return false;
    const said = kit.texts().filter((each) => letters.test(each.words) && !link.contains(each.parent));
    for (let at = kit.parentOf(link); at && at !== document.body; at = kit.parentOf(at)) {
      if (at.matches("[aria-label],[aria-labelledby],[aria-describedby],[title]")) return false;
      if (at.matches("li,tr,dl,figure,fieldset,details") && said.some((each) => at.contains(each.parent))) return false;
      if (at.matches("table") && at.querySelector("th,caption")) return false;
    }
    return true;
  };

  const CELLS = "p,li,td,th,dd,dt,figure,tr,label";
  const between = (first, second, node) => first.compareDocumentPosition(node) & 4 && second.compareDocumentPosition(node) & 2;

  // Whether words before, between or after two links, in their block, item or row, could tell them apart.
  const toldByWords = (kit, first, second) => {
    const same = new Set(tokens(kit.named(first)));
    const says = (words) => tokens(words).some((word) => !same.has(word)) || SIGNS.test(words);
    const row = closest(first, "li,tr,dl,figure");
    const near = (node) => closest(node, CELLS) === closest(first, CELLS) && kit.block(node) === kit.block(kit.parentOf(first));
    const tells = (node) => !first.contains(node) && !second.contains(node) && (between(first, second, node) || near(node) || (row && row.contains(node)));
    return kit.texts().some((each) => says(each.words) && tells(each.parent));
  };

  // Whether two links of the same words have nothing at all that could tell them apart: no words before, between
  // or after them in their block, item or row, and no picture.
  const alone = (kit, first, second) => {
    if ([first, second].some((link) => plain(kit.named(link)) !== plain(kit.words(link)) || link.querySelector("img,svg,canvas")
      || ["title", "aria-label", "aria-labelledby", "aria-describedby"].some((name) => attribute(link, name)))) return false;
    if (fold(kit.words(first)).toLowerCase() !== fold(kit.words(second)).toLowerCase()) return false; // C and C++
    if (toldByWords(kit, first, second)) return false;
    const holder = closest(first, CELLS) || kit.block(kit.parentOf(first));
    return !kit.of("img,svg,canvas,video,iframe").some((each) => kit.seen(each) && (between(first, second, each) || holder !== document.body && holder.contains(each)));
  };

  // What is drawn in the one picture of a link that has no words but the picture's, "" where that is not all or
  // where it was not loaded: an address stands there in its stead.
  const drawnIn = (kit, link) => {
    const pictures = [...link.querySelectorAll("img,svg,canvas,video,object,input")].filter((each) => kit.seen(each));
    const [picture] = pictures;
    if (pictures.length !== 1 || kit.words(link)) return "";
    const { width, height } = picture.getBoundingClientRect();
    if (width < 8 || height < 8) return "";
    if (own.nameOf(picture) === "svg") return fold(picture.innerHTML);
    return picture.naturalWidth ? String(picture.currentSrc).split(/[?#]/)[0] : "";
  };

  // Whether two links are heard alike, and what they show tells them apart to those who see it: each is one
  // picture, another one. No words and no other picture that has a name stand with them.
  const pictured = (kit, first, second) => {
    const [one, other] = [first, second].map((link) => drawnIn(kit, link));
    if (!one || !other || one === other) return false;
    const name = kit.named(first).toLowerCase();
    if (name !== kit.named(second).toLowerCase() || !/\p{L}/u.test(name)) return false;
    const described = (link) => [link, ...link.querySelectorAll("*")].some((each) => attribute(each, "aria-describedby")
      || attribute(each, "title") && plain(attribute(each, "title")) !== plain(name));
    if (described(first) || described(second) || toldByWords(kit, first, second)) return false;
    const holder = closest(first, CELLS) || kit.block(kit.parentOf(first));
    const tells = (each) => !closest(each, "a[href]") && (between(first, second, each) || holder.contains(each)) && kit.heard(each) && kit.named(each);
    return !kit.of("img,svg,canvas,video,iframe,[role=img]").some(tells);
  };

  // Two links of these that their pictures alone tell apart and that lead away from here, best to two hosts.
  const unlike = (kit, members) => {
    const here = targetOf(Object.assign(document.createElement("a"), { href: location.href.split("#")[0] }));
    const away = members.filter(({ target }) => target.split("#")[0] !== here).slice(0, 6);
    let found = null;
    for (const [at, first] of away.entries())
      for (const second of away.slice(at + 1)) {
        const hosts = first.target.split("/")[0] !== second.target.split("/")[0];
        if (first.target === second.target || (found && !hosts) || !pictured(kit, first.link, second.link)) continue;
        if (hosts) return [first, second];
        found = [first, second];
      }
    return found;
  };

  own.probes.push(["links", (kit) => {
    const found = [];
    const generic = own.set("generic-link");
    const links = kit.of("a[href],area[href],[role=link]").filter((link) => kit.heard(link));
    const groups = new Map();
    const headings = kit.of("h1,h2,h3,h4,h5,h6,[role=heading]").filter((each) => kit.heard(each));
    const direct = new Map(); // the words of each block that no smaller block holds
    for (const each of kit.texts()) {
      const block = kit.block(each.parent);
      direct.set(block, `${direct.get(block) || ""} ${each.words}`);
    }
    const inBlock = (block) => fold(direct.get(block));
    for (const link of links) {
      const shown = kit.words(link);
      if (shown.length > 60) continue;
      if (/^javascript:/i.test(attribute(link, "href"))) continue;
      const name = kit.named(link);
      if (!name || name.length > 80) continue;
      const block = kit.parentOf(link) && kit.block(kit.parentOf(link));
      if (!block) continue;
      const place = closest(link, "p,li,td,th,dd,dt,h1,h2,h3,h4,h5,h6,figcaption,caption") || block;
      if (generic.has(plain(name)) && !attribute(link, "aria-describedby")) {
        let around = place === block ? inBlock(block) : kit.words(place);
        for (const other of links) if (place.contains(other) && around) around = around.replace(kit.words(other), " ");
        const item = closest(kit.parentOf(place) || place, "li");
        if (item && !place.contains(item)) around += ` ${kit.words(item).replace(kit.words(place), " ")}`;
        const cell = closest(link, "td");
        const headed = cell && closest(cell, "table") && closest(cell, "table").querySelector("th");
        const above = headings.some((each) => each.compareDocumentPosition(link) & 4);
        if (tokens(around).length < 2 && !headed && !attribute(link, "title"))
          found.push({ rule: "link-words", element: link, data: { words: name, heading: above ? "yes" : "no", bare: bareLink(kit, link, around, place) ? "yes" : "no" } });
      }
      const target = targetOf(link);
      if (!target || link.protocol === "mailto:" || link.protocol === "tel:") continue;
      const member = { link, target };
      const add = (where) => {
        if (!groups.has(where)) groups.set(where, new Map());
        const names = groups.get(where);
        const key = plain(name);
        names.set(key, [...(names.get(key) || []), member]);
      };
      add(place);
      // Where each item of a list is one picture, the list is the place.
      const list = place.matches("li") && !shown && !kit.words(place) && closest(place, "ul,ol,menu");
      if (list) add(list);
    }
    for (const [where, names] of groups)
      for (const [words, members] of names) {
        const pair = unlike(kit, members);
        const other = pair ? pair[1] : !where.matches("ul,ol,menu") && members.find(({ target }) => target !== members[0].target);
        if (words && other) {
          const first = pair ? pair[0] : members[0];
          found.push({ rule: "links-same-words", element: other.link, data: { words, first: first.target, second: other.target, alone: alone(kit, first.link, other.link) ? "yes" : "no", pictured: pair ? "yes" : "no" } });
        }
      }
    return found;
  }]);
})();
