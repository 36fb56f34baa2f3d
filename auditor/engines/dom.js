// Writes the rendered document out as HTML.
(() => {
  "use strict";
  const auditor = globalThis.auditor;
  if (!auditor || auditor.serialise) return;

  // A form's fields can shadow its properties, so everything is read through the prototypes.
  const reader = (proto, name) => {
    const get = Object.getOwnPropertyDescriptor(proto, name).get;
    return (node) => get.call(node);
  };
  const firstChild = reader(Node.prototype, "firstChild");
  const nextSibling = reader(Node.prototype, "nextSibling");
  const parentNode = reader(Node.prototype, "parentNode");
  const nodeType = reader(Node.prototype, "nodeType");
  const textOf = reader(Node.prototype, "textContent");
  const attributesOf = reader(Element.prototype, "attributes");
  const shadowOf = reader(Element.prototype, "shadowRoot");
  const nameOf = reader(Element.prototype, "localName");
  const all = (root, selector) => {
    const kind = root instanceof Document ? Document : root instanceof Element ? Element : DocumentFragment;
    return kind.prototype.querySelectorAll.call(root, selector);
  };
  const closest = (element, selector) => Element.prototype.closest.call(element, selector);
  const attribute = (element, name) => Element.prototype.getAttribute.call(element, name) || "";
  const rootOf = (node) => Node.prototype.getRootNode.call(node);
  auditor.read = {
    firstChild, nextSibling, parentNode, nodeType, textOf, shadowOf, nameOf, all, closest, attribute, rootOf,
  };

  const VOID = new Set(
    "area base br col embed hr img input link meta param source track wbr basefont bgsound keygen".split(" "),
  );
  const RAW = new Set("script style xmp noembed noframes plaintext noscript".split(" "));
  const FRAMES = new Set("iframe frame object embed fencedframe".split(" "));
  const TEXT = { "&": "&amp;", "<": "&lt;", ">": "&gt;", "\u00a0": "&nbsp;" };
  const VALUE = { "&": "&amp;", '"': "&quot;", "<": "&lt;", ">": "&gt;", "\u00a0": "&nbsp;" };
  const escapeText = (text) => text.replace(/[&<>\u00a0]/g, (sign) => TEXT[sign]);
  const escapeValue = (text) => text.replace(/[&"<>\u00a0]/g, (sign) => VALUE[sign]);
  const NAME = /^[^\s"'<>\/=\0]+$/;

  const startTag = (element, most = Infinity) => {
    let tag = "<" + nameOf(element);
    for (const { name, value } of attributesOf(element)) {
      if (!NAME.test(name)) continue;
      tag += ` ${name}="${escapeValue(value)}"`;
      if (tag.length > most) return tag.slice(0, most) + "…";
    }
    return tag + ">";
  };

  auditor.startTag = startTag;

  // `limit` counts characters; a document beyond it is cut and says so. A frame's element stands between marks.
  auditor.serialise = (mark, limit) => {
    const parts = [];
    const frames = (auditor.frameElements = []);
    let length = 0;
    const emit = (text) => {
      parts.push(text);
      length += text.length;
    };
    const stack = [{ node: firstChild(document), close: "" }];
    while (stack.length && length < limit) {
      const top = stack[stack.length - 1];
      const node = top.node;
      if (!node) {
        emit(top.close);
        stack.pop();
        continue;
      }
      top.node = nextSibling(node);
      const type = nodeType(node);
      if (type === 3 || type === 4) emit(escapeText(textOf(node)));
      else if (type === 8) emit("<!--" + textOf(node).replaceAll("--", "- -") + "-->");
      else if (type === 10) emit("<!DOCTYPE html>");
      if (type !== 1) continue;
      const name = nameOf(node);
      if (FRAMES.has(name) && name !== "object") {
        const end = VOID.has(name) ? "" : `</${name}>`;
        emit(`<!--${mark}${frames.push(node) - 1}-->${startTag(node)}${end}<!--${mark}end-->`);
        continue;
      }
      emit(startTag(node));
      if (VOID.has(name)) continue;
      else if (name === "style") emit("</style>");
      else if (RAW.has(name)) emit(textOf(node).replace(/<\/(?=[a-z])/gi, "<\\/") + `</${name}>`);
      else {
        const after = name === "object" ? `</object><!--${mark}${frames.push(node) - 1}--><!--${mark}end-->` : `</${name}>`;
        const within = node instanceof HTMLTemplateElement ? node.content : node;
        stack.push({ node: firstChild(within), close: after });
        const shadow = shadowOf(node);
        if (shadow) {
          emit('<template shadowrootmode="open">');
          stack.push({ node: firstChild(shadow), close: "</template>" });
        }
      }
    }
    return { html: parts.join("").slice(0, limit), cut: stack.length > 0, frames: frames.length };
  };

  auditor.frameList = () =>
    auditor.frameElements.map((element) => ({
      id: auditor.owners.get(element) || "",
      src: element.src || element.data || "",
      title: attribute(element, "title"),
      picture: /^image\//.test(attribute(element, "type")) || (element.tagName === "EMBED" && !element.src),
    }));

  auditor.blank = () => {
    const body = document.body;
    return !body || (!textOf(body).trim() && !all(body, "img,svg,canvas,video,audio,iframe,frame,object,embed").length
      && ![...all(body, "*")].some(shadowOf));
  };
})();
