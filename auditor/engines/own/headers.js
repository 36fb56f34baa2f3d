// Notes headers of tables that stand over a column in which no row has a cell.
(() => {
  "use strict";
  const own = globalThis.auditor && globalThis.auditor.own;
  if (!own || own.headers) return;
  own.headers = true;
  const { tokens, attribute, closest } = own;

  const GRID = "[role=grid],[role=table],[role=treegrid]";
  // Parts that are counted or owned may stand elsewhere, or not be there yet.
  const ELSEWHERE = "[aria-owns],[aria-colindex],[aria-colspan],[aria-colcount],[aria-busy=true]";
  const CONTROL = "a[href],button,input,select,textarea,[role=button],[onclick],[tabindex]";
  const SHOWS = "img,svg,canvas,video,object,iframe,input,select,textarea,button,a[href]";

  const elsewhere = (table) => table.matches("[aria-owns],[aria-colcount],[aria-rowcount]")
    || closest(table, "[aria-busy=true]") || table.querySelector(ELSEWHERE);

  const nested = (table) => table.parentElement && closest(table.parentElement, "table");

  // One fact for a table: that its rows and its headers do not fit is one mistake, however many it strands.
  const noted = (kit, table, headers, widest, rows) => {
    const said = headers.filter(({ cell, at }) => at >= widest && kit.seen(cell) && tokens(kit.words(cell)).length);
    const plain = said.filter(({ cell }) => !cell.matches(CONTROL) && !cell.querySelector(CONTROL));
    const [first] = plain.length ? plain : said;
    if (!first) return [];
    const empty = headers.filter(({ cell, at }) => at < first.at && bare(cell)).length;
    return [{
      rule: "header-without-cells",
      element: table,
      data: {
        words: kit.words(first.cell),
        count: (plain.length ? plain : said).length,
        rows: rows.length,
        control: plain.length ? "no" : "yes",
        grid: table.localName === "table" ? "no" : "yes",
        // Without the empty headers before it, it would stand over cells.
        pushed: first.at - empty < widest ? "yes" : "no",
      },
    }];
  };
  const bare = (cell) => !/\S/.test(cell.textContent) && !cell.querySelector(SHOWS);
  const wordsOf = (cells) => cells.map((cell) => cell.textContent).join(" ").replace(/\s+/g, " ").trim();
  // Rows that show what the table is about. One cell alone may be a message: that nothing was found, or that
  // it is on its way. Two that say different things are not.
  const telling = (rows) => {
    const full = rows.filter((cells) => !cells.every(bare));
    const several = full.filter((cells) => cells.length > 1);
    return several.length || new Set(full.map(wordsOf)).size < 2 ? several : full;
  };

  // The column at which each cell of a part of the table begins, and how far each row reaches.
  const laid = (rows) => {
    const left = []; // By column, in how many more rows a cell from above stands.
    return rows.map((row) => {
      const taken = left.map((count) => count > 0);
      left.forEach((count, column) => { left[column] = Math.max(0, count - 1); });
      const begins = [];
      let column = 0;
      for (const cell of row.cells) {
        while (taken[column]) column++;
        begins.push({ cell, at: column });
        const below = cell.rowSpan === 0 ? rows.length : cell.rowSpan - 1;
        for (let wide = cell.colSpan; wide > 0; wide--, column++) {
          taken[column] = true;
          left[column] = Math.max(left[column] || 0, below);
        }
      }
      return { begins, end: taken.lastIndexOf(true) + 1 };
    });
  };

  own.probes.push(["tables without cells", (kit) => {
    const found = [];
    for (const table of kit.of("table")) {
      if (!kit.seen(table) || !kit.heard(table) || !/^(table|grid|treegrid)?$/.test(attribute(table, "role"))) continue;
      if (elsewhere(table) || table.querySelector(`table,[headers],${GRID}`) || nested(table)) continue;
      const parts = []; // A cell spans no further than its part of the table.
      for (const row of table.rows) {
        if (parts.length && parts[parts.length - 1][0].parentElement === row.parentElement) parts[parts.length - 1].push(row);
        else parts.push([row]);
      }
      const rows = parts.flatMap(laid).filter((row) => row.begins.length);
      const [head, ...body] = rows;
      if (!head || head.begins.length < 2) continue;
      const heads = head.begins.map(({ cell }) => cell);
      if (!heads.every((cell) => cell.localName === "th" && cell.rowSpan === 1 && kit.heard(cell)
        && /^(col|colgroup)?$/.test(attribute(cell, "scope")) && /^(columnheader)?$/.test(attribute(cell, "role")))) continue;
      // A row of headers more, or headers among the cells: who knows what they head.
      const within = body.map(({ begins }) => begins.map(({ cell }) => cell));
      if (within.some((cells) => cells.slice(1).some((cell) => cell.localName === "th") || (cells.length < 2 && cells[0].localName === "th"))) continue;
      const shown = telling(within.filter((cells) => kit.seen(cells[0])));
      if (!shown.length) continue;
      const widest = Math.max(...body.map(({ end }) => end));
      found.push(...noted(kit, table, head.begins, widest, shown));
    }
    return found;
  }]);

  own.probes.push(["grids", (kit) => {
    const found = [];
    for (const grid of kit.of(GRID)) {
      if (!kit.seen(grid) || !kit.heard(grid) || grid.localName === "table") continue;
      if (elsewhere(grid) || grid.querySelector(`table,${GRID}`)) continue;
      const rows = kit.of("[role=row]").filter((row) => grid.contains(row) && kit.heard(row))
        .map((row) => kit.of("[role=columnheader],[role=rowheader],[role=gridcell],[role=cell]").filter((cell) => row.contains(cell) && kit.heard(cell)));
      const [head, ...body] = rows;
      if (!head || head.length < 2 || !head.every((cell) => kit.role(cell) === "columnheader")) continue;
      if (body.some((cells) => !cells.length || cells.some((cell) => kit.role(cell) === "columnheader"))) continue;
      const shown = telling(body);
      if (!shown.length) continue;
      const widest = Math.max(...body.map((cells) => cells.length));
      found.push(...noted(kit, grid, head.map((cell, at) => ({ cell, at })), widest, shown));
    }
    return found;
  }]);
})();
