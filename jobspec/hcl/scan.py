"""The lexer that defines the tokens: one regular expression a mode, and a stack of modes.

Modes are code, quoted text and heredoc text; an interpolation or directive within text is code again. It takes every
text: what is no token of the language becomes one of the kinds in `tokens.INVALID`. `quick` is its faster sibling.
"""

from __future__ import annotations

import re

from jobspec.hcl.tokens import FIXED, FOREIGN, WHITE_SPACE, Token
from jobspec.patterns import pattern

_NAME = r"[^\x00-@\[-\^`{-\x7f][^\x00-,./:-@\[-\^`{-\x7f]*"
"""Letters, digits, `_`, `-` and all beyond ASCII, said as what is left out: that compiles in no time."""
_NUMBER = r"[0-9](?:\.*(?:[0-9]|[eE][+-]?[0-9]))*"
NUMBER = pattern(_NUMBER)

_CODE = pattern(
    rf"""[ \t]*+(?:
    (?P<NAME>{_NAME})
    | (?P<NL>\r?\n)
    | (?P<PUNCT>&&|\|\||==|!=|>=|<=(?!<)|=>|::|\.\.\.|[=\[\](),.:?+\-*%!>&|^;'`])
    | (?P<OPEN>\{{)
    | (?P<CLOSE>~?\}})
    | (?P<OQUOTE>")
    | (?P<NUMBER>{_NUMBER})
    | (?P<COMMENT>(?:\#|//)[^\n]*\n?)
    | (?P<BLOCK_COMMENT>/\*.*?\*/)
    | (?P<OHEREDOC><<-?{_NAME}\r?\n)
    | (?P<OTHER><=|[</~])
    | (?P<INVALID>.)
    )""",
    re.VERBOSE | re.DOTALL,
)

_QUOTED = pattern(
    r"""(?P<QLIT>(?:[^"\\$%\r\n]|\\(?![$%]\{|[\r\n]).|\\(?=[$%]\{)|\\(?=[\r\n])|\$+\$\{|%+%\{|[$%](?!\{))+)
    | (?P<CQUOTE>")
    | (?P<QNEWLINE>\r?\n|\r)
    | (?P<INTERP>\$\{~?)
    | (?P<CONTROL>%\{~?)
    | (?P<INVALID>.)""",
    re.VERBOSE | re.DOTALL,
)

_HEREDOC = pattern(
    r"""(?P<HLIT>(?:[^$%\n]|\$+\$\{|%+%\{|[$%](?!\{|\Z))*\n|(?:[^$%\n]|\$+\$\{|%+%\{|[$%](?!\{|\Z))+)
    | (?P<INTERP>\$\{~?)
    | (?P<CONTROL>%\{~?)
    | (?P<INVALID>.)""",
    re.VERBOSE | re.DOTALL,
)

_SURROGATE = pattern("[\ud800-\udfff]")
"""What a byte that is not UTF-8 is decoded to."""


class _Mode:
    """Where the lexer is: `marker` of a heredoc, `depth` of braces in the code of a template."""

    __slots__ = ("depth", "kind", "line_start", "marker")

    def __init__(self, kind: str, marker: str = "") -> None:
        self.kind = kind
        self.marker = marker
        self.depth = 0
        self.line_start = True


def scan(text: str, *, template: bool = False) -> list[Token]:
    """All tokens of a text, comments and newlines too, without the blanks between them.

    >>> [token.kind for token in scan('a = "b"')]
    ['NAME', 'ASSIGN', 'OQUOTE', 'QLIT', 'CQUOTE']
    """
    scanner = Scanner(text, template)
    while scanner.at < len(text):
        scanner.step()
    return scanner.tokens


