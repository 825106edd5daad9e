"""Who was given money before and is no recipient now is said; nothing is refused for it."""

from dataclasses import replace

from optalloc.inputs.given_elsewhere import given_elsewhere
from optalloc.problem.facts import Award
from optalloc.problem.problem import Problem
from small import small, town


def problem(*earlier: tuple[str, int]) -> Problem:
    made = small({"款": 4}, [town("甲镇"), town("乙镇")], aims={"甲镇": 2, "乙镇": 2})
    use, source = made.uses[0].name, made.sources[0].name
    return replace(made, earlier=tuple(Award(name, source, use, fen) for name, fen in earlier))


def test_a_recipient_of_before_that_is_none_now_is_named_with_the_one_that_may_be_meant() -> None:
    (said,) = given_elsewhere(problem(("甲镇", 100), ("乙真", 200)))
    assert said.zh == (
        "前批资金中，乙真（2元）不在本批单位之列：计入全年合计，不计入任何单位。是不是 乙镇？"
    )
    assert said.en == (
        "Money given before to 乙真 (2元), no recipient of this batch, counts in the year's total "
        "and in nobody's own. Did you mean 乙镇?"
    )


def test_recipients_of_this_batch_are_no_news_and_many_others_are_counted() -> None:
    assert list(given_elsewhere(problem(("甲镇", 100), ("乙镇", 200)))) == []
    (said,) = given_elsewhere(problem(*((f"外{i}乡", 100) for i in range(6))))
    assert said.zh.startswith("前批资金中，外0乡（1元）、外1乡（1元）、外2乡（1元）等 6 个不在")
    assert "and 3 more" in said.en
