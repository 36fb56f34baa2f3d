// Notes titles, headings and labels whose words look as if they told nothing.
(() => {
  "use strict";
  const own = globalThis.auditor && globalThis.auditor.own;
  if (!own || own.names) return;
  own.names = true;
  const { fold, plain, tokens, attribute, closest } = own;

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
    const told = kind === "file" ? { told: kit.tells(title) ? "yes" : "no" } : {};
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
})();