class Scanner:
    """The state of one scan."""

    __slots__ = ("at", "modes", "text", "tokens")

    def __init__(self, text: str, template: bool) -> None:
        self.text = text
        self.at = 0
        self.tokens: list[Token] = []
        self.modes = [_Mode("heredoc" if template else "code")]

    def step(self) -> None:
        """Read on in the current mode until it changes."""
        kind = self.modes[-1].kind
        if kind == "code":
            self._code()
        elif kind == "quoted":
            self._quoted()
        else:
            self._heredoc()

    def _put(self, kind: str, start: int, end: int) -> None:
        self.tokens.append(Token(kind, start, end))
        self.at = end

    def _code(self) -> None:
        match, text, put = _CODE.match, self.text, self._put
        mode = self.modes[-1]
        while found := match(text, self.at):
            kind = found.lastgroup or ""
            start, end = found.span(kind)
            if kind == "NAME":
                self._name(start, end)
            elif kind == "PUNCT":
                spelling = text[start:end]
                put(FIXED.get(spelling) or FOREIGN[spelling], start, end)
            elif kind in ("NL", "NUMBER", "COMMENT", "BLOCK_COMMENT"):
                put(kind, start, end)
            elif kind == "OPEN":
                mode.depth += 1
                put("LBRACE", start, end)
            elif kind == "CLOSE":
                if self._close(mode, start, end):
                    return
            elif kind == "OTHER":
                put(FIXED.get(text[start:end]) or "BITWISE", start, end)
            elif kind == "INVALID":
                put("BADENC" if _SURROGATE.match(text, start) else "INVALID", start, end)
            else:
                self._open_text(kind, start, end)
                return
        self.at = len(text)

    def _name(self, start: int, end: int) -> None:
        name = self.text[start:end]
        if not name.isascii():
            length = name_length(name)
            if not length:
                self._put("BADENC" if _SURROGATE.match(name) else "INVALID", start, start + 1)
                return
            end = start + length
        self._put("NAME", start, end)

    def _close(self, mode: _Mode, start: int, end: int) -> bool:
        """A closing brace; true if it ends the code of a template."""
        if mode.depth or len(self.modes) == 1:
            mode.depth = max(mode.depth - 1, 0)
            self._put("RBRACE" if end - start == 1 else "TEND", start, end)
            return False
        self._put("TEND", start, end)
        self.modes.pop()
        return True

    def _open_text(self, kind: str, start: int, end: int) -> None:
        if kind == "OQUOTE":
            self._put(kind, start, end)
            self.modes.append(_Mode("quoted"))
            return
        marker = self.text[start:end].lstrip("<").removeprefix("-").rstrip("\r\n")
        if name_length(marker) != len(marker):
            self._put("LT", start, start + 1)
            return
        self._put(kind, start, end)
        self.modes.append(_Mode("heredoc", marker))

    def _quoted(self) -> None:
        match, text = _QUOTED.match, self.text
        while found := match(text, self.at):
            kind = found.lastgroup or ""
            self._text_token(kind, *found.span())
            if kind == "CQUOTE":
                self.modes.pop()
                return
            if kind in ("INTERP", "CONTROL"):
                self.modes.append(_Mode("code"))
                return

    def _heredoc(self) -> None:
        match, text = _HEREDOC.match, self.text
        mode = self.modes[-1]
        while found := match(text, self.at):
            kind = found.lastgroup or ""
            start, end = found.span()
            if kind == "INVALID" and not mode.marker:
                # A template as a whole may end in a lone sign; a file may not.
                kind = "HLIT"
            if kind == "HLIT":
                if mode.line_start and mode.marker and self._ends_heredoc(mode, start, end):
                    return
                mode.line_start = text[end - 1] == "\n"
            else:
                mode.line_start = False
            self._text_token(kind, start, end)
            if kind in ("INTERP", "CONTROL"):
                self.modes.append(_Mode("code"))
                return

    def _ends_heredoc(self, mode: _Mode, start: int, end: int) -> bool:
        line = self.text[start:end]
        if line[-1] != "\n" or line.strip(WHITE_SPACE) != mode.marker:
            return False
        content = len(line.rstrip("\n").removesuffix("\r"))
        self._put("CHEREDOC", start, start + content)
        self._put("NL", start + content, end)
        self.modes.pop()
        return True

    def _text_token(self, kind: str, start: int, end: int) -> None:
        """A piece of text, cut where bytes are not UTF-8."""
        if kind in ("QLIT", "HLIT") and not self.text.isascii():
            while broken := _SURROGATE.search(self.text, start, end):
                if broken.start() > start:
                    self._put(kind, start, broken.start())
                self._put("BADENC", *broken.span())
                start = broken.end()
        if start < end:
            self._put(kind, start, end)


def name_length(text: str) -> int:
    """How much of the beginning of a text is a name.

    >>> name_length("été-1 "), name_length("1a")
    (5, 0)
    """
    if not text or not (text[0] == "_" or text[0].isidentifier()):
        return 0
    for at, char in enumerate(text):
        if char != "-" and not ("a" + char).isidentifier():
            return at
    return len(text)
