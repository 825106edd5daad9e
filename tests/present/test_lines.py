"""Lines of a terminal break where a reader can bear it."""

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from optalloc.present.terminal import wrapped

LABELLED = "这一条是有代价的约束【产业发展占比】，去掉它以后【一条名称很长的约束】就不同了。"


def test_a_label_is_never_broken_and_no_stop_stands_alone() -> None:
    for width in range(24, 60):
        lines = wrapped(LABELLED, width)
        assert "".join(lines) == LABELLED
        for label in ("【产业发展占比】，", "【一条名称很长的约束】"):
            assert any(label in line for line in lines)
        assert all(not line.startswith(("。", "，")) for line in lines)
        assert all(cell_len(line) <= width + 2 for line in lines)


def test_no_bracket_is_opened_at_the_end_of_a_line() -> None:
    text = "亚当斯法（1）、封顶保底后再分配（12）、《按得分》依次满足（1）、双向比例法（1）"
    for width in range(20, 60):
        lines = wrapped(text, width)
        assert "".join(lines) == text
        assert all(line[-1] not in "（《" for line in lines)


@given(st.text(alphabet="ab 【】。，甲乙12", max_size=80), st.integers(20, 60))
def test_every_mark_is_there_and_every_line_fits(text: str, width: int) -> None:
    lines = wrapped(text, width)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(cell_len(line) <= width or line.strip("。，") for line in lines)
