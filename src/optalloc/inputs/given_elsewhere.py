"""Money given before to who is no recipient of this batch: allowed, and said, as a slip looks so.

It counts in the year's total and in no recipient's: a misspelt town would lose what it was given.
"""

from collections import defaultdict
from collections.abc import Iterator

from optalloc.core.errors import nearest
from optalloc.core.message import NOTHING, Words, first_few, listed
from optalloc.core.near_names import one_letter_apart
from optalloc.problem.problem import Problem

MOST_NAMED = 3
LEAST_ALIKE = 0.5
"""How alike a name and a recipient's are that may be meant: of two characters one."""


def given_elsewhere(problem: Problem) -> Iterator[Words]:
    """Yield who was given money before and is no recipient now, in one warning.

    Of earlier years only who is called nearly as a recipient that was given nothing then: others
    come and go.
    """
    yield from _called_otherwise_then(problem)
    known = {recipient.name for recipient in problem.recipients}
    given: dict[str, int] = defaultdict(int)
    for award in problem.earlier:
        if award.recipient not in known:
            given[award.recipient] += award.amount
    if not given or not known:
        return
    free = known - {award.recipient for award in problem.earlier}
    hints = (nearest(name, sorted(free), LEAST_ALIKE) for name in given)
    hint = next((hint for hint in hints if hint != NOTHING), NOTHING)
    named = first_few([(name, problem.say(fen)) for name, fen in given.items()], MOST_NAMED)
    who = listed([Words(f"{name}（{fen}）", f"{name} ({fen})") for name, fen in named])
    if rest := len(given) - len(named):
        who += Words(f"等 {len(given)} 个", f" and {rest} more")
    yield Words(
        f"前批资金中，{who.zh}不在本批单位之列：计入全年合计，不计入任何单位。{hint.zh}",
        f"Money given before to {who.en}, no recipient of this batch, counts in the year's total "
        f"and in nobody's own. {hint.en}".rstrip(),
    )


def _called_otherwise_then(problem: Problem) -> Iterator[Words]:
    """Yield the names of earlier years that are nearly those of recipients without any."""
    then = dict.fromkeys(award.recipient for award in problem.history)
    known = {recipient.name for recipient in problem.recipients}
    pairs = one_letter_apart([n for n in then if n not in known], known - then.keys())
    if pairs:
        few = first_few(pairs, MOST_NAMED)
        named = listed([Words(f"{a} 与 {b}", f"{a} and {b}") for a, b in few])
        if rest := len(pairs) - len(few):
            named += Words(f"等 {len(pairs)} 对", f" and {rest} more pairs")
        yield Words(
            f"往年资金里的名称与本批单位只差一个字，后者没有往年资金：{named.zh}。是不是同一单位？",
            "Names of earlier years are one letter from recipients of this batch that were given "
            f"nothing then: {named.en}. Are they the same?",
        )
