// Notes fields and controls: what labels them, what answers to a mouse only, what acts by itself.
(() => {
  "use strict";
  const own = globalThis.auditor && globalThis.auditor.own;
  if (!own || own.forms) return;
  own.forms = true;
  const { fold, plain, tokens, attribute, closest, nameOf } = own;

  const MESSAGE = "[role=alert],[class*=error i],[id*=error i],[class*=invalid i]";
  const TYPED = "input:not([type]),input[type=text],input[type=email],input[type=tel],input[type=number],input[type=url],input[type=password],input[type=date],textarea";
  const SEARCH = new RegExp(own.oneOf("search-word") || "(?!)", "i");
  const LEAVES = /\b(?:window|self|top|parent|document)?\.?\s*location(?:\.href)?\s*=|location\.(?:assign|replace)\s*\(|\.submit\s*\(|window\.open\s*\(|\bMM_jumpMenu\s*\(/;

  own.probes.push(["placeholders", (kit) => {
    const found = [];
    for (const field of kit.of(TYPED)) {
      const hint = fold(field.placeholder);
      if (!hint || !kit.seen(field) || attribute(field, "aria-label") || attribute(field, "aria-labelledby")) continue;
      if (attribute(field, "title") || (field.labels && [...field.labels].some((label) => kit.words(label)))) continue;
      if (SEARCH.test(`${hint} ${field.name} ${field.id}`) || closest(field, "[role=search]")) continue;
      found.push({ rule: "placeholder-label", element: field, data: { words: hint } });
    }
    return found;
  }]);

  // Whether a message stands before all fields or after them, so that its place does not say which it means.
  const apart = (message, fields) => {
    const after = fields.map((field) => Boolean(message.compareDocumentPosition(field) & 4));
    return fields.length > 1 && !fields.some((field) => message.contains(field)) && after.every((each) => each === after[0]);
  };
  // Whether the page itself calls it an error, by a whole word and not by a part of one.
  const ours = (holder, kit) => Boolean(holder) && (kit.role(holder) === "alert"
    || /(?:^|[^a-z])(?:errors?|invalid)(?:[^a-z]|$)/.test(`${holder.id} ${attribute(holder, "class")}`.replace(/([a-z])([A-Z])/g, "$1-$2").toLowerCase()));
  // Whether nothing else marks a field as wrong, and none is one of which nobody should say which was wrong.
  const open = (form, fields) => !form.querySelector("[aria-invalid=true],[type=password]")
    && !fields.some((field) => /(?:^|[^a-z])(?:error|invalid)(?:[^a-z]|$)/i.test(attribute(field, "class")));
  // Whether the form has other messages of its own, so that this one may stand above those of single fields.
  const others = (form, message, kit) => [...form.querySelectorAll(MESSAGE)].some((each) =>
    !message.contains(each) && !each.contains(message) && !each.matches("input,select,textarea") && kit.seen(each)
    && tokens(kit.words(each)).length > 1);
  const again = (kit, message, said) => kit.allTexts.some((each) =>
    each.parent && !message.contains(each.parent) && kit.heard(each.parent) && plain(each.words) === said);

  own.probes.push(["errors", (kit) => {
    const found = [];
    const cues = own.set("error-word");
    for (const form of kit.of("form,[role=form]")) {
      const fields = kit.of("input:not([type=hidden],[type=submit],[type=button],[type=reset],[type=image]),select,textarea")
        .filter((field) => form.contains(field) && kit.seen(field));
      if (!fields.length) continue;
      const names = fields.map((field) => plain(kit.named(field))).filter(Boolean);
      const told = new Set(fields.flatMap((field) => `${attribute(field, "aria-describedby")} ${attribute(field, "aria-errormessage")}`.split(/\s+/)));
      const done = new Set();
      for (const each of kit.texts()) {
        const element = each.parent;
        if (!form.contains(element) || done.has(element)) continue;
        done.add(element);
        if (closest(element, "label,legend,button,option,select,textarea")) continue;
        const holder = closest(element, MESSAGE);
        const words = kit.words(holder || element);
        const list = tokens(words);
        if (!list.length || list.length > 30 || (!holder && !list.some((word) => cues.has(word) && word !== "required" && word !== "must"))) continue;
        if (holder && !list.some((word) => cues.has(word)) && !/please|por favor/i.test(words)) continue;
        const heard = kit.heard(holder || element);
        const bound = told.has((holder || element).id) && (holder || element).id;
        const said = plain(words);
        const named = names.filter((name) => name.length > 1 && tokens(name).some((word) => word.length > 2 && list.includes(word)));
        const twice = named.some((name) => names.filter((other) => other === name).length > 1);
        const says = list.length > 5;
        if (!heard || (!bound && (!named.length || twice)) || (!bound && !says))
          found.push({ rule: "error-unclear", element: holder || element, data: {
            words: said, heard: heard ? "yes" : "no", named: named.length, twice: twice ? "yes" : "no", bound: bound ? "yes" : "no",
            fields: fields.length, apart: apart(holder || element, fields) ? "yes" : "no",
            ours: ours(holder, kit) ? "yes" : "no", open: open(form, fields) ? "yes" : "no", again: again(kit, holder || element, said) ? "yes" : "no",
            others: others(form, holder || element, kit) ? "yes" : "no" } });
      }
    }
    return found;
  }]);

  const NOWHERE = /^(?:window\.|document\.)?location(?:\.href)?\s*=\s*['"]#?['"];?$|event\.target\s*={2,3}\s*this/;
  // Words, a picture or a drawn sign; what shows nothing is mostly the ground behind something that is open.
  const shows = (kit, element) => Boolean(kit.words(element)) || element.matches("img,svg,canvas,area") || Boolean(element.querySelector("img,svg,canvas"))
    || ["::before", "::after"].some((part) => /["']\s*[^"'\s]/.test(getComputedStyle(element, part).content) || [...element.children].some((child) => /["']\s*[^"'\s]/.test(getComputedStyle(child, part).content)));

  own.probes.push(["mouse", (kit) => {
    const found = [];
    const acts = new Set(kit.of("[onclick]").filter((each) => kit.focusable(each)).map((each) => fold(attribute(each, "onclick"))));
    const listed = kit.of("[onclick],[onmousedown],[ondblclick]");
    for (const element of listed.slice(0, 200)) {
      if (!kit.seen(element) || element.matches("html,body,label,form,option,input,select,textarea,button,summary,audio,video")) continue;
      const act = fold(attribute(element, "onclick") || attribute(element, "onmousedown") || attribute(element, "ondblclick"));
      if (!act || /^(return\s+)?(false|true|void\s*\(?0\)?|event\.(stopPropagation|preventDefault)\(\))?;?$/.test(act)) continue;
      if (/\b(ga|gtag|_gaq|dataLayer|fbq|track\w*|analytics)\b/i.test(act)) continue;
      if (kit.focusable(element) || attribute(element, "tabindex") || attribute(element, "onkeydown") || attribute(element, "onkeypress") || attribute(element, "onkeyup")) continue;
      if (closest(element, "a[href],button,label,summary,[tabindex='0']")) continue;
      if (/oncontextmenu|copy|select/i.test(act) && act.length < 20) continue;
      if (NOWHERE.test(act) || acts.has(act)) continue;
      const stops = kit.elements.filter((each) => each !== element && kit.focusable(each) && each.tabIndex >= 0);
      // What stands in one row, line or box with a control is mostly a second way to it.
      const beside = closest(element, "tr,li,p,label,figure") || kit.parentOf(element);
      const inner = stops.some((each) => element.contains(each));
      const near = stops.some((each) => beside && beside !== document.body && beside.contains(each));
      const data = { inner: inner ? "yes" : "no", near: near ? "yes" : "no", empty: shows(kit, element) ? "no" : "yes" };
      found.push({ rule: "mouse-only", element, data: { ...data, words: kit.words(element), act: act.slice(0, 80) } });
    }
    return found;
  }]);

  own.probes.push(["context", (kit) => {
    const found = [];
    for (const field of kit.of("select[onchange],input[onchange],input[oninput],input[onkeyup]")) {
      if (!kit.seen(field)) continue;
      const act = ["onchange", "oninput", "onkeyup"].map((name) => attribute(field, name)).join(";");
      if (!LEAVES.test(act)) continue;
      const form = closest(field, "form");
      const button = form && form.querySelector("button,input[type=submit],input[type=image]");
      // Whoever is told beforehand that choosing leads away is not surprised.
      const said = ` ${plain(`${kit.named(field)} ${field.options && field.options[0] ? field.options[0].text : ""}`)} `;
      const announced = [...own.set("leads-away")].some((words) => said.includes(` ${words} `));
      found.push({ rule: "change-leaves", element: field, data: { kind: nameOf(field), button: button ? "yes" : "no", announced: announced ? "yes" : "no" } });
    }
    for (const element of kit.of("[onfocus]")) {
      if (!kit.seen(element) || !kit.focusable(element) || element.tabIndex < 0) continue;
      const act = attribute(element, "onfocus");
      if (/\bthis\.blur\s*\(/.test(act)) found.push({ rule: "focus-thrown-away", element, data: {} });
      else if (LEAVES.test(act)) found.push({ rule: "focus-leaves", element, data: {} });
    }
    return found;
  }]);
})();
