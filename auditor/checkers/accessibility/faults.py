"""Say in one plain sentence what an engine's rule found on an element; holds words and no logic.

The keys are axe-core's rule ids (4.14). What is not listed here is told in the engine's own words.
"""

from __future__ import annotations

FAULTS = {
    "area-alt": "A part of this picture is a link and has no alternative text.",
    "aria-allowed-attr": "This element carries a property that does not fit what it is.",
    "aria-braille-equivalent": "This element has words for a braille display and none for a screen reader.",
    "aria-command-name": "This button or menu item has no name.",
    "aria-conditional-attr": "This element carries a property that does not fit how it is used.",
    "aria-deprecated-role": "This element says what it is by a word that is no longer in use.",
    "aria-hidden-body": "The whole page is hidden from screen readers.",
    "aria-hidden-focus": "Something here is hidden from screen readers, yet the keyboard gets to it.",
    "aria-input-field-name": "This field has no label.",
    "aria-meter-name": "This meter does not say what it measures.",
    "aria-progressbar-name": "This progress bar does not say what it stands for.",
    "aria-prohibited-attr": "This element carries a name or property that screen readers ignore there.",
    "aria-required-attr": "This element lacks a property without which screen readers cannot tell its state.",
    "aria-required-children": "This list, menu or table lacks the parts that it says it has.",
    "aria-required-parent": "This element is part of a list, menu or table that is not there.",
    "aria-roles": "This element says what it is by a word that no screen reader knows.",
    "aria-tab-name": "This tab has no name.",
    "aria-toggle-field-name": "This switch or box to tick has no label.",
    "aria-tooltip-name": "This hint has no words.",
    "aria-valid-attr": "This element carries a misspelled property.",
    "aria-valid-attr-value": "A property of this element has a value that does not work.",
    "autocomplete-valid": "This field asks for a personal detail and names it wrongly in its code.",
    "avoid-inline-spacing": "The spacing of this text is fixed, so that readers cannot widen it.",
    "blink": "This text blinks.",
    "button-name": "This button has no words.",
    "bypass": "There is no way to jump past the menu: no heading, no main part and no skip link.",
    "color-contrast": "This text is too faint against what is behind it.",
    "css-orientation-lock": "The page is locked to one position of the screen.",
    "definition-list": "This list of terms has other things between its terms.",
    "dlitem": "This term stands outside a list of terms.",
    "document-title": "This page has no title.",
    "duplicate-id-aria": "Two elements share the mark by which a label is found.",
    "form-field-multiple-labels": "This field has more than one label.",
    "frame-focusable-content": "The keyboard cannot get into this embedded part.",
    "frame-title": "This embedded part has no title.",
    "frame-title-unique": "Two embedded parts of this page have the same title.",
    "html-has-lang": "This page does not say which language it is in.",
    "html-lang-valid": "This page names a language that does not exist.",
    "html-xml-lang-mismatch": "This page names two different languages for itself.",
    "image-alt": "This picture has no alternative text.",
    "input-button-name": "This button has no words.",
    "input-image-alt": "This picture is a button and has no alternative text.",
    "label": "This field has no label.",
    "label-content-name-mismatch": "The hidden name of this button or link differs from the words on it.",
    "link-in-text-block": "This link differs from the text around it by color alone.",
    "link-name": "This link has no words.",
    "list": "This list has other things between its items.",
    "listitem": "This list item stands outside a list.",
    "marquee": "This text moves by itself.",
    "meta-refresh": "This page reloads or moves on by itself.",
    "meta-viewport": "This page keeps visitors from enlarging it.",
    "nested-interactive": "A button or link stands inside another one.",
    "no-autoplay-audio": "Sound starts by itself and cannot be stopped here.",
    "object-alt": "This embedded object has no alternative text.",
    "p-as-heading": "This line looks like a heading and is not marked as one.",
    "role-img-alt": "This drawing or icon has no alternative text.",
    "scrollable-region-focusable": "This part scrolls, and the keyboard cannot scroll it.",
    "select-name": "This list to choose from has no label.",
    "server-side-image-map": "This picture has links that only a mouse can reach.",
    "summary-name": "This part to unfold has no words on it.",
    "svg-img-alt": "This drawing or icon has no alternative text.",
    "table-fake-caption": "The title of this table stands in a cell and is not marked as its title.",
    "td-has-header": "This cell of a large table belongs to no header.",
    "td-headers-attr": "This cell names a header that is not in its table.",
    "th-has-data-cells": "This table header belongs to no cell.",
    "valid-lang": "This passage names a language that does not exist.",
    "video-caption": "This video has no captions.",
}

DOUBTFUL = frozenset(
    {
        # axe's own makers call these experimental or deprecated: they are right too rarely to accuse.
        "aria-roledescription",
        "audio-caption",
        "css-orientation-lock",
        "duplicate-id",
        "duplicate-id-active",
        "p-as-heading",
        "table-fake-caption",
        "td-has-header",
    }
)
"""Engine rules whose violations are shown to a person and accuse nobody."""

FAILURE_ENGINES = frozenset({"axe", "alfa", "own"})
"""Engines whose violations are failures of a criterion; others stay in review until measured."""
