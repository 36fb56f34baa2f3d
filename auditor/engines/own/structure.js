// Notes what looks like a list, a heading, a table or a group and is not marked as one.
(() => {
  "use strict";
  const own = globalThis.auditor && globalThis.auditor.own;
  if (!own || own.structure) return;
  own.structure = true;
  const { fold, tokens, attribute, closest } = own;

  const BULLET = /^\s*[•·●▪■◦‣○∙►➢➤✓✔★☆]\s*\S/u;
  const DASH = /^\s*[-–—*]\s+\S/u;
  const NUMBER = /^\s*(\d{1,2}|[a-h])[.)]\s+\S/u;
  const FEWEST = 3;

  const kindOf = (line) => (BULLET.test(line) ? "bullet" : DASH.test(line) ? "dash" : NUMBER.test(line) ? "number" : "");

  // Lines of one block that breaks separate, as they are seen.
  const linesOf = (block, kit) => {
    const lines = [""];
    const walk = (node, depth) => {
      for (let child = node.firstChild; child && lines.length < 400; child = child.nextSibling) {
        if (child.nodeType === 3) lines[lines.length - 1] += child.data;
        else if (child.nodeType !== 1) continue;
        else if (own.nameOf(child) === "br") lines.push("");
        else if (depth < 8 && kit.seen(child) && !kit.isBlock(child)) walk(child, depth + 1);
        else if (kit.isBlock(child)) lines.push("");
      }
    };
    walk(block, 0);
    return lines;
  };
  const runs = (kinds) => {
    let best = { kind: "", length: 0, at: 0 };
    for (let at = 0; at < kinds.length; ) {
      let end = at;
      while (end < kinds.length && kinds[end] === kinds[at]) end++;
      if (kinds[at] && end - at > best.length) best = { kind: kinds[at], length: end - at, at };
      at = end;
    }
    return best;
  };

  own.probes.push(["lists", (kit) => {
    const found = [];
    for (const block of kit.of("p,div,td,span,section,article,main,body")) {
      if (!kit.seen(block) || !block.firstChild || closest(block, "li,pre,code,[role=list]")) continue;
      const broken = [...block.children].some((child) => own.nameOf(child) === "br");
      if (broken) {
        const best = runs(linesOf(block, kit).map(fold).filter(Boolean).map(kindOf));
        if (best.length >= FEWEST)
          found.push({ rule: "list-drawn", element: block, data: { kind: best.kind, count: best.length } });
      }
      const children = [...block.children].filter((child) => kit.seen(child));
      if (children.length < FEWEST) continue;
      const best = runs(children.map((child) => (/^(p|div)$/.test(own.nameOf(child)) ? kindOf(kit.words(child)) : "")));
      if (best.length >= FEWEST)
        found.push({ rule: "list-drawn", element: children[best.at], data: { kind: best.kind, count: best.length } });
    }
    return found;
  }]);

  own.probes.push(["tables", (kit) => {
    const found = [];
    for (const table of kit.of("table")) {
      if (!kit.seen(table) || /^(presentation|none)$/.test(attribute(table, "role"))) continue;
      if (table.querySelector("th,[role=columnheader],[role=rowheader],table,[headers]")) continue;
      const rows = [...table.rows].slice(0, 60);
      const widths = rows.map((row) => row.cells.length);
      if (rows.length < 3 || Math.max(...widths) < 2 || widths.filter((width) => width > 1).length < 3) continue;
      const cells = rows.flatMap((row) => [...row.cells]);
      const filled = cells.filter((cell) => tokens(kit.words(cell)).length || /\d/.test(kit.words(cell)));
      const long = cells.filter((cell) => kit.words(cell).length > 120);
      if (filled.length < cells.length * 0.7 || long.length > cells.length * 0.2) continue;
      const bold = (cell) => {
        if (!cell.textContent.trim()) return true;
        const inner = kit.texts().find((each) => cell.contains(each.parent));
        return inner ? parseInt(kit.style(inner.parent).fontWeight, 10) >= 600 : false;
      };
      const ground = (cell) => kit.style(cell).backgroundColor + kit.style(cell.parentElement).backgroundColor;
      const stands = (first, others) => first.length > 1
        && ((first.every(bold) && !others.every(bold)) || (others.length && first.every((cell) => ground(cell) !== ground(others[0]))
          && new Set(others.slice(0, 8).map(ground)).size <= 2));
      const [head, ...body] = rows;
      const row = stands([...head.cells], body.flatMap((each) => [...each.cells]));
      const column = stands(rows.map((each) => each.cells[0]).filter(Boolean), rows.flatMap((each) => [...each.cells].slice(1)));
      if (row || column)
        found.push({ rule: "table-headers-drawn", element: table, data: { where: row ? "row" : "column", rows: rows.length } });
    }
    return found;
  }]);

  own.probes.push(["groups", (kit) => {
    const found = [];
    const groups = new Map();
    for (const field of kit.of("input[type=radio],input[type=checkbox]")) {
      if (!kit.seen(field) && !kit.heard(field)) continue;
      const name = attribute(field, "name");
      if (!name || (field.type === "checkbox" && !/\[\]$/.test(name))) continue;
      const key = `${field.type} ${name}`;
      groups.set(key, [...(groups.get(key) || []), field]);
    }
    for (const fields of groups.values()) {
      if (fields.length < 2) continue;
      const holder = closest(fields[0], "fieldset,[role=group],[role=radiogroup]");
      const named = holder && fields.every((field) => holder.contains(field))
        && (kit.named(holder) || kit.words(holder.querySelector("legend") || holder.firstElementChild || holder));
      if (!named) found.push({ rule: "group-unnamed", element: fields[0], data: { count: fields.length } });
    }
    return found;
  }]);

  own.probes.push(["spaced", (kit) => {
    const found = [];
    for (const each of kit.texts()) {
      const match = /(?:^|\s)((?:\p{Lu} ){4,}\p{Lu})(?=\s|$)/u.exec(each.words);
      if (!match) continue;
      const letters = match[1].replace(/ /g, "");
      if ("ABCDEFGHIJKLMNOPQRSTUVWXYZ".includes(letters) || new Set(letters).size < 3) continue;
      found.push({ rule: "letters-spaced", element: each.parent, data: { words: match[1] } });
    }
    return found;
  }]);

  // Told by shape, place or colour, and by nothing else.
  own.probes.push(["references", (kit) => {
    const [verb, look, thing] = ["reference-verb", "reference-look", "reference-thing"].map((name) => own.oneOf(name));
    if (!verb) return [];
    const pattern = new RegExp(
      `(?<![\\p{L}])(?:${verb})(?:\\s+(?:on|in|at|en|el|la|los|las|the|this|that|a|an))*\\s+`
        + `(?:(?:${look})[\\s,-]+)+(?:${thing})(?![\\p{L}])`
        + `|(?<![\\p{L}])(?:${verb})(?:\\s+(?:on|in|at|en|el|la|the|this))*\\s+(?:${thing})\\s+(?:(?:on|at|to|in|a|en|de|in)\\s+)+(?:the |la |el )?(?:${look})(?![\\p{L}])`,
      "iu",
    );
    const found = [];
    const done = new Set();
    for (const each of kit.texts()) {
      const block = kit.block(each.parent) || each.parent;
      if (done.has(block)) continue;
      done.add(block);
      const match = pattern.exec(kit.words(block).slice(0, 2000));
      if (match) found.push({ rule: "reference-by-look", element: block, data: { words: match[0] } });
    }
    return found;
  }]);
})();
