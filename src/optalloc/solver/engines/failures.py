"""How engines fail, in words; and what is said of the one that takes over."""

from optalloc.core.message import Words
from optalloc.solver.engines.interface import WRONG_POINT

NAMES = {"cbc": "CBC", "highs": "HiGHS"}
NO_RESULT = Words("结束了却没有写出结果", "ended without writing its result")
UNREADABLE = Words("写出的结果读不懂", "wrote a result that cannot be read")
GAVE_UP = Words("没有得出结果", "gave up on a program")
DOUBTED = Words("说不可行，其实有解", "called a program infeasible that has a solution")
MISTAKES = (GAVE_UP, DOUBTED, WRONG_POINT)
"""What engines say in good health, beside amounts that their tolerances are too coarse for."""
OTHER = {"cbc": "highs", "highs": "cbc"}


def cannot_start(error: Exception) -> Words:
    """Return what kept an engine from being started."""
    said = getattr(error, "strerror", None) or str(error)
    place = getattr(error, "filename", None)
    if isinstance(error, FileNotFoundError):
        return Words(f"没有找到（{place}）", f"was not found ({place})")
    shown = f"{place}: {said}" if place else said
    return Words(f"不能运行（{shown}）", f"cannot be run ({shown})")


def broken_off(code: int) -> Words:
    """Return that an engine's process ended without an answer."""
    if code == 0:
        return NO_RESULT
    return Words(f"中途退出（代码 {code}）", f"broke off (code {code})")


def hung(seconds: float) -> Words:
    """Return that an engine showed no sign of work."""
    return Words(f"{seconds:.0f} 秒没有动静", f"showed no sign of work for {seconds:.0f} seconds")


def unstopped(seconds: float) -> Words:
    """Return that an engine did not come back when its time was over."""
    return Words(
        f"限时 {seconds:.3g} 秒，到时没有停下",
        f"did not stop at its limit of {seconds:.3g} seconds",
    )


def stands_in(name: str, failed: Words) -> Words:
    """Return that another engine solved in the place of one that failed."""
    one, other = NAMES[name], NAMES[OTHER[name]]
    return Words(
        f"{one} {failed.zh}，改由 {other} 求解。",
        f"{one} {failed.en}; {other} solved instead.",
    )


def both_failed(one: tuple[str, Words], other: tuple[str, Words]) -> Words:
    """Return that no engine could solve, and what to do.

    An engine that works and is wrong is not mended by being installed again.
    """
    said = [Words(f"{NAMES[name]} {f.zh}", f"{NAMES[name]} {f.en}") for name, f in (one, other)]
    if one[1] in MISTAKES or other[1] in MISTAKES:
        return Words(
            f"{said[0].zh}；{said[1].zh}。这一步改由精确搜索求解。",
            f"{said[0].en}; {said[1].en}. That step was left to the search in exact arithmetic.",
        )
    return Words(
        f"{said[0].zh}；{said[1].zh}。请运行 optalloc doctor："
        "它当场试这两个求解器，能修的修好，并说明怎么办。",
        f"{said[0].en}; {said[1].en}. Run optalloc doctor: it tries both engines, mends what can "
        "be mended and says what to do.",
    )
