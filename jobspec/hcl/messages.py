"""The words for what is wrong with a text: one entry for each kind of mistake, in one place.

`summary` and `detail` have the names of a problem filled in; `explanation` is for the page of the ID. Where a mistake
stands is not known here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from jobspec.diagnostics import Diagnostic, Range
from jobspec.hcl.problems import Problem
from jobspec.hcl.source import Source


class Message(NamedTuple):
    """How one kind of mistake is told."""

    title: str
    summary: str
    detail: str
    explanation: str

    @property
    def page(self) -> str:
        """The explanation as the page of the ID shows it."""
        return self.explanation.format()


CATALOGUE: Mapping[str, Message] = {
    "NJ0001": Message(
        "Character without meaning",
        "{character} means nothing here",
        "Outside of texts and comments, HCL knows letters, digits, blanks, line ends and its own punctuation.{hint}",
        "Such characters often come from copying out of a document or chat: non-breaking blanks, zero-width characters "
        "and typographic quotes look like the real thing. Type them anew.",
    ),
    "NJ0002": Message(
        "Text that is not UTF-8",
        "The text is not UTF-8",
        "A byte here begins no valid character. Save the file as UTF-8.",
        "Job files are UTF-8. Editors on Windows sometimes save Latin-1 or UTF-16; only comments may hold other bytes.",
    ),
    "NJ0003": Message(
        "Operator that HCL does not have",
        'HCL has no operator "{operator}"',
        "There are no operators on bits.{hint}",
        "HCL has `!`, `&&` and `||` for truth values and the usual arithmetic, but nothing that works on single bits.",
    ),
    "NJ0004": Message(
        "Wrong kind of quote",
        "{quote} does not begin a text",
        'Texts stand in double quotes: "like this". For several lines use a heredoc: <<EOT.',
        "Single quotes and back quotes have no meaning in HCL; texts take double quotes or are heredocs.",
    ),
    "NJ0005": Message(
        "Semicolon",
        "A semicolon separates nothing here",
        "Arguments and blocks end with the line; items of lists and objects take commas between them.",
        "HCL has no statement separator. Put each argument on a line of its own.",
    ),
    "NJ0006": Message(
        "Quoted text over several lines",
        "A quoted text ends with its line",
        "The closing quote is missing, or the text is to have several lines: then write \\n, or a heredoc: <<EOT.",
        "A quoted text cannot hold a line break. A forgotten quote makes all that follows text, up to the next quote.",
    ),
    "NJ0010": Message(
        "No argument or block",
        "{found} cannot begin an argument or a block",
        '{hint}Here belongs a name, followed by "=" and a value, or by the labels and the "{{" of a block.',
        'The body of a file or block consists of arguments (`name = value`) and blocks (`type "label" {{ … }}`).',
    ),
    "NJ0011": Message(
        "Name alone",
        '"{name}" is neither an argument nor a block',
        'After the name stands {found}. An argument goes on with "=" and its value, a block with labels and "{{".'
        "{hint}",
        "A name in a body begins an argument (`name = value`) or a block (`name {{`). `name: value` is YAML or JSON.",
    ),
    "NJ0012": Message(
        "Quoted name",
        "Names of arguments and blocks stand without quotes",
        "Write {bare} here. Only labels of blocks and keys of objects may be quoted.",
        "In the body of a file or block, names are bare words.",
    ),
    "NJ0013": Message(
        "Block without a brace",
        'The block "{type}" needs an opening brace',
        'After the type and labels "{{" must follow on the same line, but here is {found}.',
        "A block's brace stands on the line of its type and labels.",
    ),
    "NJ0014": Message(
        "Equals sign in a block's header",
        'A block takes no "="',
        'For a block, leave the "=" out: {type} … {{. For an argument, a single name stands before the "=".',
        'Blocks are written `type "label" {{`, arguments `name = value`. A word like `set` has no place here.',
    ),
    "NJ0015": Message(
        "Argument that goes on too long",
        'The value of "{name}" should end here, but {found} follows',
        "{hint}",
        "After an argument's value the line must end, but for a comment.",
    ),
    "NJ0016": Message(
        "Comma after an argument",
        'A comma after the argument "{name}"',
        "Arguments are separated by line ends. If this is to be a list, it needs brackets: [a, b].",
        "Only the items of lists and objects, and the arguments of functions, have commas between them.",
    ),
    "NJ0017": Message(
        "Block that does not end its line",
        'After the block "{type}" the line must end, but {found} follows',
        "Put what follows on a line of its own.",
        "A block's closing brace is the last thing on its line, but for a comment.",
    ),
    "NJ0018": Message(
        "Too much for a block on one line",
        "A block on one line holds one argument, but {found} follows",
        "Break the line after the opening brace, and give each argument a line of its own.",
        "`a {{ b = 1 }}` is allowed; two arguments, or a line break before the closing brace alone, are not.",
    ),
    "NJ0019": Message(
        "Block within a block on one line",
        'A block on one line can only hold an argument, but "{name}" is not followed by "="',
        'Break the line after the opening brace if "{name}" is to be a block.',
        "A block with blocks inside needs several lines.",
    ),
    "NJ0020": Message(
        "Block never closed",
        "This block is never closed",
        'The file ends before the "}}" of this block. The brace may be missing here or in a block inside.',
        "Each opening brace of a block needs its closing one. The innermost open block is shown; the missing brace "
        "may belong to a block inside it that took the brace meant for this one.",
    ),
    "NJ0021": Message(
        "Value missing",
        "A value is wanted, but {found} stands here",
        "{after}A value is a quoted text, a number, true, false, null, a list, an object, a name or a function call.",
        "An expression is incomplete: after `=`, an operator, a comma or an opening bracket there must be a value.",
    ),
    "NJ0022": Message(
        "Comma missing in a list",
        "A comma is missing before {found}",
        'The items of a list have commas between them, and "]" ends it. This list begins in line {line}.',
        "Between two items of a list stands a comma. A comma may also follow the last.",
    ),
    "NJ0023": Message(
        "Separator missing in an object",
        "A comma or a new line is missing before {found}",
        'The items of an object are separated by commas or line ends, and "}}" ends it.',
        "`{{ a = 1, b = 2 }}`, or each item on its own line.",
    ),
    "NJ0024": Message(
        "Key without a value",
        'After a key "=" and a value must follow, but {found} stands here',
        "An object holds pairs: {{ key = value }}. For a list of values use brackets: [a, b].",
        "In an object each key has a value, after `=` or `:`.",
    ),
    "NJ0025": Message(
        "Comma missing in a call",
        'A comma or ")" is missing before {found}',
        'The arguments of "{function}" have commas between them, and ")" ends the call.',
        "Between two arguments of a function stands a comma.",
    ),
    "NJ0026": Message(
        "Parenthesis not closed",
        'A ")" is missing before {found}',
        "A parenthesis was opened before; close it, or put an operator between the values.",
        "Each `(` needs its `)`.",
    ),
    "NJ0027": Message(
        "Index not closed",
        'The index lacks its "]"',
        'An index is one expression in brackets: list[0], map["key"], list[*].',
        "After the expression of an index `]` must follow.",
    ),
    "NJ0028": Message(
        "Bracket never closed",
        "This {bracket} is never closed",
        'The file ends before its "{closing}".',
        "Each bracket needs its closing one.",
    ),
    "NJ0029": Message(
        "Conditional without its second value",
        'A ":" and the other value are missing before {found}',
        "A conditional has both values: condition ? if_true : if_false.",
        "There is no conditional without an `else` value; use null if there is to be none.",
    ),
    "NJ0030": Message(
        "Argument given twice",
        'The argument "{name}" is set twice',
        "It is already set in line {line}. Remove one of them.",
        "In one body each argument may be set only once.",
    ),
    "NJ0031": Message(
        "Text never closed",
        "The text is not closed before {found}",
        "{how} The text begins in line {line}.",
        "A quoted text ends at the next quote on its line. A heredoc ends at a line that holds nothing but its name, "
        "and that line must itself end with a line break.",
    ),
    "NJ0032": Message(
        "Unknown escape",
        "{escape} is not an escape",
        'Known are \\n, \\r, \\t, \\", \\\\, \\uXXXX and \\UXXXXXXXX. For a backslash itself write it twice: \\\\.',
        "A backslash in a quoted text begins an escape. Windows paths and regular expressions need doubled backslashes "
        "or a heredoc, which knows no escapes.",
    ),
    "NJ0033": Message(
        "Label with an interpolation",
        "A label is plain text",
        "Labels cannot hold ${{…}} or %{{…}}; write $${{ or %%{{ for these characters themselves.",
        "The labels of a block are known before anything is evaluated.",
    ),
    "NJ0034": Message(
        "Unreadable number",
        '"{text}" is not a number',
        "A number has one decimal point at most, and digits in its exponent: 10, 2.5, 1e3. Addresses need quotes.",
        "What begins with a digit is a number. Put addresses, versions and times in quotes.",
    ),
    "NJ0035": Message(
        "Name missing after a dot",
        "After a dot a name must follow, but {found} stands here",
        'An attribute is value.name, an index value[0] or value["any key"].',
        "A dot leads to an attribute by its name, or with `*` to all elements.",
    ),
    "NJ0036": Message(
        "Unreadable index",
        '".{text}" is not an index',
        "Write indexes in brackets: value[0][1].",
        "An index after a dot is a legacy form for whole numbers.",
    ),
    "NJ0037": Message(
        "Splat within a splat",
        'A second ".*" cannot follow the first',
        "Use [*] instead, which takes further steps of any kind.",
        "The legacy form `.*` takes attributes only.",
    ),
    "NJ0038": Message(
        "Incomplete for expression",
        'The "for" is not complete: {found} stands here',
        "Lists: [for value in list : result if condition], objects: {{for key, value in map : key => result}}.",
        "A `for` names one or two variables, then `in` and a collection, then `:` and the result.",
    ),
    "NJ0039": Message(
        "Too much in an interpolation",
        "The interpolation should end here, but {found} follows",
        'An interpolation holds one expression and ends with "}}". For a literal "${{" write "$${{".',
        "`${{…}}` in a text is replaced by the value of the expression inside. Shell variables in scripts need `$${{`.",
    ),
    "NJ0040": Message(
        "Too deeply nested",
        "The text is nested too deeply",
        "More than {limit} levels are not read.",
        "The limit keeps broken or hostile texts from using up the stack.",
    ),
    "NJ0041": Message(
        "Interpolation never closed",
        "The interpolation is not closed before the text ends",
        'A "}}" is missing. For a literal "${{" write "$${{".',
        "`${{` begins an expression, which must end with `}}` before the closing quote.",
    ),
    "NJ0042": Message(
        "Unknown directive",
        "{found} is not a directive",
        'After "%{{" follows if, else, endif, for or endfor.{hint} For a literal "%{{" write "%%{{".',
        "Directives are `%{{ if … }}`, `%{{ else }}`, `%{{ endif }}`, `%{{ for … in … }}` and `%{{ endfor }}`.",
    ),
    "NJ0043": Message(
        "Too much in a directive",
        "The directive should end here, but {found} follows",
        'A directive ends with "}}" after its expression. There is no "else if": nest a second if within the else.',
        "`else`, `endif` and `endfor` stand alone; `if` and `for` take one expression.",
    ),
    "NJ0044": Message(
        "Directive without its beginning",
        '"{keyword}" has no directive to belong to',
        "else and endif belong to an if, endfor to a for, which must be opened in the same text.",
        "Directives in a text must be balanced, as brackets are.",
    ),
    "NJ0045": Message(
        "Directive never closed",
        'The directive "{keyword}" is not closed before the text ends',
        "Add %{{ end{keyword} }}. The directive begins in line {line}.",
        "Each `if` needs its `endif` and each `for` its `endfor` in the same text.",
    ),
    "NJ0046": Message(
        "Brace that closes nothing",
        "This brace closes nothing",
        "All blocks are closed already. A block further up may have been closed too early.",
        "There are more closing than opening braces.",
    ),
    "NJ0047": Message(
        "Expression that goes on too long",
        "The expression should end here, but {found} follows",
        "An operator or a bracket is missing before this.",
        "An expression given alone is one value: `a + b`, not `a b`.",
    ),
    "NJ0048": Message(
        "Block on one line that goes on",
        'The block "{name}" of line {line} begins on one line, but does not end there',
        "Break the line after its opening brace, and let its closing brace have a line of its own.",
        "`a {{ b = 1 }}` is a block on one line: one argument, and both braces. Anything else needs several lines.",
    ),
    "NJ0049": Message(
        "Expanded argument that is not the last",
        'Behind "..." the parenthesis must close, but {found} follows',
        "Only the last argument of a call can be expanded, and no comma stands behind it.",
        "`f(a, b...)` gives the elements of `b` as arguments of their own.",
    ),
    "NJ0050": Message(
        "Character without meaning in HCL1",
        "{character} means nothing here",
        "HCL1 knows names, texts in double quotes, numbers, true, false, lists and objects; no operators or functions.",
        "The legacy syntax has no expressions outside of `${{…}}` in texts.",
    ),
    "NJ0051": Message(
        "Text never closed in HCL1",
        "The text is not closed",
        "A quoted text ends on its own line, and each ${{ in it needs its brace. For several lines use a heredoc.",
        "Only within an interpolation may a quoted text of HCL1 hold line breaks.",
    ),
    "NJ0052": Message(
        "Unknown escape in HCL1",
        "{escape} is not an escape",
        'Known are \\a \\b \\f \\n \\r \\t \\v \\\\ \\" and the codes \\ooo \\xHH \\uHHHH \\UHHHHHHHH.',
        "A backslash in a quoted text begins an escape; for a backslash itself write it twice.",
    ),
    "NJ0053": Message(
        "Comment never closed",
        "The comment is not closed",
        "A comment that begins with /* ends with */.",
        "Comments over several lines do not nest, and must be closed.",
    ),
    "NJ0054": Message(
        "Heredoc never closed in HCL1",
        "The heredoc is not closed",
        "It ends at a line of blanks and {marker}. After <<- that line must be indented; a line break follows.",
        "In HCL1 a `<<-` heredoc ends only at an indented line.",
    ),
    "NJ0055": Message(
        "Unreadable number in HCL1",
        '"{text}" is not a number',
        "Whole numbers have 64 bits, with 0x in base 16 and with a leading 0 in base 8; others need a decimal point.",
        "`08` is no number of base 8.",
    ),
    "NJ0056": Message(
        "Item that HCL1 cannot read",
        "{found} does not fit here",
        'An item is key = value, or keys and a body in braces. "key" and "label" with "=" do not go together.',
        'HCL1 reads `key = value`, `key {{ … }}` and `key "label" {{ … }}`.',
    ),
    "NJ0058": Message(
        "File that ends within an object",
        "The file ends within the object that begins in line {line}",
        'An object ends with "}}". It is missing there, or in an object or list inside.',
        "Each `{{` needs its `}}`.",
    ),
}
"""What can be wrong with a text, by ID."""


def diagnose(problem: Problem, source: Source) -> Diagnostic:
    """The diagnostic for a problem."""
    message = CATALOGUE[problem.id]
    names = dict(problem.names)
    if "line_of" in names:
        at = int(str(names["line_of"]))
        names["line"] = source.range(at, at + 1).start.line
    return Diagnostic(
        "error",
        problem.id,
        message.summary.format(**names),
        message.detail.format(**names),
        subject=problem.subject(source),
        context=source.range(*problem.context) if problem.context else None,
    )


def diagnose_at(id: str, subject: Range, **names: object) -> Diagnostic:
    """The diagnostic for a mistake at a known place."""
    message = CATALOGUE[id]
    return Diagnostic("error", id, message.summary.format(**names), message.detail.format(**names), subject=subject)
