"""Put what every real page has around its text into some destinations: menus, advertisements, notices."""

from __future__ import annotations

import hashlib
import html
from typing import Final

from tests.beds.links.rows import Link

# (before the text, after it)
_AROUND: Final = (
    (
        "<a href='#main'>Skip to main content</a><nav><ul><li>Home<li>Visit<li>Learn<li>Membership<li>Shop"
        "<li>Donate<li>Cart (0)</ul></nav>",
        "<footer>Follow us on Facebook, Instagram and YouTube. Sign up for our newsletter. Terms of use. "
        "Privacy policy. All rights reserved.</footer>",
    ),
    (
        "<div role='dialog'>We use cookies to improve your experience. Accept all. Manage preferences.</div>"
        "<header>Log in. Create account. Search</header>",
        "<aside>Advertisement. Shop winter boots and save 20% today.</aside>"
        "<footer>Contact. Careers. Investors.</footer>",
    ),
    (
        "<nav>Inicio. Tienda. Noticias. Contacto. Iniciar sesión</nav>",
        "<footer>Suscríbase al boletín. Aviso de privacidad. Síganos en Facebook.</footer>",
    ),
    (
        "<header>Home / Blog / About / Contact</header>",
        "<aside>Recent comments. Leave a reply. Share this: Twitter, Facebook, WhatsApp.</aside>"
        "<footer>Powered by a blog engine. Join 1,204 other subscribers.</footer>",
    ),
)


def surround(link: Link) -> bytes | None:
    """Return the page behind a link with what stands around its text, or None for a page without."""
    picked = int(hashlib.sha256(f"around {link.final_url}".encode()).hexdigest(), 16) % 8
    if picked >= len(_AROUND):
        return None
    before, after = _AROUND[picked]
    title, description, text = map(html.escape, (link.title, link.description, link.text))
    return (
        f'<!doctype html><html><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="description" content="{description}"><script>var page = 1;</script></head><body>'
        f'{before}<main id="main"><h1>{title}</h1><p>{text}</p></main>{after}</body></html>'
    ).encode()
