"""From where a parse got stuck to what is wrong: which construct was open, and what it wanted instead of this token.

Knows the grammar's constructs by what lies on the parser's stack. It says what is wrong; `recover` says how to go on.
"""

from __future__ import annotations

from typing import Any

from jobspec.diagnostics import did_you_mean
from jobspec.hcl.hints import LINE_BEGINS, NAMES, after_name, behind_value
from jobspec.hcl.nodes import Attribute, Block, Expression
from jobspec.hcl.problems import Problem
from jobspec.hcl.stack import SPELLINGS, Stack
from jobspec.hcl.tokens import FIXED

_DIRECTIVES = ("if", "else", "endif", "for", "endfor")
_BRACKETS = {"LPAR": ("parenthesis", ")"), "LSQB": ("bracket", "]"), "LBRACE": ("brace", "}")}


def explain(stack: Stack) -> Problem:
    """What is wrong."""
    depth = stack.opener()
    kind = stack.token(depth) if depth else ""
    if kind in ("INTERP", "CONTROL"):
        return _in_sequence(stack, depth)
    if kind in ("OQUOTE", "OHEREDOC"):
        return _in_text(stack, depth)
    if kind == "LBRACE" and _is_body(stack, depth):
        return _in_body(stack, depth)
    if kind:
        return _in_brackets(stack, depth, kind)
    if stack.start == "expression":
        return _in_value(stack)
    return _in_body(stack, len(stack.values) + 1)


def _here(stack: Stack, id: str, **names: object) -> Problem:
    names.setdefault("found", stack.found())
    within = {"STRING": (0, 1), "HEREDOC": (0, stack.texts[stack.at].find("\n"))}.get(stack.kind)
    return Problem(id, stack.at, stack.at + 1, names, within)


def _is_body(stack: Stack, depth: int) -> bool:
    """Whether a brace opens the body of a block: labels and a name stand before it."""
    return isinstance(stack.made(depth + 1), list) and stack.token(depth + 2) in NAMES


# Bodies


def line_block(stack: Stack) -> int | None:
    """The number of the type of the innermost block, if its body begins on the line of its opening brace."""
    for depth in range(1, len(stack.values) + 1):
        if stack.token(depth) == "LBRACE" and _is_body(stack, depth):
            number: int = stack.values[-depth - 2]
            return number if stack.token(depth - 1) != "NL" else None
    return None


def _in_body(stack: Stack, depth: int) -> Problem:
    """In the body that opens `depth` deep; the items made so far and the beginning of one lie above it."""
    if depth <= len(stack.values) and stack.token(depth - 1) != "NL":
        return _in_line_block(stack, depth)
    top, below = stack.made(1), stack.made(2)
    if isinstance(top, Block):
        return _with_context(_here(stack, "NJ0017", type=top.type), top.first, stack)
    if isinstance(top, Attribute):
        return _too_long(stack, top.name, top.first)
    if isinstance(top, list) and stack.token(2) in NAMES and depth > 3:
        return _in_header(stack)
    if isinstance(top, list) or (top is None and not stack.values):
        return _no_item(stack, depth)
    if stack.token(1) in NAMES and isinstance(below, list):
        at = stack.values[-1]
        if stack.kind == "OQUOTE":
            return _label(stack)
        return _name_alone(stack, at)
    return _in_value(stack)


def _name_alone(stack: Stack, at: int) -> Problem:
    hint = after_name(stack.texts[at], stack.kind, stack.texts[stack.at])
    return Problem("NJ0011", at, at + 1, {"name": stack.texts[at], "found": stack.found(), "hint": hint})


def _no_item(stack: Stack, depth: int) -> Problem:
    if stack.ended and depth <= len(stack.values):
        at = stack.values[-depth]
        return Problem("NJ0020", at, at + 1, {})
    if stack.kind in ("STRING", "OQUOTE"):
        bare = stack.texts[stack.at].strip('"') or "the name"
        return Problem("NJ0012", stack.at, stack.at + 1, {"bare": bare}, within=(0, 1))
    if stack.kind == "RBRACE":
        return _here(stack, "NJ0046")
    return _here(stack, "NJ0010", hint=LINE_BEGINS.get(stack.kind, ""))


def _in_header(stack: Stack) -> Problem:
    at = stack.values[-2]
    type = stack.texts[at]
    if stack.kind == "ASSIGN":
        return _with_context(_here(stack, "NJ0014", type=type), at, stack)
    if stack.kind == "OQUOTE":
        return _label(stack)
    return _with_context(_here(stack, "NJ0013", type=type), at, stack)


def _label(stack: Stack) -> Problem:
    """A label that is no plain text: what is not text in it is wrong."""
    at = stack.at + 1
    while stack.kinds[at] == "QLIT":
        at += 1
    if stack.kinds[at] in ("INTERP", "CONTROL"):
        return Problem("NJ0033", at, at + 1, {}, context=(stack.at, at + 1))
    how = "The label's closing quote is missing."
    names: dict[str, object] = {"found": "the end of the line", "how": how, "line_of": at}
    return Problem("NJ0031", at, at + 1, names, context=(stack.at, at + 1))


