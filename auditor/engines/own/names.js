// Notes titles, headings, labels, links and pictures whose words look as if they told nothing.
(() => {
  "use strict";
  const own = globalThis.auditor && globalThis.auditor.own;
  if (!own || own.names) return;
  own.names = true;
  const { fold, plain, tokens, attribute, closest } = own;

  const FILE = /^[^\s/]{1,120}\.(jpe?g|png|gif|webp|svg|bmp|heic|tiff?|avif)$/i;
  const CAMERA = /^(img|dsc|dscn|dscf|dcim|dji|pxl|mvimg|gopr|p|pict|cimg|sam|scan|image|photo|picture|screen ?shot|screenshot|screen[ _]recording|whatsapp image|fullsizerender|unnamed)[\s_\-.(]*\d[\d\s_\-.:()apmt]*(\.\w{3,4})?$/i;
  const HASH = /^(?=[^\s]*\d)(?=[^\s]*[a-f])[0-9a-f]{16,}(\.\w{3,4})?$|^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-/i;
  const PAGE_FILE = /^\S+\.(html?|php|aspx?|docx?|pdf|pptx?|jsp)$/i;
  const ADDRESS = /^(https?:\/\/|www\.)\S+$/i;
  const stem = (word) => word.normalize("NFD").replace(/\p{M}/gu, "").slice(0, 5);

  own.probes.push(["title", (kit) => {
    const title = fold(document.title);
    if (!title) return [];
    const small = own.set("language-en");
    const content = (words) => tokens(words).filter((word) => word.length > 3 && !small.has(word));
    const wanted = content(title);
    const said = new Set();
    let count = 0;
    for (const each of kit.texts())
      for (const word of content(each.words)) {
        said.add(stem(word));
        count += 1;
      }
    for (const picture of kit.of("img[alt]")) content(attribute(picture, "alt")).forEach((word) => said.add(stem(word)));
    content(decodeURI(location.host + location.pathname).replace(/[^\p{L}]+/gu, " ")).forEach((word) => said.add(stem(word)));
    const whole = plain(title);
    const kind = own.set("template-leftover").has(whole) ? "leftover"
      : own.set("vague-title").has(whole) ? "vague"
      : PAGE_FILE.test(title) ? "file"
      : ADDRESS.test(title) ? "address"
      : wanted.length && count >= 5 && !wanted.some((word) => said.has(stem(word))) ? "unlike" : "";
    if (!kind) return [];
    // Of several titles the first one counts; where only a later one fits, the wrong one does.
    const [, ...later] = document.head ? [...document.head.children].filter((each) => own.nameOf(each) === "title") : [];
    const other = later.map((each) => fold(each.textContent)).find((words) => content(words).some((word) => said.has(stem(word)))) || "";
    const told = kind === "file" ? { told: inText(kit, title) } : {};
    return [{ rule: "title-words", element: document.querySelector("title") || document.documentElement, data: { kind, title, other, ...told } }];
  }]);

  own.probes.push(["headings", (kit) => {
    const found = [];
    const leftover = own.set("template-leftover");
    for (const heading of kit.of("h1,h2,h3,h4,h5,h6,[role=heading]")) {
      if (!kit.seen(heading)) continue;
      const words = kit.words(heading);
      if (leftover.has(plain(words))) found.push({ rule: "heading-words", element: heading, data: { kind: "leftover", words } });
      else if (tokens(words).length > 30) found.push({ rule: "heading-words", element: heading, data: { kind: "long", words } });
    }
    return found;
  }]);

  const FIELDS = "input:not([type=hidden],[type=submit],[type=button],[type=reset],[type=image]),select,textarea";

  own.probes.push(["labels", (kit) => {
    const found = [];
    const vague = own.set("vague-label");
    const byName = new Map();
    for (const field of kit.of(FIELDS)) {
      if (!kit.seen(field) && !kit.heard(field)) continue;
      const name = kit.named(field);
      if (!name) continue;
      if (vague.has(plain(name))) found.push({ rule: "label-words", element: field, data: { words: name } });
      if (/^(radio|checkbox)$/.test(field.type)) continue;
      const group = closest(field, "fieldset,[role=group],[role=radiogroup],tr,li,form") || document.body;
      const key = `${plain(name)}|`;
      if (!byName.has(group)) byName.set(group, new Map());
      const names = byName.get(group);
      names.set(key, [...(names.get(key) || []), field]);
    }
    for (const names of byName.values())
      for (const fields of names.values())
        if (fields.length > 1)
          found.push({ rule: "labels-same", element: fields[1], data: { words: kit.named(fields[1]), count: fields.length } });
    return found;
  }]);

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

  own.probes.push(["pictures", (kit) => {
    const found = [];
    const empty = own.set("empty-alt");
    let bare = null;
    const add = (element, rule, data) => found.push({ rule, element, data });
    for (const picture of kit.of("img,input[type=image],[role=img],svg,canvas")) {
      const tag = own.nameOf(picture);
      if (!kit.seen(picture)) continue;
      const box = picture.getBoundingClientRect();
      const heard = kit.heard(picture);
      const name = heard ? kit.named(picture) : "";
      const source = picture.currentSrc || picture.src || "";
      const file = /^https?:/.test(source) ? decode(source.split(/[?#]/)[0].split("/").pop()) : "";
      if (name) {
        const bare = file.replace(/\.\w+$/, "");
        const same = file && (name.toLowerCase() === file.toLowerCase());
        const base = bare.length > 3 && name.toLowerCase() === bare.toLowerCase() && /[\d_]|-.*-/.test(bare);
        if (CAMERA.test(name) || HASH.test(name)) add(picture, "alt-file-name", { kind: "number", words: name });
        else if (FILE.test(name)) add(picture, "alt-file-name", { kind: same ? "file" : "like-file", words: name, told: inText(kit, name) });
        else if (base) add(picture, "alt-file-name", { kind: "base", words: name });
        else if (empty.has(plain(name)) && box.width * box.height > 400) add(picture, "alt-empty-words", { words: name });
        const figure = closest(picture, "figure");
        const caption = figure && figure.querySelector("figcaption");
        if (caption && tokens(name).length >= 3 && plain(kit.words(caption)) === plain(name))
          add(picture, "alt-caption-again", { words: name });
        continue;
      }
      if (heard && tag === "img" && picture.getAttribute("alt") === null) continue; // an engine tells that
      const words = attribute(picture, "alt") || attribute(picture, "title") || attribute(picture, "aria-label");
      const link = closest(picture, "a[href],button");
      const beside = link ? kit.words(link) : "";
      if (box.width < 40 || box.height < 30 || beside) continue;
      const data = { file, words, size: `${Math.round(box.width)}x${Math.round(box.height)}` };
      bare ??= bareness(kit);
      if (words && tokens(words).length >= 2) add(picture, "picture-hidden", { ...data, kind: "words-hidden", names: telling(words) && !behind(kit, picture) ? "yes" : "no", told: wrapped(kit, picture) || hasTurns(kit, picture) || brandBeside(kit, picture, words) ? "yes" : toldElsewhere(kit, words) });
      else if (tag === "canvas" && !fold(picture.textContent) && painted(picture)) add(picture, "picture-hidden", { ...data, kind: "canvas", ...drawnOn(kit, picture) });
      else if (tag === "svg" && coloured(picture)) add(picture, "picture-hidden", { ...data, kind: "drawing" });
      else if (tag === "img" && TELLING.test(file))
        add(picture, "picture-hidden", { ...data, kind: "file", bare: wrapped(kit, picture) || closest(picture, ASIDE) ? "no" : bare });
    }
    return found;
  }]);

  const TELLING = /(?:^|[^a-z])(logo|map|chart|graph|diagram|flyer|flier|newsletter|schedule|calendar|menu|poster|infographic|timetable|instructions|rules|supply|mapa|horario|calendario|cartel|volante|boletin)s?(?:[^a-z]|$)/i;
  const ASIDE = "nav,header,footer,aside,[role=navigation],[role=banner],[role=contentinfo],[role=complementary]";
  // What is around a picture may speak for it, and so may the page around a frame.
  const wrapped = (kit, picture) => window !== window.top
    || Boolean(closest(kit.parentOf(picture), "[role=img],[aria-label],[aria-labelledby],[aria-describedby],[title],figure,a[href],button"));
  // "yes" where a page shows nothing beside pictures, its name and what stands on every page of a site.
  const bareness = (kit) => {
    const shows = kit.texts().some((each) => (tokens(each.words).length || /\d/.test(each.words)) && !closest(each.parent, `${ASIDE},h1`));
    const more = kit.of("iframe,object,embed,video,audio,canvas,form,[role=img]").some((each) => kit.seen(each));
    const named = kit.of("img").some((each) => kit.heard(each) && kit.named(each) && !closest(each, ASIDE));
    return shows || more || named ? "no" : "yes";
  };
  const saidOn = (kit) => new Set([...kit.allTexts.filter((each) => each.parent && kit.heard(each.parent)).flatMap((each) => tokens(each.words)),
    ...kit.of("img[alt],[aria-label]").filter((each) => kit.heard(each)).flatMap((each) => tokens(kit.named(each)))]);
  const parts = (words) => fold(words).toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu) || [];
  // What its author calls decoration tells nothing, whatever else it is called: "calendar icon".
  const telling = (words) => TELLING.test(words) && !parts(words).some((part) => own.set("alt-decorative").has(part));
  // What is faint, or lies over or under the page and takes no click, is a background.
  const behind = (kit, picture) => {
    let strength = 1;
    let layer = false;
    for (let at = picture, steps = 0; at && steps < 20; at = kit.parentOf(at), steps++) {
      const { opacity, position, zIndex } = kit.style(at);
      strength *= Number(opacity);
      layer ||= steps < 3 && /absolute|fixed/.test(position) && (Number(zIndex) < 0 || kit.style(picture).pointerEvents === "none");
    }
    return strength < 0.5 || layer;
  };
  // A logo in a heading that has words, or in one small box right beside the main one, only goes with these words.
  const MAIN = "h1,[role=heading][aria-level='1']";
  const headed = (kit, box) => {
    const main = box.matches(MAIN) ? box : box.querySelector(MAIN);
    return main && kit.heard(main) && kit.words(main) && tokens(kit.words(box)).length - tokens(kit.words(main)).length < 12;
  };
  const brandBeside = (kit, picture, words) => {
    if (!/logo/i.test(words)) return false;
    const heading = closest(picture, "h1,h2,h3,h4,h5,h6,[role=heading]");
    if (heading && kit.words(heading)) return true;
    for (let at = picture, steps = 0; at && steps < 3 && kit.parentOf(at) && !kit.parentOf(at).matches("body,main,[role=main]"); steps++) {
      if ([at.previousElementSibling, at.nextElementSibling].some((each) => each && headed(kit, each))) return true;
      at = kit.parentOf(at);
      if (at && kit.words(at)) return false;
    }
    return false;
  };
  // In a slider, what is hidden now is read in its turn: something of the same kind beside it is read already.
  const hasTurns = (kit, picture) => {
    for (let at = kit.parentOf(picture); at && at !== document.body; at = kit.parentOf(at)) {
      if (attribute(at, "aria-hidden") !== "true" || !at.parentElement || !at.classList.length) continue;
      const alike = (each) => each !== at && own.nameOf(each) === own.nameOf(at) && each.classList[0] === at.classList[0];
      if ([...at.parentElement.children].some((each) => alike(each) && kit.heard(each) && each.querySelector("img,svg,canvas"))) return true;
    }
    return false;
  };
  const wordsAloud = new WeakMap(); // by run
  const aloud = (kit) => {
    if (!wordsAloud.has(kit)) {
      const texts = kit.allTexts.filter((each) => each.parent && kit.heard(each.parent)).map((each) => each.words);
      const named = kit.of("img[alt],[aria-label],[title],[placeholder]").filter((each) => kit.heard(each)).map((each) => kit.named(each));
      const lines = [document.title, ...texts, ...named].map(parts);
      wordsAloud.set(kit, { lines, said: new Set(lines.flat()) });
    }
    return wordsAloud.get(kit);
  };
  // "KKP" stands for "Kementerian Kelautan dan Perikanan": small words between may have no letter of their own.
  const spells = (line, letters) => line.some((_, start) => {
    let at = 0;
    for (let i = start; i < line.length && at < letters.length; i++) {
      if (line[i].startsWith(letters[at])) at += 1;
      else if (i === start || line[i].length > 3) return false;
    }
    return at === letters.length;
  });
  const inShort = (kit, words, list) => {
    const { lines, said } = aloud(kit);
    const short = (fold(words).match(/[\p{L}\p{M}\p{N}]+/gu) || []).filter((part) => /^\p{Lu}{3,6}$/u.test(part)).map((part) => part.toLowerCase());
    if (short.some((letters) => lines.some((line) => spells(line, letters)))) return true;
    return list.length >= 3 && [...said].some((word) => word.length >= 3 && word.length <= list.length && spells(list, word));
  };
  const toldElsewhere = (kit, words) => {
    const list = parts(words).filter((part) => part.length > 2 && !TELLING.test(part));
    // "Company logo" and "Our map" say nothing that only the picture tells.
    const small = Object.keys(own.lists).filter((name) => name.startsWith("language-")).map((name) => own.set(name));
    const anyones = [own.set("alt-anyones"), ...small];
    if (list.every((part) => anyones.some((each) => each.has(part)))) return "yes";
    const { said } = aloud(kit);
    // "Cedar logo" is told by "Cedar’s" and by "Cedarville", too.
    const alike = (one, other) => one.length > 3 && other.startsWith(one);
    const heard = (part) => said.has(part) || [...said].some((each) => alike(part, each) || alike(each, part));
    return list.some(heard) || inShort(kit, words, list) ? "yes" : "no";
  };
  const drawnOn = (kit, canvas) => {
    const lines = [...(globalThis.auditor.drawn.get(canvas) || [])];
    const drawn = lines.join(" ");
    // A table or list that has the same labels mostly tells what a chart tells.
    const cells = new Set(kit.of("td,th,li,dt,dd").filter((each) => kit.heard(each)).map((each) => plain(kit.words(each))));
    const listed = lines.filter((each) => tokens(each).length && cells.has(plain(each))).length;
    const list = [...new Set(tokens(drawn))].filter((word) => word.length > 2);
    const said = saidOn(kit);
    const lost = list.filter((word) => !said.has(word)).length;
    return { drawn, lost: lost * 2 > list.length && listed < 2 && !wrapped(kit, canvas) ? "yes" : "no" };
  };
  const decode = (text) => {
    try {
      return decodeURIComponent(text);
    } catch {
      return text;
    }
  };
  const inText = (kit, name) => {
    const wanted = name.toLowerCase();
    return kit.texts().some((each) => each.words.toLowerCase().includes(wanted)) ? "yes" : "no";
  };
  const painted = (canvas) => {
    try {
      const small = document.createElement("canvas");
      small.width = small.height = 24;
      const context = small.getContext("2d");
      context.drawImage(canvas, 0, 0, 24, 24);
      const { data } = context.getImageData(0, 0, 24, 24);
      return data.some((value) => value !== data[0] && value !== 0);
    } catch {
      return false;
    }
  };
  // A drawing of several parts in several colours is a picture; one colour or one shape is mostly an icon.
  const coloured = (svg) => {
    const parts = [...svg.querySelectorAll("path,polygon,rect,circle,ellipse,text,image,line")].slice(0, 60);
    if (svg.querySelector("text,image")) return true;
    return parts.length >= 4 && new Set(parts.map((part) => getComputedStyle(part).fill)).size >= 3;
  };
})();
