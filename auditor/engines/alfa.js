// Writes down, as Alfa's JSON, the parts of a document that its rules are to look at; judges nothing.
//
// Alfa's cost grows with the number of elements. So only the elements that a rule asks about are written, with
// what is in them, above them and referred to by them; all else stands as its text or not at all.
(() => {
  "use strict";
  const auditor = globalThis.auditor;
  if (!auditor || !auditor.read || auditor.alfa) return;
  const { firstChild, nextSibling, nodeType, textOf, shadowOf, nameOf, all, attribute, rootOf } = auditor.read;
  const reader = (proto, name) => {
    const get = Object.getOwnPropertyDescriptor(proto, name).get;
    return (node) => get.call(node);
  };
  const parentOf = reader(Node.prototype, "parentNode");
  const attributesOf = reader(Element.prototype, "attributes");
  const spaceOf = reader(Element.prototype, "namespaceURI");

  const UNSEEN = new Set(["script", "style", "noscript", "template", "link", "base", "br", "wbr"]);
  const LONGEST = 1000; // characters of an attribute: names and states are shorter, embedded data is not
  // Whether something is there for a reader and for a screen reader is the browser's to say. Alfa would have to
  // match every style sheet anew, and against fewer elements than there are.
  const styled = (node) => {
    const style = getComputedStyle(node);
    const told = [`display:${style.display}`, `visibility:${style.visibility}`];
    if (style.opacity !== "1") told.push(`opacity:${style.opacity}`);
    if (style.position !== "static")
      told.push(`position:${style.position}`, `left:${style.left}`, `top:${style.top}`, `clip:${style.clip}`);
    if (style.overflowX !== "visible" || style.overflowY !== "visible")
      told.push(`overflow:${style.overflow}`, `width:${style.width}`, `height:${style.height}`);
    if (style.clipPath !== "none") told.push(`clip-path:${style.clipPath}`);
    if (style.textIndent !== "0px") told.push(`text-indent:${style.textIndent}`);
    return told.join(";");
  };

  const wordless = (element) => !/\S/.test(textOf(element));
  const roots = () => {
    const found = [document];
    for (let at = 0; at < found.length; at++)
      for (const element of all(found[at], "*")) if (shadowOf(element)) found.push(shadowOf(element));
    return found;
  };

  // Elements that a rule asks about, by rule: `wanted` is a list of [rule, selector, whether it has no words].
  const asked = (wanted, places) => {
    const found = new Map();
    for (const [rule, selector, empty] of wanted) {
      const elements = places.flatMap((root) => [...all(root, selector)]);
      const fit = empty ? elements.filter(wordless) : elements;
      if (fit.length) found.set(rule, fit);
    }
    return found;
  };

  const REFERS = ["aria-labelledby", "aria-describedby", "aria-owns", "aria-controls", "headers", "for"];
  const referred = (element) => {
    const root = rootOf(element);
    const found = [];
    for (const name of REFERS)
      for (const id of attribute(element, name).split(/\s+/).filter(Boolean)) {
        const other = typeof root.getElementById === "function" && root.getElementById(id);
        if (other) found.push(other);
      }
    for (const label of element.labels ?? []) found.push(label);
    return found;
  };

  // What must be written: the elements with all that is in them, and whatever stands above them.
  const reach = (elements) => {
    const [whole, above] = [new Set(), new Set()];
    const waiting = [...elements];
    while (waiting.length) {
      const element = waiting.pop();
      if (whole.has(element)) continue;
      for (const each of [element, ...all(element, "*")]) {
        if (whole.has(each)) continue;
        whole.add(each);
        waiting.push(...referred(each));
      }
      for (let node = parentOf(element) ?? element.host; node; node = parentOf(node) ?? node.host) above.add(node);
    }
    return { whole, above };
  };

  // `more` tells, for a rule that asks, what else holds of elements and texts: style, box and attributes.
  const write = (prefix, { whole, above }, most, more) => {
    const nodes = (auditor.alfa.nodes = []);
    const many = () => nodes.length > most;
    const children = (node, inside) => {
      const told = [];
      for (let child = firstChild(node); child && !many(); child = nextSibling(child)) {
        const type = nodeType(child);
        if (type === 3) told.push({ type: "text", data: textOf(child), box: more?.words(child) ?? null });
        if (type !== 1 || UNSEEN.has(nameOf(child))) continue;
        if (inside || whole.has(child) || above.has(child)) told.push(element(child, inside || whole.has(child)));
      }
      return told;
    };
    const element = (node, inside) => {
      const mark = `${prefix}:${nodes.push(node) - 1}`;
      const shadow = shadowOf(node);
      const attributes = Array.from(attributesOf(node), ({ namespaceURI, prefix: before, localName, value }) => ({
        type: "attribute", namespace: namespaceURI, prefix: before, name: localName, value: value.slice(0, LONGEST),
      }));
      return {
        type: "element",
        namespace: spaceOf(node),
        prefix: node.prefix,
        name: nameOf(node),
        internalId: mark,
        attributes: more ? [...attributes, ...more.attributes(node)] : attributes,
        style: more?.style(node) ?? ("style" in node ? styled(node) : null),
        children: children(node, inside),
        shadow: shadow ? { type: "shadow", mode: "open", children: children(shadow, inside), style: [] } : null,
        content: null,
        box: more?.box(node) ?? null,
      };
    };
    const told = { type: "document", children: children(document, false), style: more?.sheets ?? [] };
    return many() ? null : told;
  };

  auditor.alfa = { nodes: [], parentOf };
  // Returns the document with these elements written whole, null where it has too many.
  auditor.alfa.write = (elements, most, more) => write("0", reach(elements), most, more);
  // Returns the rules that have something to look at, and the document for them; `json` is "" for none.
  auditor.alfa.take = (prefix, wanted, most) => {
    const places = roots();
    const found = asked(wanted, places);
    if (!found.size) return { rules: [], json: "" };
    // What holds a part by reference stands elsewhere and must be written too.
    const holders = places.flatMap((root) => [...all(root, "[aria-owns]")]);
    const told = write(prefix, reach([...found.values(), holders].flat()), most);
    return { rules: [...found.keys()], json: told ? JSON.stringify(told) : "", many: !told };
  };

  const simple = /^[A-Za-z][\w-]*$/;
  const pathOf = (node) => {
    const steps = [];
    for (let at = node; at && nodeType(at) === 1; at = parentOf(at)) {
      const id = attribute(at, "id");
      if (simple.test(id) && all(rootOf(at), `#${id}`).length === 1) {
        steps.unshift(`#${id}`);
        break;
      }
      const name = CSS.escape(nameOf(at));
      const parent = parentOf(at);
      const like = parent ? [...parent.children].filter((each) => nameOf(each) === nameOf(at)) : [at];
      steps.unshift(like.length > 1 ? `${name}:nth-of-type(${like.indexOf(at) + 1})` : name);
    }
    const root = rootOf(node);
    const path = steps.join(" > ");
    return root instanceof ShadowRoot ? [...pathOf(root.host), path] : [path];
  };
  // The selector of the element that holds a frame.
  auditor.alfa.holder = (frame) => {
    const [element] = [...auditor.owners].find(([, id]) => id === frame) ?? [];
    return element ? pathOf(element) : [];
  };
  // Says of marked elements where they stand, by selectors for the page and in words for its readers.
  auditor.alfa.tell = (marks) => {
    const targets = marks.map((mark) => pathOf(auditor.alfa.nodes[mark]));
    const told = auditor.describeAll(targets);
    return targets.map((target, at) => ({ target, ...told[at] }));
  };
})();
