// Notes pictures whose words look as if they told nothing, and hidden ones that tell what nothing else tells.
(() => {
  "use strict";
  const own = globalThis.auditor && globalThis.auditor.own;
  if (!own || own.alternatives) return;
  own.alternatives = true;
  const { fold, plain, tokens, attribute, closest } = own;

  const FILE = /^[^\s/]{1,120}\.(jpe?g|png|gif|webp|svg|bmp|heic|tiff?|avif)$/i;
  const CAMERA = /^(img|dsc|dscn|dscf|dcim|dji|pxl|mvimg|gopr|p|pict|cimg|sam|scan|image|photo|picture|screen ?shot|screenshot|screen[ _]recording|whatsapp image|fullsizerender|unnamed)[\s_\-.(]*\d[\d\s_\-.:()apmt]*(\.\w{3,4})?$/i;
  const HASH = /^(?=[^\s]*\d)(?=[^\s]*[a-f])[0-9a-f]{16,}(\.\w{3,4})?$|^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-/i;
  const TELLING = new RegExp(`(?:^|[^a-z])(?:${own.oneOf("picture-telling") || "(?!)"})s?(?:[^a-z]|$)`, "i");
  const ASIDE = "nav,header,footer,aside,[role=navigation],[role=banner],[role=contentinfo],[role=complementary]";

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
        else if (FILE.test(name)) add(picture, "alt-file-name", { kind: same ? "file" : "like-file", words: name, told: kit.tells(name) ? "yes" : "no" });
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