def _in_line_block(stack: Stack, depth: int) -> Problem:
    if depth == 1:
        if stack.ended:
            at = stack.values[-1]
            return Problem("NJ0020", at, at + 1, {})
        return _no_item(stack, depth)
    name = stack.values[-depth + 1]
    if depth == 2 and type(name) is int:
        if stack.kind in ("STRING", "OQUOTE", "LBRACE", *NAMES):
            return Problem("NJ0019", name, stack.at + 1, {"name": stack.texts[name]})
        return _name_alone(stack, name)
    if isinstance(stack.made(1), Attribute) or (depth == 4 and isinstance(stack.made(1), Expression)):
        return _here(stack, "NJ0018")
    return _in_value(stack)


def _in_value(stack: Stack) -> Problem:
    """In the value of an argument, outside of brackets."""
    if stack.token(1) == "DOT":
        return _here(stack, "NJ0035")
    top = stack.made(1)
    if isinstance(top, Expression):
        if stack.token(2) == "QUESTION":
            return _with_context(_here(stack, "NJ0029"), stack.values[-3].first, stack)
        if stack.token(2) == "ASSIGN":
            at = stack.values[-3]
            return _too_long(stack, stack.texts[at], at)
        for depth in range(2, len(stack.values)):
            if stack.token(depth) == "ASSIGN":
                at = stack.values[-depth - 1]
                return _too_long(stack, stack.texts[at], at)
        return _here(stack, "NJ0047")
    return _value_missing(stack)


def _too_long(stack: Stack, name: str, first: int) -> Problem:
    id = "NJ0016" if stack.kind == "COMMA" else "NJ0015"
    before = stack.at - 1
    hint = behind_value(stack.kinds[before], stack.texts[before], stack.kind, stack.texts[stack.at])
    return _with_context(_here(stack, id, name=name, hint=hint), first, stack)


def _value_missing(stack: Stack) -> Problem:
    before = stack.values[-1] if stack.values else None
    after = ""
    if type(before) is int:
        spelling = SPELLINGS.get(stack.kinds[before], stack.texts[before]).strip()
        after = f'After "{spelling}" a value must follow. '
    return _here(stack, "NJ0021", after=after)


# Brackets


def _in_brackets(stack: Stack, depth: int, kind: str) -> Problem:
    opening: int = stack.values[-depth]
    if stack.token(1) == "DOT":
        return _here(stack, "NJ0035")
    if depth > 1 and (stack.token(depth - 1) == "FOR" or isinstance(stack.made(depth - 1), tuple)):
        return _in_for(stack, opening)
    if kind == "LSQB" and isinstance(stack.made(depth + 1), Expression):
        return _in_index(stack, opening)
    if not isinstance(stack.made(1), Expression | list) and stack.token(1) not in ("ELLIPSIS", "NL"):
        return _value_missing(stack)
    if stack.ended and not _is_parenthesis(stack, depth, kind):
        if kind == "LBRACE" and _awaits_key(stack):
            return _here(stack, "NJ0058", line_of=opening)
        name, closing = _BRACKETS[kind]
        return Problem("NJ0028", opening, opening + 1, {"bracket": name, "closing": closing})
    if isinstance(stack.made(1), Expression) and stack.token(2) == "QUESTION":
        return _with_context(_here(stack, "NJ0029"), stack.values[-3].first, stack)
    if kind == "LSQB":
        return _separator(stack, "NJ0022", opening, line_of=opening)
    if kind == "LPAR":
        return _in_parentheses(stack, depth, opening)
    return _in_object(stack, depth, opening)


def _awaits_key(stack: Stack) -> bool:
    """Whether an object ends where its next key could begin, and not behind a value."""
    kind, text = stack.kinds[stack.at - 1], stack.texts[stack.at - 1]
    return kind in ("LBRACE", "COMMA") or (kind == "NL" and text.endswith("\n"))


def _separator(stack: Stack, id: str, first: int, **names: object) -> Problem:
    """A separator is missing, unless nothing stands before it yet: then a value is."""
    made = stack.made(1)
    if not isinstance(made, Expression) and not made:
        return _value_missing(stack)
    return _with_context(_here(stack, id, **names), first, stack)


def _is_parenthesis(stack: Stack, depth: int, kind: str) -> bool:
    return kind == "LPAR" and not _is_function(stack.made(depth + 1))


def _is_function(made: Any) -> bool:
    """Whether this is a function's name: the numbers of its first token and of the one behind it."""
    return isinstance(made, list) and len(made) == 2 and all(isinstance(number, int) for number in made)


def _in_parentheses(stack: Stack, depth: int, opening: int) -> Problem:
    if _is_parenthesis(stack, depth, "LPAR"):
        return _with_context(_here(stack, "NJ0026"), opening, stack)
    first, after = stack.values[-depth - 1]
    if stack.token(1) == "ELLIPSIS":
        at = stack.values[-1]
        return _with_context(Problem("NJ0049", at, at + 1, {"found": stack.found()}), first, stack)
    return _separator(stack, "NJ0025", first, function="".join(stack.texts[first:after]))


def _in_object(stack: Stack, depth: int, opening: int) -> Problem:
    top = stack.made(1)
    if isinstance(top, list):
        return _value_missing(stack)
    for level in range(2, depth):
        if stack.token(level) in ("ASSIGN", "COLON"):
            return _with_context(_here(stack, "NJ0023"), opening, stack)
        if not isinstance(stack.made(level), Expression) and stack.token(level) in ("COMMA", "NL"):
            break
    return _with_context(_here(stack, "NJ0024"), opening, stack)


def _in_index(stack: Stack, opening: int) -> Problem:
    if not isinstance(stack.made(1), Expression) and stack.token(1) != "STAR":
        return _value_missing(stack)
    depth, at = 0, stack.at
    while at < len(stack.kinds) - 1:
        kind = stack.kinds[at]
        if kind == "RSQB" and not depth:
            break
        depth += (kind == "LSQB") - (kind == "RSQB")
        at += 1
    return Problem("NJ0027", at, at + 1, {}, context=(opening, at))


def _in_for(stack: Stack, opening: int) -> Problem:
    top = stack.token(1)
    if top in ("IN", "COLON", "ARROW", "IF") or (top in FIXED.values() and top not in ("COMMA", "LBRACE", "LSQB")):
        if not (top == "IN" and stack.token(2) in ("FOR", "COMMA")):
            return _value_missing(stack)
    problem = _with_context(_here(stack, "NJ0038"), opening, stack)
    value = stack.made(1)
    if stack.kinds[opening] == "LBRACE" and stack.token(2) == "COLON" and isinstance(value, Expression):
        # What should be the key is the value of a list, so that is what stands in the wrong place.
        if stack.kind == "RBRACE":
            return problem._replace(first=value.first, last=value.last, within=None)
    return problem


# Texts


def _in_text(stack: Stack, depth: int) -> Problem:
    opening: int = stack.values[-depth]
    for level in range(1, depth):
        made = stack.made(level)
        if isinstance(made, tuple) and stack.kind in ("CQUOTE", "CHEREDOC"):
            keyword = "if" if isinstance(made[1], Expression) else "for"
            return _with_context(_here(stack, "NJ0045", keyword=keyword, line_of=made[0]), opening, stack)
    if stack.kinds[opening] == "OQUOTE":
        how = "The closing quote is missing."
    else:
        marker = stack.texts[opening].strip().lstrip("<-")
        how = f"A heredoc ends at a line that holds nothing but {marker}, and that line must end with a line break."
    found = "the end of the file" if stack.ended else "the end of the line"
    return _with_context(_here(stack, "NJ0031", how=how, found=found, line_of=opening), opening + 1, stack)


def _in_sequence(stack: Stack, depth: int) -> Problem:
    """In an interpolation or a directive."""
    opening: int = stack.values[-depth]
    if stack.kinds[opening] == "INTERP":
        if stack.token(1) == "DOT":
            return _here(stack, "NJ0035")
        if not isinstance(stack.made(1), Expression):
            return _value_missing(stack)
        if isinstance(stack.made(1), Expression) and stack.token(2) == "QUESTION":
            return _with_context(_here(stack, "NJ0029"), stack.values[-3].first, stack)
        if stack.ended or stack.kind in ("OQUOTE", "STRING", "CQUOTE"):
            return Problem("NJ0041", opening, opening + 1, {})
        return _with_context(_here(stack, "NJ0039"), opening, stack)
    return _in_directive(stack, depth, opening)


def _unclosed_text(stack: Stack) -> Problem | None:
    """A text around the innermost sequence that never ends; what stands in it is only looked at if it does."""
    below = Stack(stack.kinds, stack.texts, stack.values[:-1], len(stack.kinds) - 1)
    depth = below.opener()
    closing = {"OQUOTE": "CQUOTE", "OHEREDOC": "CHEREDOC"}.get(below.token(depth), "")
    return _in_text(below, depth) if closing and closing not in stack.kinds[stack.at :] else None


def _in_directive(stack: Stack, depth: int, opening: int) -> Problem:
    text = stack.texts[stack.at]
    if depth == 1:
        if text in _DIRECTIVES:
            if (unclosed := _unclosed_text(stack)) is not None:
                return unclosed
            end = stack.at
            while end < len(stack.kinds) - 1 and stack.kinds[end] != "TEND":
                end += 1
            return Problem("NJ0044", opening, end + 1, {"keyword": text})
        nearest = did_you_mean(text, _DIRECTIVES) if stack.kind in NAMES else None
        hint = f' Did you mean "{nearest}"?' if nearest else ""
        return _with_context(_here(stack, "NJ0042", hint=hint), opening, stack)
    if stack.token(depth - 1) == "FOR":
        return _in_for(stack, opening)
    if not isinstance(stack.made(1), Expression | tuple) and stack.token(1) not in ("ELSE", "ENDIF", "ENDFOR"):
        return _value_missing(stack)
    return _with_context(_here(stack, "NJ0043"), opening, stack)


def _with_context(problem: Problem, first: int, stack: Stack) -> Problem:
    return problem._replace(context=(first, stack.at + 1))
